import type { RuleRef } from '@sluice/draft';
import { Ellipsis, Pencil } from 'lucide-react';
import { memo, useCallback, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from 'react-aria-components';
import { useFind } from '../find/find-state.ts';
import { rateWords } from '../live/rates.ts';
import { cardId, isGone, type MapCard, type MapRow } from '../projection/model.ts';
import { counters } from '../state/counters.ts';
import { startDrag, startRuleDrag } from '../state/drag.ts';
import { extendSelection } from '../state/selected-rules.ts';
import { isChosen, useSelection } from '../state/selection.ts';
import { ProblemMark } from '../ui/problem-mark.tsx';
import { FaultMark, targetTone } from '../ui/rule-line.tsx';
import { useEachChange, writeText } from '../live/current-flow.ts';
import { openRuleMenu } from '../commands/command-menu.tsx';
import { useMapState } from './map-state.ts';
import { useProblems, usePartInProblem } from '../state/problems.ts';
import { useWayMark, wayClass, type WayMark } from '../state/way.ts';
import { moveFocus, rowElementId } from './map-focus.ts';
import { hideTip, showTip } from './row-tip.tsx';
import { sparkPath } from './spark.ts';
import { WayNumber } from './way-number.tsx';
import './row.css';

const GLYPHS = { same: '', added: '+', removed: '−', changed: '~', moved: '↕', disabled: '○' } as const;
const CHANGE_WORDS = {
  same: '',
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  moved: 'moved',
  disabled: 'disabled',
} as const;

/** One rule of a card. */
export const CardRow = memo(function CardRow(props: {
  readonly card: Pick<MapCard, 'table' | 'chain' | 'density' | 'rules'>;
  readonly row: MapRow;
  readonly selected: boolean;
  /** The one row of the card that the tab key reaches. */
  readonly inTabOrder: boolean;
  /** The row stands below an open gap. */
  readonly shifted: boolean;
}) {
  const { card, row, selected, inTabOrder } = props;
  const [hovered, setHovered] = useState(false);
  const ref = { table: card.table, chain: card.chain, id: row.id };
  const gone = isGone(row.change);
  const removed = row.change === 'removed';
  const mark = useWayMark(row.id);
  const classes = useRowClasses(row, { selected, shifted: props.shifted, mark });
  return (
    <div
      id={rowElementId(cardId(card), row.key)}
      className={classes}
      role="treeitem"
      aria-level={1}
      aria-posinset={row.number ?? undefined}
      aria-setsize={card.rules}
      aria-selected={selected}
      // The row shows its rule in short. Global since ARIA 1.3, and known to the browsers.
      // oxlint-disable-next-line jsx-a11y/role-supports-aria-props
      aria-description={row.text}
      tabIndex={inTabOrder ? 0 : -1}
      onMouseDown={(event) => {
        // The browser would mark the text between two clicks.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={(event) => {
        if (!removed) choose(ref, event);
      }}
      onDoubleClick={() => {
        if (!gone) useSelection.getState().select({ kind: 'rule', ...ref }, { edit: 'protocol' });
      }}
      onFocus={(event) => {
        if (event.target === event.currentTarget && event.target.matches(':focus-visible') && !removed) focusOnly(ref);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        if (!removed) openRuleMenu(ref, { x: event.clientX, y: event.clientY });
      }}
      onKeyDown={(event) => onRowKey(event, card, row)}
      onPointerEnter={(event) => {
        setHovered(true);
        showTip({ row, box: event.currentTarget.getBoundingClientRect() });
      }}
      onPointerLeave={() => {
        setHovered(false);
        hideTip();
      }}
    >
      <span
        className="row-gutter nopan nodrag"
        aria-hidden="true"
        title={gone ? undefined : 'Drag to move, with Alt to copy'}
        onPointerDown={(event) => {
          event.stopPropagation();
          if (!gone && !event.shiftKey) startRuleDrag(event.nativeEvent, ref);
        }}
      >
        <span>{GLYPHS[row.change]}</span>
      </span>
      <WayNumber mark={mark} />
      <Heat id={row.id} gone={gone} />
      {row.change !== 'same' && <span className="unseen">{CHANGE_WORDS[row.change]}</span>}
      <span className="row-index">{row.number}</span>
      <Match row={row} />
      <RowProblem id={row.id} />
      <Target row={row} />
      {card.density !== 'narrow' && <Live id={row.id} row={row} spark={card.density === 'wide'} />}
      {row.callee !== null && (
        <span
          className="row-port source nopan nodrag"
          data-handleid={row.key}
          data-handlepos="right"
          onPointerDown={(event) => {
            event.stopPropagation();
            startDrag(event.nativeEvent, { kind: 'port', ...ref });
          }}
        />
      )}
      {hovered && !gone && <RowActions row={ref} />}
    </div>
  );
});

/** How the row is drawn: what the draft did, whether it is selected, found, or called by what the pointer is on. */
function useRowClasses(
  row: MapRow,
  at: { readonly selected: boolean; readonly shifted: boolean; readonly mark: WayMark | undefined },
): string {
  const found = useFind((state) => state.rules.has(row.id));
  const lit = useMapState(
    ({ hoveredChain, hoveredCall }) =>
      (row.callee !== null && hoveredChain === row.callee) ||
      (hoveredCall !== null && hoveredCall.row === row.key && hoveredCall.to === row.callee),
  );
  const part = usePartInProblem(row.id);
  const classes = [
    'row',
    row.change !== 'same' && `row-${row.change}`,
    found && 'row-hit',
    at.selected && 'row-selected',
    lit && 'row-lit',
    at.shifted && 'row-shifted',
    wayClass(at.mark),
    part && `row-${part}`,
  ];
  return classes.filter(Boolean).join(' ');
}

/** The rule's conditions in short. */
function Match(props: { readonly row: MapRow }) {
  const { phrases, more, fault } = props.row;
  return (
    <span className={`row-match mono${fault === null ? '' : ' row-fault'}`}>
      {fault !== null && <FaultMark reason={fault} />}
      {phrases.map((phrase, index) => (
        <span key={index} className={phrase.role === 'keyword' ? 'row-keyword' : undefined}>
          {index > 0 && ' '}
          {phrase.text}
        </span>
      ))}
      {more > 0 && <span className="row-keyword"> +{more}</span>}
    </span>
  );
}

/** What could only be tighter is no reason for a sign in so small a place. */
function RowProblem(props: { readonly id: MapRow['id'] }) {
  const severity = useProblems(({ byRule }) => byRule.get(props.id));
  return severity && severity !== 'tidy' && <ProblemMark severity={severity} />;
}

function Target(props: { readonly row: MapRow }) {
  const { target, callee } = props.row;
  if (!target) return null;
  const call = callee !== null || target.kind === 'jump' || target.kind === 'goto';
  return (
    <span className={`row-target tone-${targetTone(target.kind)}${call ? ' row-call mono' : ''}`}>{target.label}</span>
  );
}

/** A click selects; with Shift from the last choice to here, with Ctrl one more or less. */
export function choose(
  rule: RuleRef,
  how: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean },
) {
  if (how.shiftKey) extendSelection(rule);
  else if (how.ctrlKey || how.metaKey) useSelection.getState().toggle(rule);
  else useSelection.getState().select({ kind: 'rule', ...rule });
}

