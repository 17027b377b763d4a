import { isTableName, ok, refuse, type Family, type Policy, type Result, type TableName } from '@sluice/netfilter';
import { checkReading, type Remark } from './rule-check.ts';
import { diagnose, type Diagnostic, type DiagnosticCode, type Facts } from './diagnostic.ts';
import { lexWords, type Word } from './lexer.ts';
import { expandLists } from './list-expansion.ts';
import { readRuleWords, type LineAction, type LineReading } from './rule-words.ts';
import { lexShell, shellQuote } from './shell-words.ts';
import { printSpec } from './spec-printer.ts';

/** Where a command acts. */
interface At {
  readonly table: TableName;
  readonly chain: string;
}

/** What an iptables command line asks for. Positions count from 1, as in the command. Texts are without `-A CHAIN`. */
export type Command =
  | (At & { readonly type: 'append'; readonly texts: readonly string[] })
  | (At & { readonly type: 'insert'; readonly position: number; readonly texts: readonly string[] })
  | (At & { readonly type: 'replace'; readonly position: number; readonly text: string })
  | (At & { readonly type: 'delete'; readonly text: string })
  | (At & { readonly type: 'deleteAt'; readonly position: number })
  | (At & { readonly type: 'newChain' })
  | (At & { readonly type: 'policy'; readonly policy: Policy })
  | (At & { readonly type: 'renameChain'; readonly to: string })
  | { readonly type: 'flush' | 'deleteChain'; readonly table: TableName; readonly chain: string | undefined };

const PROGRAM = /^(?:\S*\/)?(ip6?tables)(?:-nft|-legacy)?$/;

/** Reads a pasted command, `sudo iptables -t nat -I PREROUTING 3 ...` or the same without the program's name. */
export function parseCommand(line: string, options: { readonly family: Family }): Result<Command, Diagnostic> {
  const { family } = options;
  const at = (code: DiagnosticCode, start: number, end: number, facts: Facts = {}): { ok: false; error: Diagnostic } =>
    refuse(diagnose(code, { line: 1, column: start + 1, length: Math.max(1, end - start) }, facts)) as {
      ok: false;
      error: Diagnostic;
    };
  const lexed = lexShell(line);
  if (!lexed.ok) return at(lexed.error.code, lexed.error.start, lexed.error.end);
  const words = lexed.value[0]?.text === 'sudo' ? lexed.value.slice(1) : [...lexed.value];
  const program = PROGRAM.exec(words[0]?.text ?? '');
  const [name] = words;
  if (program && name) {
    words.shift();
    const meant: Family = program[1] === 'iptables' ? 'ipv4' : 'ipv6';
    if (meant !== family) return at('otherFamilyCommand', name.start, name.end, { program: program[1] ?? '' });
  }
  const reading = readRuleWords(words);
  const errors: Diagnostic[] = [];
  const remark: Remark = (code, word, facts) => {
    const { error } = at(code, word.start, word.end, facts);
    if (error.severity === 'error') errors.push(error);
  };
  checkReading(reading, { words, family }, remark);
  const [action, second] = reading.actions;
  if (!action) return at('noCommand', 0, line.length);
  if (second) return at('severalCommands', second.word.start, second.word.end);
  const [error] = errors;
  if (error) return refuse(error);
  const table = reading.table ?? 'filter';
  if (!isTableName(table)) return at('unknownTable', 0, line.length, { table });
  const command = commandOf(action, reading, table, family);
  return command ? ok(command) : missing(action, at);
}

function missing(
  action: LineAction,
  at: (code: DiagnosticCode, start: number, end: number, facts?: Facts) => { ok: false; error: Diagnostic },
) {
  const { word, chain } = action;
  const option = word.text;
  const hasChain = chain !== undefined;
  const code = !hasChain ? 'missingChain' : action.letter === 'P' ? 'badPolicy' : 'notApplied';
  return at(code, word.start, word.end, { option, policy: action.argument ?? '' });
}

function commandOf(action: LineAction, reading: LineReading, table: TableName, family: Family): Command | undefined {
  const { letter, chain, number, argument } = action;
  if (letter === 'F') return { type: 'flush', table, chain };
  if (letter === 'X') return { type: 'deleteChain', table, chain };
  if (chain === undefined) return undefined;
  const text = printSpec(reading.spec, { family });
  const texts = expandLists(reading.spec, family) ?? [text];
  switch (letter) {
    case 'A':
      return { type: 'append', table, chain, texts };
    case 'I':
      return { type: 'insert', table, chain, position: number ?? 1, texts };
    case 'R':
      return number === undefined ? undefined : { type: 'replace', table, chain, position: number, text };
    case 'D':
      return number === undefined
        ? { type: 'delete', table, chain, text }
        : { type: 'deleteAt', table, chain, position: number };
    case 'N':
      return { type: 'newChain', table, chain };
    case 'P':
      return argument === 'ACCEPT' || argument === 'DROP'
        ? { type: 'policy', table, chain, policy: argument }
        : undefined;
    case 'E':
      return argument === undefined ? undefined : { type: 'renameChain', table, chain, to: argument };
    default:
      return undefined;
  }
}

/** The command line that does this, for a POSIX shell; one line per rule. */
export function printCommand(command: Command, options: { readonly family: Family }): string {
  const program = options.family === 'ipv4' ? 'iptables' : 'ip6tables';
  const lines = argumentsOf(command).map((words) => [program, '-t', command.table, ...words].map(shellQuote).join(' '));
  return lines.join('\n');
}

/** The words of a rule's text, each as the program gets it. */
function ruleArguments(text: string): string[] {
  return lexWords(text).map((word: Word) => word.text);
}

function argumentsOf(command: Command): string[][] {
  switch (command.type) {
    case 'append':
      return command.texts.map((text) => ['-A', command.chain, ...ruleArguments(text)]);
    case 'insert':
      return command.texts.map((text, at) => [
        '-I',
        command.chain,
        String(command.position + at),
        ...ruleArguments(text),
      ]);
    case 'replace':
      return [['-R', command.chain, String(command.position), ...ruleArguments(command.text)]];
    case 'delete':
      return [['-D', command.chain, ...ruleArguments(command.text)]];
    case 'deleteAt':
      return [['-D', command.chain, String(command.position)]];
    case 'newChain':
      return [['-N', command.chain]];
    case 'policy':
      return [['-P', command.chain, command.policy]];
    case 'renameChain':
      return [['-E', command.chain, command.to]];
    case 'flush':
      return [command.chain === undefined ? ['-F'] : ['-F', command.chain]];
    case 'deleteChain':
      return [command.chain === undefined ? ['-X'] : ['-X', command.chain]];
  }
}
