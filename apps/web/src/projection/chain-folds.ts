import type { ShownChain } from '@sluice/draft';
import type { Chain, Rule } from '@sluice/netfilter';
import { lineCount } from './chain-lines.ts';

/** From so many rules on a chain is long: quiet runs fold, and a strip shows the whole of it (TOKENS 12). */
export const LONG = 60;
/** A shorter run takes hardly more room than the line that would stand for it. */
const RUN = 10;
/** The ends of a chain never fold: so much is always to be seen that its card keeps its height. */
const [FIRST, LAST] = [10, 3];

/** A run of lines that one line stands for: from this one, and before that one. */
export interface Fold {
  readonly from: number;
  readonly to: number;
}

/** What the person wants to see of long chains. */
export interface Unfolded {
  /** Folds that were opened, by their first rule. */
  readonly opened: ReadonlySet<string>;
  /** The selected rule: it is in sight wherever it stands. */
  readonly kept: string | null;
}

/**
 * The folds of a chain: runs of rules that no packet has hit and that the draft left alone. Hits are those that were
 * counted when the rules were read, so that no line comes or goes under the hand; without counters nothing is known to
 * be quiet, and nothing folds.
 */
export function foldsOf(chain: Chain, diff: ShownChain | undefined, { opened, kept }: Unfolded): readonly Fold[] {
  const runs = quietRuns(chain, diff);
  if (runs.length === 0) return runs;
  const line = kept === null ? -1 : lineOf(chain, diff, kept);
  return runs
    .filter(({ from }) => !opened.has(ruleAt(chain, diff, from)?.id ?? ''))
    .flatMap((run) => (line >= run.from && line < run.to ? around(run, line) : [run]))
    .filter(({ from, to }) => to - from >= RUN && !opened.has(ruleAt(chain, diff, from)?.id ?? ''));
}

/** A line of a card: one of the chain's lines, or a fold. */
export type Slot = { readonly line: number } | { readonly fold: Fold };

/** How many lines a card has when these are folded. */
export function slotCount(lines: number, folds: readonly Fold[]): number {
  return folds.reduce((count, { from, to }) => count - (to - from - 1), lines);
}

/** What stands at a line of the card. */
export function slotAt(folds: readonly Fold[], at: number): Slot {
  let line = at;
  for (const fold of folds) {
    if (line < fold.from) break;
    if (line === fold.from) return { fold };
    line += fold.to - fold.from - 1;
  }
  return { line };
}

/** At which line of the card a line of the chain is shown; the fold's, when it is folded. */
export function slotOf(folds: readonly Fold[], line: number): number {
  let at = line;
  for (const { from, to } of folds) {
    if (line < from) break;
    at -= line < to ? line - from : to - from - 1;
  }
  return at;
}

function around({ from, to }: Fold, line: number): readonly Fold[] {
  return [
    { from, to: line },
    { from: line + 1, to },
  ];
}

/** Where a rule stands among a chain's lines; -1 when it does not. */
export function lineOf({ rules }: Chain, diff: ShownChain | undefined, rule: string): number {
  if (!diff) return rules.findIndex(({ id }) => id === rule);
  return diff.rows.findIndex(({ after }) => after?.rule.id === rule);
}

function ruleAt({ rules }: Chain, diff: ShownChain | undefined, line: number): Rule | undefined {
  const row = diff?.rows[line];
  return diff ? (row?.after ?? row?.before)?.rule : rules[line];
}

const known = new WeakMap<Chain, { readonly diff: ShownChain | undefined; readonly runs: readonly Fold[] }>();

function quietRuns(chain: Chain, diff: ShownChain | undefined): readonly Fold[] {
  if (chain.rules.length < LONG) return [];
  const before = known.get(chain);
  if (before && before.diff === diff) return before.runs;
  const runs: Fold[] = [];
  const end = lineCount(chain, diff) - LAST;
  let from = FIRST;
  for (let line = FIRST; line <= end; line += 1) {
    if (line < end && isQuiet(ruleAt(chain, diff, line), diff?.rows[line]?.change ?? 'same')) continue;
    if (line - from >= RUN) runs.push({ from, to: line });
    from = line + 1;
  }
  known.set(chain, { diff, runs });
  return runs;
}

function isQuiet(rule: Rule | undefined, change: string): boolean {
  return change === 'same' && rule?.counters?.packets === 0n;
}