/** The focus selects where it comes to, unless it moves within what is selected. */
function focusOnly(rule: RuleRef): void {
  const selection = useSelection.getState();
  if (!isChosen(selection, rule)) selection.select({ kind: 'rule', ...rule });
}

function onRowKey(event: KeyboardEvent<HTMLElement>, card: Pick<MapCard, 'table' | 'chain'>, row: MapRow): void {
  if (event.target !== event.currentTarget) return;
  if (event.key === ' ') showTip({ row, box: event.currentTarget.getBoundingClientRect(), now: true });
  else if (!moveFocus(event.nativeEvent, { card: cardId(card), row: row.key, callee: row.callee })) return;
  event.preventDefault();
}

/** How busy the rule is, beside the busiest of its chain; the card says which rate that is. */
function Heat(props: { readonly id: string; readonly gone: boolean }) {
  const ref = useRef<HTMLElement>(null);
  const { id, gone } = props;
  const write = useCallback(() => {
    const rate = gone ? 0 : (counters.read(id).packetRate ?? 0);
    ref.current?.style.setProperty('--rate', String(rate));
  }, [id, gone]);
  useEachChange(id, write);
  return <i ref={ref} className="row-heat" />;
}

/** Rate and spark line, written without rendering. */
function Live(props: { readonly id: string; readonly row: MapRow; readonly spark: boolean }) {
  const { id, row, spark } = props;
  const rate = useRef<HTMLSpanElement>(null);
  const line = useRef<SVGPathElement>(null);
  const counted = row.change !== 'added' && !isGone(row.change);
  const write = useCallback(() => {
    const reading = counters.read(id);
    const known = reading.packetRate !== null || reading.spark.length > 0;
    writeText(rate, known ? rateWords(reading.packetRate ?? 0, 'packets').number : counted ? '0' : '–');
    line.current?.setAttribute('d', known ? sparkPath(reading.spark) : '');
  }, [id, counted]);
  useEachChange(id, write);
  return (
    <>
      <span ref={rate} className="row-rate" aria-hidden="true" />
      {spark && (
        <svg className="row-spark" width="22" height="11" viewBox="0 0 22 11" aria-hidden="true">
          <path ref={line} />
        </svg>
      )}
    </>
  );
}

function RowActions(props: { readonly row: RuleRef }) {
  const { row } = props;
  const edit = () => useSelection.getState().select({ kind: 'rule', ...row }, { edit: 'protocol' });
  const openMenu = ({ target }: { readonly target: Element }) => {
    const box = target.getBoundingClientRect();
    openRuleMenu(row, { x: box.left, y: box.bottom });
  };
  return (
    <span className="row-actions nopan nodrag">
      <Button className="row-action" aria-label="Edit rule" excludeFromTabOrder onPress={edit}>
        <Pencil aria-hidden="true" />
      </Button>
      <Button className="row-action" aria-label="More for this rule" excludeFromTabOrder onPress={openMenu}>
        <Ellipsis aria-hidden="true" />
      </Button>
    </span>
  );
}
