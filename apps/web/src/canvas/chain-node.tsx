import { Plus } from 'lucide-react';
import { memo, useCallback, useRef, type WheelEvent } from 'react';
import { Button } from 'react-aria-components';
import type { NodeProps } from '@xyflow/react';
import { useShallow } from 'zustand/react/shallow';
import { DROP_GAP, HEAD, MAX_ROWS, ROW } from '../projection/metrics.ts';
import { leadsTo, type CardId, type MapCard } from '../projection/model.ts';
import { useFind } from '../find/find-state.ts';
import { counters } from '../state/counters.ts';
import { insertRule } from '../state/edits.ts';
import { chosenRules, useSelection } from '../state/selection.ts';
import { useTrial } from '../state/trial.ts';
import { useView } from '../state/view.ts';
import { useCardOnWay, type OnWay } from '../state/way.ts';
import { useWorkspace } from '../state/workspace.ts';
import { CardHead } from './card-head.tsx';
import { CardRow } from './card-row.tsx';
import { ChainStrip } from './chain-strip.tsx';
import { FindInChain } from './find-in-chain.tsx';
import { FoldRow } from './fold-row.tsx';
import { DropLine } from '../drag/drop-line.tsx';
import type { ChainNode as Node } from './flow-nodes.ts';
import { nameOfFarCard, useFaultCount } from './card-marks.tsx';
import { cardElementId } from './map-focus.ts';
import { useEachSample } from '../live/current-flow.ts';
import { useMapState } from './map-state.ts';
import { isRoomy, type Level } from './level.ts';
import { useDropOn, useGapAbove, type DropOn } from './use-drop.ts';
import './card.css';
import './long-chain.css';

/** A chain with its rules. */
export const ChainNode = memo(function ChainNode({ data }: NodeProps<Node>) {
  const { card, above, inlet, calls } = data;
  const element = useRef<HTMLElement>(null);
  const chosen = useChosenIn(card);
  const headSelected = useSelection(
    ({ selected: it }) => it?.kind === 'chain' && it.table === card.table && it.chain === card.chain,
  );
  const drop = useDropOn(card);
  const pushed = useGapAbove(above);
  const dimmed = useView(({ hiddenTables }) => hiddenTables.has(card.table));
  const onTrial = useShowsTrial();
  const level = useMapState((state) => state.level);
  const far = level !== 'rows';
  const lit = useMapState(({ hoveredCall }) => hoveredCall !== null && leadsTo(hoveredCall, card.id));
  const found = useFind((state) => state.chains.has(card.id));
  const faulty = useFaultCount(card) > 0;
  const onWay = useCardOnWay(card.id);
  useBusiest(card, element);
  const tabRow = card.rows.find(({ id }) => id === chosen.at(-1)) ?? card.rows[0];
  return (
    <article
      ref={element}
      id={cardElementId(card.id)}
      aria-label={`${card.table} ${card.chain}`}
      // A called chain stands elsewhere in the page, and is read behind the rules that call it.
      aria-owns={calls.length > 0 ? calls.map(cardElementId).join(' ') : undefined}
      className={cardClasses(card, {
        found,
        faulty,
        dimmed,
        level,
        onTrial,
        lit,
        pushed,
        onWay,
        drop,
        selected: headSelected,
      })}
      title={far ? nameOfFarCard(card) : undefined}
      data-chain={card.id}
      data-table={card.table}
      style={{
        height: card.height + (drop.line === null ? 0 : DROP_GAP),
        ...(pushed ? { translate: `0 ${DROP_GAP}px` } : {}),
      }}
      onWheel={card.lines > MAX_ROWS && !far ? (event) => scroll(event, card) : undefined}
    >
      <CardHead card={card} refusal={drop.refusal} selected={headSelected} inTabOrder={far || card.rows.length === 0} />
      {card.hook === null && (
        <i
          className={`card-inlet target${inlet ? '' : ' card-inlet-unused'}`}
          data-handleid="inlet"
          data-handlepos="left"
        />
      )}
      {far && <FarPorts card={card} />}
      <i className="card-foot source" data-handleid="hidden" data-handlepos="right" />
      {!far && (
        <div className="card-rows" role="tree" aria-label={`Rules of ${card.table} ${card.chain}`}>
          {card.rows.map((row, line) =>
            row.folds > 1 ? (
              <FoldRow key={row.key} card={card.id} row={row} inTabOrder={row === tabRow} />
            ) : (
              <CardRow
                key={row.key}
                card={card}
                row={row}
                selected={chosen.includes(row.id)}
                inTabOrder={row === tabRow}
                shifted={drop.line !== null && line >= drop.line}
              />
            ),
          )}
        </div>
      )}
      {card.lines === 0 && !far && <EmptyBody card={card} />}
      {!far && <ChainStrip card={card} />}
      {!far && card.lines >= MAX_ROWS && card.strip.length > 0 && <FindInChain card={card} />}
      {!far && card.lines > MAX_ROWS && card.strip.length === 0 && <MoreLines card={card} />}
      {card.alien !== null && (
        <p className="card-alien" title={card.alien}>
          nft rules that iptables cannot print
        </p>
      )}
      {drop.line !== null && <DropLine top={HEAD + drop.line * ROW + DROP_GAP / 2} />}
    </article>
  );
});

