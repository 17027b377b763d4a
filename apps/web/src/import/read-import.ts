import { diffRulesets, stepsBetween, type RulesetDiff, type Step } from '@sluice/draft';
import { printRuleset, type Diagnostic } from '@sluice/iptables';
import type { Family, RuleId, Ruleset } from '@sluice/netfilter';
import { readText } from '../text/read-text.ts';
import { MENDED, mendNegation } from './old-negation.ts';
import {
  makeSaveText,
  type Assumed,
  type ImportForm,
  type ImportPlace,
  type LeftOut,
  type MadeLine,
} from './import-text.ts';

/** What was understood of rules that were brought along, and what the draft would become. */
export interface ImportReading {
  readonly form: ImportForm;
  /** How many lines say something, and how many of them were taken. */
  readonly lines: number;
  readonly taken: number;
  readonly leftOut: readonly LeftOut[];
  /** Lines that were taken, for something that they do not quite say. */
  readonly assumed: readonly Assumed[];
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
  const { form, made, leftOut, assumed } = makeSaveText(brought, place);
  yield 0;
  const { ruleset, refused, noted } = yield* readWithoutErrors(made, place.before, newId);
  const out = [...leftOut, ...refused].toSorted((a, b) => a.line - b.line);
  const said = new Set([...made.flatMap(({ from }) => from ?? []), ...leftOut.map(({ line }) => line)]);
  return {
    form,
    lines: said.size,
    taken: said.size - new Set(out.map(({ line }) => line)).size,
    leftOut: out,
    assumed: [...assumed, ...noted].toSorted((a, b) => a.line - b.line),
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

interface ReadLines {
  readonly ruleset: Ruleset;
  readonly refused: readonly LeftOut[];
  readonly noted: readonly Assumed[];
}

/** Leaving a line out can make another one wrong, so it is read until nothing more has to go. */
function* readWithoutErrors(
  made: readonly MadeLine[],
  before: Ruleset,
  newId: () => RuleId,
): Generator<number, ReadLines> {
  const refused: LeftOut[] = [];
  const noted: Assumed[] = [];
  let lines = made;
  for (;;) {
    const reading = readText(`${lines.map(({ text }) => text).join('\n')}\n`, before, newId);
    const remarks = yield* reading.findRemarks();
    const mended = mendLines(remarks, lines);
    if (mended.size > 0) {
      for (const { from = 0, text } of mended.keys()) noted.push({ line: from, text, words: MENDED });
      lines = lines.map((line) => mended.get(line) ?? line);
      continue;
    }
    const wrong = wrongLines(remarks, lines);
    if (wrong.size === 0) return { ruleset: reading.ruleset, refused, noted: [...noted, ...warnings(remarks, lines)] };
    for (const [at, reason] of wrong) {
      const { text = '', from } = lines[at] ?? {};
      if (from !== undefined) refused.push({ line: from, text, reason });
    }
    lines = lines.filter((_line, at) => !wrong.has(at));
  }
}

/** Lines that negate as it was done long ago, as they are written today. */
function mendLines(remarks: readonly Diagnostic[], lines: readonly MadeLine[]): ReadonlyMap<MadeLine, MadeLine> {
  const old = Map.groupBy(
    remarks.filter(({ code }) => code === 'oldNegation'),
    ({ line }) => lines[line - 1],
  );
  return new Map(
    [...old].flatMap(([line, own]) =>
      line?.from === undefined ? [] : [[line, { ...line, text: mendNegation(line.text, own) }] as const],
    ),
  );
}

/** What is no error, and still not what it seems: a host name, for which the host asks once. */
function warnings(remarks: readonly Diagnostic[], lines: readonly MadeLine[]): readonly Assumed[] {
  return remarks.flatMap(({ line, severity, message }) => {
    const { text = '', from } = lines[line - 1] ?? {};
    return severity === 'warning' && from !== undefined ? [{ line: from, text, words: message }] : [];
  });
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
