import type { RuleId } from '@sluice/netfilter';
import { levelOf, type OrderRow } from './order-model.ts';

/** Of a reading order the rows with problems, and the heads and calls that lead to them. */
export function onlyProblems(rows: readonly OrderRow[], problems: ReadonlySet<RuleId>): readonly OrderRow[] {
  const kept: OrderRow[] = [];
  // Upwards, a row leads to what was kept last when it stands less deep.
  let below = 0;
  for (const row of rows.toReversed()) {
    const level = levelOf(row);
    const isProblem = row.kind === 'rule' && row.number !== null && problems.has(row.line.rule.id);
    const leads = level < below && (row.kind === 'section' || row.kind === 'rule' || row.kind === 'uncalled');
    if (!isProblem && !leads) continue;
    kept.push(row);
    below = level;
  }
  return kept.toReversed();
}