/** Rows glow while what is marked is on trial, and not a draft on top of it. */
function useShowsTrial(): boolean {
  const pending = useTrial((state) => state.pending !== null);
  const alone = useWorkspace(({ diff, trialDiff }) => trialDiff === null || diff === trialDiff);
  return pending && alone;
}

function cardClasses(
  card: MapCard,
  state: {
    readonly found: boolean;
    readonly faulty: boolean;
    readonly dimmed: boolean;
    readonly level: Level;
    readonly onTrial: boolean;
    readonly lit: boolean;
    readonly pushed: boolean;
    readonly onWay: OnWay;
    readonly selected: boolean;
    readonly drop: DropOn;
  },
): string {
  const uncalled = card.hook === null && card.callers === 0;
  return [
    'card',
    `card-${card.density}`,
    card.rules > 99 && 'card-long',
    card.strip.length > 0 && 'card-stripped',
    card.lines > MAX_ROWS && state.level === 'rows' && 'nowheel',
    card.lines === 0 && 'card-empty',
    card.change !== 'same' && `card-${card.change}`,
    uncalled && card.change === 'same' && 'card-uncalled',
    state.selected && 'card-selected',
    state.dimmed && 'card-dimmed',
    isRoomy(card) && 'card-roomy',
    state.found && 'card-hit',
    state.faulty && 'card-faulty',
    state.onTrial && 'card-on-trial',
    state.lit && 'card-lit',
    state.onWay !== 'none' && `card-${state.onWay}-way`,
    state.drop.state !== 'none' && `card-drop-${state.drop.state}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The selected rules of this card. */
function useChosenIn({ table, chain }: MapCard): readonly string[] {
  return useSelection(
    useShallow((state) =>
      chosenRules(state).flatMap((rule) => (rule.table === table && rule.chain === chain ? [rule.id] : [])),
    ),
  );
}

/** Tells the rows' heat bars how much is a lot here. */
function useBusiest(card: MapCard, element: React.RefObject<HTMLElement | null>): void {
  const { rows } = card;
  const write = useCallback(() => {
    const most = rows.reduce((top, { id }) => Math.max(top, counters.read(id).packetRate ?? 0), 0);
    element.current?.style.setProperty('--busiest', String(Math.max(most, 0.001)));
  }, [rows, element]);
  useEachSample(write);
}

/** React Flow looks for the ends of lines in the page, also where no rows are drawn. */
function FarPorts(props: { readonly card: MapCard }) {
  return props.card.rows.map(({ key, callee }) =>
    callee === null ? null : <i key={key} className="card-foot source" data-handleid={key} data-handlepos="right" />,
  );
}

function EmptyBody(props: { readonly card: MapCard }) {
  const { table, chain, hook, change } = props.card;
  if (change === 'removed') return <div className="card-nothing">The chain goes with the next apply.</div>;
  return (
    <div className="card-nothing">
      <span>{hook === null ? 'Packets return to the caller.' : 'The policy decides.'}</span>
      <Button
        className="card-add nopan nodrag"
        onPress={() => insertRule({ table, chain, after: null }, { text: '', edit: 'protocol' })}
      >
        <Plus aria-hidden="true" />
        Add a rule
      </Button>
    </div>
  );
}

/** Below the rows of a long chain: how many are out of sight, and the way to them. */
function MoreLines(props: { readonly card: MapCard }) {
  const { id, first, lines } = props.card;
  const below = lines - first - MAX_ROWS;
  const words = [first > 0 && `${first.toLocaleString('en')} above`, below > 0 && `${below.toLocaleString('en')} more`];
  return (
    <div className="card-more">
      <Button
        className="card-more-button nopan nodrag"
        excludeFromTabOrder
        onPress={() => page(id, below > 0 ? first + MAX_ROWS : 0)}
      >
        {words.filter(Boolean).join(', ')}
      </Button>
      <i className="card-scroll" style={{ left: `${(first / lines) * 100}%`, width: `${(MAX_ROWS / lines) * 100}%` }} />
    </div>
  );
}

function page(id: CardId, line: number): void {
  useMapState.getState().scrollTo(id, line);
}

function scroll(event: WheelEvent, card: MapCard): void {
  const lines = Math.sign(event.deltaY) * Math.max(1, Math.round(Math.abs(event.deltaY) / 40));
  const last = card.lines - MAX_ROWS;
  page(card.id, Math.max(0, Math.min(last, card.first + lines)));
}
