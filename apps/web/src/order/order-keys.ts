import { levelOf, type OrderRow } from '../projection/order-model.ts';
import { extendSelection } from '../state/selected-rules.ts';
import { useSelection, type Selected, type SelectionState } from '../state/selection.ts';
import { useOrder } from './order-state.ts';

const PAGE = 16;

/** The element of a row. */
export function rowElementId(key: string): string {
  return `order:${key}`;
}

/** Whether a row can be opened and folded, and which it is; null for rows that cannot. */
export function openness(row: OrderRow): boolean | null {
  switch (row.kind) {
    case 'section':
    case 'uncalled':
      return row.open;
    case 'more':
      return false;
    case 'rule':
      if (row.call.state === 'open') return true;
      return row.call.state === 'folded' || row.call.state === 'seen' ? false : null;
    case 'policy':
    case 'alien':
    case 'rest':
    case 'aside':
    case 'routing':
    case 'loopback':
      return null;
  }
}

/** Whether a row shows what is selected; a rule may have several rows, a built-in chain has its head. */
export function isAbout(row: OrderRow, selected: Selected): boolean {
  if (selected.kind === 'rule') return row.kind === 'rule' && row.number !== null && row.line.rule.id === selected.id;
  const chain = row.kind === 'section' ? row.hook : row.kind === 'uncalled' ? row.chain : null;
  return chain === selected.chain && 'table' in row && row.table === selected.table;
}

/** Whether a row is where one goes to see what is selected: for a called chain, its rules. */
export function leadsTo(row: OrderRow, selected: Selected): boolean {
  if (isAbout(row, selected)) return true;
  return (
    selected.kind === 'chain' && row.kind === 'rule' && row.table === selected.table && row.chain === selected.chain
  );
}

/** Whether a row shows something that is selected, alone or with others. */
export function isSelected(row: OrderRow, selection: Pick<SelectionState, 'selected' | 'others'>): boolean {
  const { selected, others } = selection;
  if (selected !== null && isAbout(row, selected)) return true;
  return others.some((rule) => isAbout(row, { kind: 'rule', ...rule }));
}

/** Selects where the focus came to; with Shift the rules on the way stay selected. */
export function selectOnWay(row: OrderRow, extend: boolean): void {
  if (!extend) selectRow(row);
  else if (row.kind === 'rule' && row.number !== null) chooseRule(row, true);
}

/** Selects from the last choice to this row, or this row as well. */
export function chooseRule({ table, chain, line }: Extract<OrderRow, { kind: 'rule' }>, upToHere: boolean): void {
  const rule = { table, chain, id: line.rule.id };
  if (upToHere) extendSelection(rule);
  else useSelection.getState().toggle(rule);
}

/** Selects what the row is about, for inspector, map and commands. */
export function selectRow(row: OrderRow, edit = false): void {
  const { select } = useSelection.getState();
  switch (row.kind) {
    case 'rule': {
      if (row.line.change === 'removed') return;
      const { table, chain, line } = row;
      return select({ kind: 'rule', table, chain, id: line.rule.id }, edit ? { edit: 'protocol' } : {});
    }
    case 'section':
    case 'policy':
      return select({ kind: 'chain', table: row.table, chain: row.hook });
    case 'more':
    case 'alien':
    case 'uncalled':
      return select({ kind: 'chain', table: row.table, chain: row.chain });
    case 'aside':
    case 'rest':
    case 'routing':
    case 'loopback':
  }
}

/**
 * Where a key leads from the row at this index; null when it means nothing here. Right opens, then goes in; left folds,
 * then goes out, as in every tree.
 */
export function moveInOrder(event: globalThis.KeyboardEvent, rows: readonly OrderRow[], at: number): number | null {
  const row = rows[at];
  if (!row || event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.shiftKey && event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return null;
  const open = openness(row);
  const last = rows.length - 1;
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(last, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(last, at + PAGE);
    case 'PageUp':
      return Math.max(0, at - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowRight':
      if (open === false) useOrder.getState().fold(row.key, true);
      return open === true ? Math.min(last, at + 1) : at;
    case 'ArrowLeft':
      if (open !== true) return parentOf(rows, at);
      useOrder.getState().fold(row.key, false);
      return at;
    case ' ':
      if (open !== null) useOrder.getState().fold(row.key, !open);
      return at;
    case 'Enter':
      if (row.kind === 'more') useOrder.getState().fold(row.key, true);
      else selectRow(row, true);
      return at;
    default:
      return null;
  }
}

function parentOf(rows: readonly OrderRow[], at: number): number {
  const level = levelOf(rows[at] as OrderRow);
  for (let above = at - 1; above >= 0; above -= 1) if (levelOf(rows[above] as OrderRow) < level) return above;
  return at;
}
