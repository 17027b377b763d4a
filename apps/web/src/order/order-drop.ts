import { isBuiltinChain } from '@sluice/netfilter';
import { isGone } from '../projection/model.ts';
import type { OrderRow } from '../projection/order-model.ts';
import type { SpotFinder } from '../state/drag.ts';
import type { DragSource, Spot } from '../state/drop-verdict.ts';

/** Finds the place between rules that lies below the pointer, in the rows that are in the page. */
export function orderSpotFinder(rows: readonly OrderRow[]): SpotFinder {
  return ({ x, y }, source) => {
    const element = document.elementFromPoint(x, y)?.closest<HTMLElement>('tr[data-index]');
    const row = rows[Number(element?.dataset['index'] ?? -1)];
    if (!element || !row) return null;
    const { top, height } = element.getBoundingClientRect();
    return spotIn(row, y < top + height / 2, source);
  };
}

/**
 * The place at the upper or lower half of a row. Below a rule whose chain is read out comes that chain's first place, for
 * that is where the line between the two rows is.
 */
export function spotIn(row: OrderRow, upper: boolean, source: DragSource): Spot | null {
  switch (row.kind) {
    case 'rule': {
      const { table, chain, line } = row;
      if (source.kind === 'port') return isBuiltinChain(table, chain) ? null : { table, chain, index: 0 };
      if (upper || isGone(line.change)) return { table, chain, index: line.index };
      const { call } = row;
      return call.state === 'open' ? { table, chain: call.chain, index: 0 } : { table, chain, index: line.index + 1 };
    }
    case 'section':
      return source.kind === 'port' ? null : { table: row.table, chain: row.hook, index: 0 };
    case 'uncalled':
      return source.kind === 'port' ? null : { table: row.table, chain: row.chain, index: 0 };
    case 'policy':
      return source.kind === 'port' ? null : { table: row.table, chain: row.hook, index: row.rules };
    case 'more':
    case 'alien':
    case 'rest':
    case 'aside':
    case 'routing':
    case 'loopback':
      return null;
  }
}

/** At which edge of a row the line for this place is drawn; null at neither. */
export function dropEdge(row: OrderRow, spot: Spot | null): 'top' | 'bottom' | null {
  if (!spot) return null;
  if (row.kind === 'policy') {
    return spot.table === row.table && spot.chain === row.hook && spot.index === row.rules ? 'top' : null;
  }
  if (row.kind !== 'rule' || row.number === null || spot.table !== row.table || spot.chain !== row.chain) return null;
  if (spot.index === row.line.index) return 'top';
  // Behind the last rule of a chain that a hook runs stands its policy, which draws the line.
  return spot.index === row.line.index + 1 && row.isLast && (row.lasts.length > 0 || row.hook === null)
    ? 'bottom'
    : null;
}
