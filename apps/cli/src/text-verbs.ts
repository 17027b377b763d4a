import { mergeRulesets, planChange, type MergeConflict } from '@sluice/draft';
import { checkDocument, parseSave, printDocument, printJson, printRuleset, type Diagnostic } from '@sluice/iptables';
import type { Family, Ruleset } from '@sluice/netfilter';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { bindPlan } from './plan-file.ts';
import { bytesOf, readTextFile, type TextFile } from './text-file.ts';

/** Where a verb's data goes; messages go to stderr elsewhere. */
export interface Output {
  write(data: string | Uint8Array): unknown;
}

/** `fmt`: the ruleset as read, byte for byte. */
export function fmt(path: string | undefined, family: Family, out: Output): void {
  const file = readTextFile(path);
  out.write(bytesOf(printDocument(parseSave(file.text, { family })), file));
}

/** `check`: remarks with line and column; gives the exit code. */
export function check(path: string, options: { family: Family; json: boolean }, out: Output): number {
  const file = readTextFile(path);
  const remarks = diagnosticsOf(file, options.family);
  if (options.json) out.write(`${JSON.stringify({ file: file.name, diagnostics: remarks }, null, 2)}\n`);
  else for (const remark of remarks) out.write(`${lineOf(file, remark)}\n`);
  return remarks.some(({ severity }) => severity === 'error') ? EXIT.refused : EXIT.done;
}

/** `parse`: the typed ruleset as JSON. */
export function parse(path: string | undefined, family: Family, out: Output): void {
  const file = readTextFile(path);
  const { ruleset } = parseSave(file.text, { family });
  out.write(printJson(ruleset));
}

/** `plan`: the restore input from one file to the other. */
export function plan(
  [before, after]: readonly [string, string],
  options: { family: Family; json: boolean },
  out: Output,
): void {
  const from = readTextFile(before);
  const to = readTextFile(after);
  const [base, target] = [rulesOf(from, options.family), rulesOf(to, options.family)];
  const planned = planChange(base, target);
  if (!planned.ok) throw new CommandFailure(planned.error.message, EXIT.refused);
  if (options.json) out.write(`${JSON.stringify(bindPlan(planned.value, base, target), null, 2)}\n`);
  else out.write(bytesOf(planned.value.input, to));
}

/** `merge`: what both sides made of the base, together; conflicts go to `messages`. Gives the exit code. */
export function merge(
  [base, mine, theirs]: readonly [string, string, string],
  options: { family: Family; json: boolean },
  { out, messages }: { readonly out: Output; readonly messages: Output },
): number {
  const last = readTextFile(theirs);
  const [before, ours] = [base, mine].map((path) => rulesOf(readTextFile(path), options.family)) as [Ruleset, Ruleset];
  const { ruleset, conflicts } = mergeRulesets(before, ours, rulesOf(last, options.family));
  const text = printRuleset(ruleset, { counters: hasCounters(ruleset) });
  if (options.json) out.write(`${JSON.stringify({ text, conflicts }, null, 2)}\n`);
  else out.write(bytesOf(text, last));
  for (const conflict of conflicts) messages.write(`conflict: ${wordsOf(conflict)}\n`);
  return conflicts.length > 0 ? EXIT.conflicts : EXIT.done;
}

const hasCounters = (ruleset: Ruleset): boolean =>
  ruleset.tables.some((table) => table.chains.some(({ rules }) => rules.some((rule) => rule.counters !== undefined)));

function wordsOf({ kind, table, chain, mine, theirs }: MergeConflict): string {
  const sides = `mine: ${mine.join(' | ') || 'nothing'}; theirs: ${theirs.join(' | ') || 'nothing'}`;
  return `${table} ${chain}: ${CONFLICTS[kind]} (${sides})`;
}

const CONFLICTS: Readonly<Record<MergeConflict['kind'], string>> = {
  order: 'both put rules at one place; mine stand first',
  moved: 'both moved the rule; it stands where mine put it',
  theyRemoved: 'I changed what they removed; my new rule stays, what only moved stays away',
  weRemoved: 'they changed what I removed; their new rule stays, what only moved stays away',
  chain: 'one side removed the chain that the other one still needs; it stays',
};

/** The ruleset of a file that has no errors: a plan towards half-understood rules would be a wrong plan. */
function rulesOf(file: TextFile, family: Family): Ruleset {
  const [error, ...more] = diagnosticsOf(file, family).filter(({ severity }) => severity === 'error');
  if (error) {
    const others = more.length > 0 ? ` (and ${more.length} more: see sluice check)` : '';
    throw new CommandFailure(`${lineOf(file, error)}${others}`, EXIT.refused);
  }
  return parseSave(file.text, { family }).ruleset;
}

function diagnosticsOf(file: TextFile, family: Family): readonly Diagnostic[] {
  const document = parseSave(file.text, { family });
  return [...document.diagnostics, ...checkDocument(document)].toSorted(
    (one, other) => one.line - other.line || one.column - other.column,
  );
}

function lineOf(file: TextFile, { line, column, severity, message, code }: Diagnostic): string {
  return `${file.name}:${line}:${column}: ${severity}: ${message} [${code}]`;
}
