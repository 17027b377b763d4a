import { GripVertical } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Policy } from '@sluice/netfilter';
import { nameWidth, pillWidth } from '../projection/metrics.ts';
import type { MapCard } from '../projection/model.ts';
import { startChainDrag } from '../state/drag.ts';
import type { DropRefusal } from '../state/drop-verdict.ts';
import { setPolicy } from '../state/edits.ts';
import { useSelection } from '../state/selection.ts';
import { Menu } from '../ui/menu.tsx';
import { currentFlow, flowWords, useEachSample, writeText } from '../live/current-flow.ts';
import { CardMarks } from './card-marks.tsx';
import { headElementId, moveFocus } from './map-focus.ts';
import { useWayMark } from '../state/way.ts';
import { openChainMenu } from '../commands/command-menu.tsx';
import { useMapState } from './map-state.ts';
import { WayNumber } from './way-number.tsx';

/** A card's head: table, name, policy, what comes in. */
export function CardHead(props: {
  readonly card: MapCard;
  readonly refusal: DropRefusal | null;
  readonly selected: boolean;
  readonly inTabOrder: boolean;
}) {
  const { card, refusal } = props;
  const ref = { table: card.table, chain: card.chain };
  const custom = card.hook === null;
  const level = useMapState((state) => state.level);
  const far = level !== 'rows';
  const mark = useWayMark(card.id);
  return (
    <header
      className="card-head"
      onPointerEnter={() => useMapState.setState({ hoveredChain: card.id })}
      onPointerLeave={() => useMapState.setState({ hoveredChain: null })}
    >
      <WayNumber mark={mark} />
      {custom && !far && card.change !== 'removed' && (
        <span
          className="card-grip nopan nodrag"
          title="Drag into a rule list to call this chain"
          onPointerDown={(event) => startChainDrag(event.nativeEvent, ref)}
        >
          <GripVertical aria-hidden="true" />
        </span>
      )}
      <HeadName card={card} selected={props.selected} inTabOrder={props.inTabOrder} />
      {(!far || level === 'bars') && showsPolicy(card) && card.policy !== null && (
        <PolicyPill chain={ref} policy={card.policy} before={card.policyBefore} />
      )}
      <CardMarks card={card} />
      {refusal && <span className="card-side">{refusal.short}</span>}
      {!far && !refusal && <HeadSide card={card} />}
    </header>
  );
}

/** The chain's name, which selects it. */
function HeadName(props: { readonly card: MapCard; readonly selected: boolean; readonly inTabOrder: boolean }) {
  const { card } = props;
  const ref = { table: card.table, chain: card.chain };
  return (
    <button
      id={headElementId(card.id)}
      type="button"
      className="card-title"
      title={card.chain}
      tabIndex={props.inTabOrder ? 0 : -1}
      aria-pressed={props.selected}
      onClick={() => useSelection.getState().select({ kind: 'chain', ...ref })}
      onContextMenu={(event) => {
        event.preventDefault();
        openChainMenu(ref, { x: event.clientX, y: event.clientY });
      }}
      onKeyDown={(event) => {
        if (moveFocus(event.nativeEvent, { card: card.id, row: null })) event.preventDefault();
      }}
    >
      {hasRoomForTable(card) && <span className="card-table">{card.table} /</span>}
      <span className="card-name">{card.chain}</span>
      <span className="card-count" aria-hidden="true">
        {card.rules.toLocaleString('en')}
      </span>
      <span className="unseen">{headWords(card)}</span>
    </button>
  );
}

/** A built-in chain's policy, as a menu to set it. */
export function PolicyPill(props: {
  readonly chain: { readonly table: MapCard['table']; readonly chain: string };
  readonly policy: Policy;
  readonly before: Policy | null;
  readonly plain?: boolean;
}) {
  const { chain, policy, before } = props;
  const changed = before !== null && before !== policy;
  return (
    <Menu
      label={`Policy of ${chain.table} ${chain.chain}`}
      entries={(['ACCEPT', 'DROP'] as const).map((choice) => ({
        id: choice,
        title: choice,
        note: choice === 'ACCEPT' ? 'What no rule decided goes on.' : 'What no rule decided is dropped.',
        checked: choice === policy,
        run: () => {
          if (choice !== policy) setPolicy(chain, choice);
        },
      }))}
    >
      <Button
        className={`policy nopan nodrag${changed ? ' policy-changed' : ''} ${props.plain === true ? 'policy-plain' : policy === 'DROP' ? 'tone-red' : 'tone-green'}`}
        aria-label={`Policy ${policy}${changed ? `, was ${before}` : ''}`}
        excludeFromTabOrder
      >
        {changed && <del>{before}</del>}
        {policy}
      </Button>
    </Menu>
  );
}

/** At the head's right: what the draft did, that nobody calls the chain, else what comes in. */
function HeadSide(props: { readonly card: MapCard }) {
  const { card } = props;
  if (card.change === 'created' && card.callers > 0) return <span className="card-chip tone-green">new</span>;
  if (card.change === 'removed') return <span className="card-chip tone-red">removed</span>;
  if (card.hook === null && card.callers === 0) return <span className="card-chip tone-amber">not called</span>;
  return <HeadRate card={card} />;
}

function HeadRate(props: { readonly card: MapCard }) {
  const { card } = props;
  const element = useRef<HTMLSpanElement>(null);
  const write = useCallback(() => {
    const flow = card.hook === null ? currentFlow().custom(card) : currentFlow().builtin(card);
    writeText(element, flowWords(flow, card.width >= 320));
  }, [card]);
  useEachSample(write);
  return hasRoomForRate(card) ? <span ref={element} className="card-side" /> : null;
}

function nameEnds(card: MapCard): number {
  const policy = showsPolicy(card) ? 7 + pillWidth(card.policy ?? '', false) : 0;
  return (card.hook === null ? 32 : 18) + nameWidth(card.chain) + policy;
}

function hasRoomForTable(card: MapCard): boolean {
  return card.hook !== null && nameEnds(card) + nameWidth(`${card.table} / `, 10) <= card.width;
}

function hasRoomForRate(card: MapCard): boolean {
  const table = hasRoomForTable(card) ? nameWidth(`${card.table} / `, 10) : 0;
  return nameEnds(card) + table + 50 <= card.width;
}

/** nat's policy is ACCEPT by nature; it is only worth its room where somebody changed that. */
function showsPolicy({ policy, policyBefore, table, density }: MapCard): boolean {
  return policy !== null && (table !== 'nat' || policy !== 'ACCEPT' || policyBefore !== null || density !== 'narrow');
}

/** What a reader hears after the name. */
function headWords(card: MapCard): string {
  const rules = `${card.rules} ${card.rules === 1 ? 'rule' : 'rules'}`;
  if (card.policy !== null) return `${rules}, policy ${card.policy}`;
  return `${rules}, ${card.callers === 0 ? 'not called' : `called by ${card.callers}`}`;
}
