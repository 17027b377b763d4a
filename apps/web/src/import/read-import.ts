import { diffRulesets, stepsBetween, type RulesetDiff, type Step } from '@sluice/draft';
import { printRuleset, type Diagnostic } from '@sluice/iptables';
import type { Family, RuleId, Ruleset } from '@sluice/netfilter';
import { readText } from '../text/read-text.ts';
import { makeSaveText, type ImportForm, type ImportPlace, type LeftOut, type MadeLine } from './import-text.ts';

/** What was understood of rules that were brought along, and what the draft would become. */
export interface ImportReading {
  readonly form: ImportForm;
  /** How many lines say something, and how many of them were taken. */
  readonly lines: number;
  readonly taken: number;
  readonly leftOut: readonly LeftOut[];
  readonly steps: readonly Step[];
  /** From the draft as it is to what it would be. */
  readonly diff: RulesetDiff;
}

/**
 * Reads rules that a person pasted or dropped; lines that cannot be taken are left out and told. In parts: tens of
 * thousands of rules take seconds. Yields how much is done, from 0 to 1.
 */
export function* readImport(
  brought: string,
  place: ImportPlace,
  newId: () => RuleId,
): Generator<number, ImportReading> {
  const { form, made, leftOut } = makeSaveText(brought, place);
  yield 0;
  const { ruleset, refused } = yield* readWithoutErrors(made, place.before, newId);
  const out = [...leftOut, ...refused].toSorted((a, b) => a.line - b.line);
  const said = new Set([...made.flatMap(({ from }) => from ?? []), ...leftOut.map(({ line }) => line)]);
  return {
    form,
    lines: said.size,
    taken: said.size - new Set(out.map(({ line }) => line)).size,
    leftOut: out,
    steps: stepsBetween(place.before, ruleset),
    diff: diffRulesets(place.before, ruleset),
  };
}

/** What was brought along as save text on its own, without what could not be taken: a dump for which there is no host. */
export function* readAlone(brought: string, family: Family): Generator<number, string> {
  const before: Ruleset = { family, tables: [] };
  const { made } = makeSaveText(brought, { before, chain: null });
  let ids = 0;
  const { ruleset } = yield* readWithoutErrors(made, before, () => `read:${(ids += 1)}` as RuleId);
  return printRuleset(ruleset, { counters: false });
}

/** Leaving a line out can make another one wrong, so it is read until nothing more has to go. */
function* readWithoutErrors(
  made: readonly MadeLine[],
  before: Ruleset,
  newId: () => RuleId,
): Generator<number, { readonly ruleset: Ruleset; readonly refused: readonly LeftOut[] }> {
  const refused: LeftOut[] = [];
  let lines = made;
  for (;;) {
    const reading = readText(`${lines.map(({ text }) => text).join('\n')}\n`, before, newId);
    const wrong = wrongLines(yield* reading.findRemarks(), lines);
    if (wrong.size === 0) return { ruleset: reading.ruleset, refused };
    for (const [at, reason] of wrong) {
      const { text = '', from } = lines[at] ?? {};
      if (from !== undefined) refused.push({ line: from, text, reason });
    }
    lines = lines.filter((_line, at) => !wrong.has(at));
  }
}

/** Lines of what was brought along that hold an error, by their place. What stood in the draft before stays. */
function wrongLines(remarks: readonly Diagnostic[], lines: readonly MadeLine[]): ReadonlyMap<number, string> {
  const wrong = new Map<number, string>();
  for (const { line, severity, message } of remarks) {
    const at = line - 1;
    if (severity === 'error' && lines[at]?.from !== undefined && !wrong.has(at)) wrong.set(at, message);
  }
  return wrong;
}
