import type { MouseEvent, PointerEvent } from 'react';
import { openChainMenu, openRuleMenu } from '../commands/command-menu.tsx';
import type { OrderRow } from '../projection/order-model.ts';
import { startRuleDrag } from '../state/drag.ts';
import { chooseRule, openness, selectRow } from './order-keys.ts';
import { useOrder } from './order-state.ts';

/** The row in which something happened. */
export function rowUnder(rows: readonly OrderRow[], target: EventTarget): OrderRow | undefined {
  return target instanceof Element ? rows[Number(target.closest('tr')?.dataset['index'] ?? -1)] : undefined;
}

/** A click selects what the row is about, with Shift or Ctrl as well as others; the second one edits it. On the arrow it opens or folds. */
export function clickRow(rows: readonly OrderRow[], event: MouseEvent): void {
  const { target, detail, shiftKey, ctrlKey, metaKey } = event;
  const row = rowUnder(rows, target);
  if (!row) return;
  const { focus, fold } = useOrder.getState();
  focus(row.key);
  const arrow = target instanceof Element && target.closest('.order-fold') !== null;
  if (arrow || row.kind === 'more') fold(row.key, openness(row) === false);
  if (arrow) return;
  if (row.kind === 'rule' && row.number !== null && (shiftKey || ctrlKey || metaKey)) chooseRule(row, shiftKey);
  else selectRow(row, detail > 1);
}

/** A press on a rule's number begins to drag the rule. */
export function pressRow(rows: readonly OrderRow[], event: PointerEvent): void {
  const row = rowUnder(rows, event.target);
  if (row?.kind !== 'rule' || row.number === null) return;
  if (!(event.target instanceof Element) || !event.target.closest('.order-order')) return;
  if (!event.shiftKey) startRuleDrag(event.nativeEvent, { table: row.table, chain: row.chain, id: row.line.rule.id });
}

/** The menu of the rule, or of the chain whose head or policy it is. */
export function openRowMenu(rows: readonly OrderRow[], event: MouseEvent): void {
  const row = rowUnder(rows, event.target);
  if (!row) return;
  const at = { x: event.clientX, y: event.clientY };
  if (row.kind === 'section' || row.kind === 'policy') openChainMenu({ table: row.table, chain: row.hook }, at);
  else if (row.kind === 'uncalled') openChainMenu({ table: row.table, chain: row.chain }, at);
  else if (row.kind === 'rule' && row.number !== null) {
    openRuleMenu({ table: row.table, chain: row.chain, id: row.line.rule.id }, at);
  } else return;
  event.preventDefault();
  useOrder.getState().focus(row.key);
}
