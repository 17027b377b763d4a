import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/react-virtual';
import { useCallback, useEffect, useEffectEvent, useRef, useState, type KeyboardEvent } from 'react';
import { useEdgePull } from '../drag/use-edge-pull.ts';
import type { OrderRow } from '../projection/order-model.ts';
import { setSpotFinder } from '../state/drag.ts';
import { useSelection } from '../state/selection.ts';
import { orderSpotFinder } from './order-drop.ts';
import { isAbout, isSelected, moveInOrder, rowElementId, selectOnWay, selectRow } from './order-keys.ts';
import { OrderLine } from './order-line.tsx';
import { clickRow, openRowMenu, pressRow } from './order-pointer.ts';
import { useOrder } from './order-state.ts';
import { rowNamed, typeAhead, useTypeAhead } from './type-ahead.ts';
import { usePrinting } from './use-printing.ts';
import { useReveal } from './use-reveal.ts';

/** In a narrow view, `of` is left out. */
const COLUMNS: readonly { readonly name: string; readonly of?: string }[] = [
  { name: 'Order' },
  { name: 'Hook' },
  { name: 'Table' },
  { name: 'Chain' },
  { name: 'Match' },
  { name: 'Target' },
  { name: 'Hits' },
  { name: 'Rate' },
  { name: 'Share', of: ' of chain' },
];

/** The treegrid: only rows in sight are in the page, the head of the section that one reads stays at its top. */
export function OrderGrid(props: { readonly rows: readonly OrderRow[]; readonly label: string }) {
  const { rows, label } = props;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const focused = useOrder((state) => state.focused);
  const focusedAt = rows.findIndex(({ key }) => key === focused);
  const printing = usePrinting();
  // Another function would make the library measure every row again.
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  // oxlint-disable-next-line react/incompatible-library -- what it returns is used here only, and handed on as values
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    getItemKey,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? 'rule'],
    overscan: 6,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD + HEIGHTS.section,
    rangeExtractor: (range) =>
      printing ? rows.map((_row, index) => index) : withRows(range, [sectionAt(rows, range.startIndex), focusedAt]),
  });
  const goTo = (at: number, align: 'auto' | 'center'): void => {
    const row = rows[at];
    if (!row) return;
    useOrder.getState().focus(row.key);
    virtual.scrollToIndex(at, { align });
  };
  const goToRow = (at: number): void => {
    const row = rows[at];
    if (!row) return;
    goTo(at, 'auto');
    selectRow(row);
    focusSoon(row.key);
  };
  useReveal(rows, (at) => goTo(at, 'center'));
  useEdgePull(scroller, (_dx, dy) => scroller?.scrollBy(0, dy));
  useEffect(() => setSpotFinder(orderSpotFinder(rows)), [rows]);
  useFollowFocus(rows, focusedAt, goTo);
  useTypeAhead(rows[Math.max(0, focusedAt)]);
  const move = (event: KeyboardEvent): void => {
    if (typeAhead(event.nativeEvent, (typed) => goToRow(rowNamed(rows, typed, focusedAt)))) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const to = moveInOrder(event.nativeEvent, rows, Math.max(0, focusedAt));
    const row = to === null ? undefined : rows[to];
    if (to === null || !row) return;
    event.preventDefault();
    goTo(to, 'auto');
    if (to !== focusedAt) selectOnWay(row, event.shiftKey);
    focusSoon(row.key);
  };
  return (
    <div ref={setScroller} className="order-scroll">
      <table
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role -- as in the ARIA guide's treegrid
        role="treegrid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className="order-grid"
        tabIndex={-1}
        onKeyDown={move}
        onClick={(event) => clickRow(rows, event)}
        onDoubleClick={(event) => clickRow(rows, event)}
        onMouseDown={(event) => {
          // The browser would mark the text between two clicks.
          if (event.shiftKey) event.preventDefault();
        }}
        onPointerDown={(event) => pressRow(rows, event)}
        onContextMenu={(event) => openRowMenu(rows, event)}
      >
        <thead>
          <tr aria-rowindex={1} className="order-row order-head">
            {COLUMNS.map(({ name, of }) => (
              <th key={name} scope="col" className={`order-${name.toLowerCase()}`}>
                {name}
                {of !== undefined && <span className="order-of-what">{of}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <Rows
          rows={rows}
          height={virtual.getTotalSize()}
          items={virtual.getVirtualItems()}
          stuck={sectionAt(rows, virtual.range?.startIndex ?? 0)}
          tabStop={Math.max(0, focusedAt)}
        />
      </table>
    </div>
  );
}

/** Height of the row with the columns' names. */
const HEAD = 30;

/** Heights of the kinds of row, in pixels; order-view.css draws them so. */
const HEIGHTS: Readonly<Record<OrderRow['kind'], number>> = {
  section: 36,
  rule: 32,
  more: 32,
  alien: 32,
  rest: 34,
  uncalled: 36,
  policy: 32,
  aside: 30,
  routing: 34,
  loopback: 34,
};

function Rows(props: {
  readonly rows: readonly OrderRow[];
  readonly height: number;
  readonly items: readonly VirtualItem[];
  /** The row that stays at the top. */
  readonly stuck: number;
  readonly tabStop: number;
}) {
  const { rows, items } = props;
  const selection = useSelection();
  return (
    <tbody className="order-rows" style={{ height: props.height }}>
      {items.map(({ index, key, start }) => {
        const row = rows[index];
        return (
          row && (
            <OrderLine
              key={key}
              row={row}
              index={index}
              top={start - HEAD}
              stuck={index === props.stuck}
              inTabOrder={index === props.tabStop}
              selected={isSelected(row, selection)}
            />
          )
        );
      })}
    </tbody>
  );
}

function sectionAt(rows: readonly OrderRow[], index: number): number {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at -= 1) {
    const kind = rows[at]?.kind;
    if (kind === 'section' || kind === 'uncalled') return at;
    if (kind === 'rest' || kind === 'routing' || kind === 'loopback' || kind === 'aside') return -1;
  }
  return -1;
}

/** The rows in sight, and those that are kept whether in sight or not. */
function withRows(range: Range, kept: readonly number[]): number[] {
  const shown = new Set([...kept.filter((index) => index >= 0), ...defaultRangeExtractor(range)]);
  return [...shown].toSorted((a, b) => a - b);
}

/** A row that was out of sight is in the page only after the next frame. */
function focusSoon(key: string): void {
  const focus = (): void => document.getElementById(rowElementId(key))?.focus({ preventScroll: true });
  focus();
  requestAnimationFrame(() => requestAnimationFrame(focus));
}

/** A rule that was moved by a command stays in sight and under the keys; where one was deleted, its neighbour takes over. */
function useFollowFocus(rows: readonly OrderRow[], focusedAt: number, goTo: (at: number, align: 'auto') => void): void {
  const last = useRef(-1);
  const show = useEffectEvent((at: number) => {
    const next = at >= 0 || last.current < 0 ? at : neighbourOf(rows, last.current);
    last.current = next;
    const row = rows[next];
    if (!row) return;
    goTo(next, 'auto');
    // The browser takes the focus from a row that changes its place in the page, or leaves it.
    if (document.activeElement === document.body) focusSoon(row.key);
  });
  useEffect(() => show(focusedAt), [focusedAt]);
}

/** The row of what is selected now, or the one that stands where the focus was. */
function neighbourOf(rows: readonly OrderRow[], at: number): number {
  const { selected } = useSelection.getState();
  const shown = selected ? rows.findIndex((row) => isAbout(row, selected)) : -1;
  return shown >= 0 ? shown : Math.min(at, rows.length - 1);
}
