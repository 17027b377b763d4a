import { defaultRangeExtractor, useVirtualizer, type Range, type VirtualItem } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useRef, type KeyboardEvent, type MouseEvent } from 'react';
import type { OrderRow } from '../projection/order-model.ts';
import { useSelection } from '../state/selection.ts';
import { chooseRule, isAbout, isSelected, moveInOrder, rowElementId, selectRow } from './order-keys.ts';
import { OrderLine } from './order-line.tsx';
import { useOrder } from './order-state.ts';

const COLUMNS = ['Order', 'Hook', 'Table', 'Chain', 'Match', 'Target', 'Hits', 'Rate', 'Share of chain'];

/** The treegrid: only rows in sight are in the page, the head of the section that one reads stays at its top. */
export function OrderGrid(props: { readonly rows: readonly OrderRow[]; readonly label: string }) {
  const { rows, label } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const focused = useOrder((state) => state.focused);
  const focusedAt = rows.findIndex(({ key }) => key === focused);
  // oxlint-disable-next-line react/incompatible-library -- what it returns is used here only, and handed on as values
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => HEIGHTS[rows[index]?.kind ?? 'rule'],
    overscan: 12,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD + HEIGHTS.section,
    rangeExtractor: (range) => withRows(range, [sectionAt(rows, range.startIndex), focusedAt]),
  });
  const goTo = (at: number, align: 'auto' | 'center'): void => {
    const row = rows[at];
    if (!row) return;
    useOrder.getState().focus(row.key);
    virtual.scrollToIndex(at, { align });
  };
  useReveal(rows, (at) => goTo(at, 'center'));
  const move = (event: KeyboardEvent): void => {
    const to = moveInOrder(event.nativeEvent, rows, Math.max(0, focusedAt));
    const row = to === null ? undefined : rows[to];
    if (to === null || !row) return;
    event.preventDefault();
    goTo(to, 'auto');
    if (to !== focusedAt) selectRow(row);
    focusSoon(row.key);
  };
  return (
    <div ref={scroller} className="order-scroll">
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
      >
        <thead>
          <tr aria-rowindex={1} className="order-row order-head">
            {COLUMNS.map((name) => (
              <th key={name} scope="col" className={`order-${name.split(' ')[0]?.toLowerCase() ?? ''}`}>
                {name}
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

/** A click selects what the row is about, with Shift or Ctrl as well as others; the second one edits it. */
function clickRow(rows: readonly OrderRow[], { target, detail, shiftKey, ctrlKey, metaKey }: MouseEvent): void {
  const row = target instanceof Element && rows[Number(target.closest('tr')?.dataset['index'] ?? -1)];
  if (!row) return;
  useOrder.getState().focus(row.key);
  if (row.kind === 'more') useOrder.getState().fold(row.key, true);
  if (row.kind === 'rule' && row.number !== null && (shiftKey || ctrlKey || metaKey)) chooseRule(row, shiftKey);
  else selectRow(row, detail > 1);
}

/** Height of the row with the columns' names. */
const HEAD = 30;

/** Heights of the kinds of row, in pixels; order-view.css draws them so. */
const HEIGHTS: Readonly<Record<OrderRow['kind'], number>> = {
  section: 36,
  rule: 32,
  more: 32,
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
    if (kind === 'section') return at;
    if (kind === 'routing' || kind === 'loopback' || kind === 'aside') return -1;
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

/** Brings the selection into view when the view opens, and when another part of the page asks for it. */
function useReveal(rows: readonly OrderRow[], goTo: (index: number) => void): void {
  const reveals = useSelection((state) => state.reveals);
  const show = useEffectEvent((_asked: number) => {
    const { selected } = useSelection.getState();
    if (selected) goTo(rows.findIndex((row) => isAbout(row, selected)));
  });
  useEffect(() => show(reveals), [reveals]);
}
