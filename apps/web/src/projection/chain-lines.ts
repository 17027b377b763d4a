import type { ShownChain } from '@sluice/draft';
import type { Chain, Rule } from '@sluice/netfilter';
import { isGone, type RowChange } from './model.ts';

/** One line of a chain in display order: a rule, and what the draft did to it. */
export interface ChainLine {
  readonly rule: Rule;
  readonly change: RowChange;
  /** Index among the chain's rules; for a removed rule, the index of the rule behind it. */
  readonly index: number;
}

/** How many lines a chain shows: its rules, and the removed ones at their places. */
export function lineCount(chain: Chain, diff: ShownChain | undefined): number {
  return diff ? diff.rows.length : chain.rules.length;
}

/** The lines from `first` on, at most `count`. */
export function linesFrom(
  chain: Chain,
  diff: ShownChain | undefined,
  window: { readonly first: number; readonly count: number },
): readonly ChainLine[] {
  const { first, count } = window;
  if (!diff) {
    return chain.rules
      .slice(first, first + count)
      .map((rule, offset) => ({ rule, change: 'same', index: first + offset }));
  }
  const lines: ChainLine[] = [];
  let index = 0;
  for (const [at, row] of diff.rows.entries()) {
    const side = row.after ?? row.before;
    if (at >= first + count) break;
    if (at >= first && side) lines.push({ rule: side.rule, change: row.change, index });
    if (!isGone(row.change)) index += 1;
  }
  return lines;
}
