import type { RuleId } from '@sluice/netfilter';
import { levelOf, type OrderRow } from './order-model.ts';

/** Of a reading order the marked rules, and the heads and calls that lead to them. */
export function onlyMarked(rows: readonly OrderRow[], marked: ReadonlySet<RuleId>): readonly OrderRow[] {
  const kept: OrderRow[] = [];
  // Upwards, a row leads to what was kept last when it stands less deep.
  let below = 0;
  for (const row of rows.toReversed()) {
    const level = levelOf(row);
    const isMarked = row.kind === 'rule' && row.number !== null && marked.has(row.line.rule.id);
    const leads = level < below && (row.kind === 'section' || row.kind === 'rule' || row.kind === 'uncalled');
    if (!isMarked && !leads) continue;
    kept.push(row);
    below = level;
  }
  return kept.toReversed();
}
