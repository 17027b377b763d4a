import { isTableName, ok, refuse, type Family, type Result, type TableName } from '@sluice/netfilter';
import type { Command } from './command.ts';
import { diagnose, type Diagnostic, type DiagnosticCode, type Facts } from './diagnostic.ts';
import type { Word } from './lexer.ts';
import { expandLists } from './list-expansion.ts';
import { checkReading } from './rule-check.ts';
import { readRuleWords, type LineAction, type LineReading } from './rule-words.ts';
import { lexShell } from './shell-words.ts';
import { printSpec } from './spec-printer.ts';

const PROGRAM = /^(?:\S*\/)?(ip6?tables)(?:-nft|-legacy)?$/;

/** Reads a pasted command, `sudo iptables -t nat -I PREROUTING 3 ...` or the same without the program's name. */
export function parseCommand(line: string, options: { readonly family: Family }): Result<Command, Diagnostic> {
  const lexed = lexShell(line);
  if (!lexed.ok) return refuse(remarkAt(lexed.error.code, lexed.error));
  const command = withoutProgram(lexed.value, options.family);
  if (!command.ok) return command;
  const words = command.value;
  const reading = readRuleWords(words);
  const [action, second] = reading.actions;
  const whole = { start: 0, end: line.length };
  if (!action) return refuse(remarkAt('noCommand', whole));
  if (second) return refuse(remarkAt('severalCommands', second.word));
  const error = firstError(reading, words, options.family);
  if (error) return refuse(error);
  const table = reading.table ?? 'filter';
  if (!isTableName(table)) return refuse(remarkAt('unknownTable', whole, { table }));
  const read = commandOf(action, { reading, table, family: options.family });
  return read ? ok(read) : refuse(whatIsMissing(action));
}

function remarkAt(
  code: DiagnosticCode,
  { start, end }: { readonly start: number; readonly end: number },
  facts: Facts = {},
): Diagnostic {
  return diagnose(code, { line: 1, column: start + 1, length: Math.max(1, end - start) }, facts);
}

/** The words behind `sudo` and the program's name. */
function withoutProgram(words: readonly Word[], family: Family): Result<readonly Word[], Diagnostic> {
  const rest = words[0]?.text === 'sudo' ? words.slice(1) : words;
  const [name] = rest;
  const [, program] = PROGRAM.exec(name?.text ?? '') ?? [];
  if (!name || program === undefined) return ok(rest);
  const meant: Family = program === 'iptables' ? 'ipv4' : 'ipv6';
  return meant === family ? ok(rest.slice(1)) : refuse(remarkAt('otherFamilyCommand', name, { program }));
}

function firstError(reading: LineReading, words: readonly Word[], family: Family): Diagnostic | undefined {
  const all: Diagnostic[] = [];
  checkReading(reading, { words, family }, (code, word, facts) => all.push(remarkAt(code, word, facts)));
  return all.find(({ severity }) => severity === 'error');
}

function whatIsMissing({ letter, word, chain, argument = '' }: LineAction): Diagnostic {
  const option = word.text;
  if (chain === undefined) return remarkAt('missingChain', word, { option });
  return letter === 'P' ? remarkAt('badPolicy', word, { policy: argument }) : remarkAt('notApplied', word, { option });
}

interface Setting {
  readonly reading: LineReading;
  readonly table: TableName;
  readonly family: Family;
}

function commandOf(action: LineAction, { reading, table, family }: Setting): Command | undefined {
  const { letter, chain, number, argument } = action;
  if (letter === 'F') return { type: 'flush', table, chain };
  if (letter === 'X') return { type: 'deleteChain', table, chain };
  if (chain === undefined) return undefined;
  const at = { table, chain };
  const text = printSpec(reading.spec, { family });
  const texts = expandLists(reading.spec)?.map((spec) => printSpec(spec, { family })) ?? [text];
  if (letter === 'A') return { type: 'append', ...at, texts };
  if (letter === 'I') return { type: 'insert', ...at, position: number ?? 1, texts };
  if (letter === 'D')
    return number === undefined ? { type: 'delete', ...at, text } : { type: 'deleteAt', ...at, position: number };
  if (letter === 'R' && number !== undefined) return { type: 'replace', ...at, position: number, text };
  if (letter === 'N') return { type: 'newChain', ...at };
  if (letter === 'E' && argument !== undefined) return { type: 'renameChain', ...at, to: argument };
  if (letter === 'P' && (argument === 'ACCEPT' || argument === 'DROP'))
    return { type: 'policy', ...at, policy: argument };
  return undefined;
}
