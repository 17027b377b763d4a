import {
  chainNameRefusal,
  describeRefusal,
  isBuiltinChain,
  isMatchName,
  isTableName,
  findTarget,
  ok,
  placementRefusal,
  refuse,
  type Backend,
  type Family,
  type Hook,
  type Result,
  type RuleSpec,
  type TableName,
} from '@sluice/netfilter';
import { commandOption, type CommandLetter } from './command-options.ts';
import type { LineAction } from './command-words.ts';
import { describeDiagnostic, diagnose, type DiagnosticCode, type Facts } from './diagnostic.ts';
import { lexWords, type Word } from './lexer.ts';
import { expandLists } from './list-expansion.ts';
import { checkReading, type Remark } from './rule-check.ts';
import { readRuleWords, type LineReading } from './rule-words.ts';
import { printAsSaved } from './spec-printer.ts';

/** For whom a line is read. Without a backend, what either of them takes is accepted. */
export interface SaveSetting {
  readonly family: Family;
  readonly table: string;
  readonly backend?: Backend;
}

/** Lines as iptables-save would print them after this command, or the reason why iptables refuses it. */
export type SaveForm = Result<readonly string[], string>;

/** The save form of one line of a restore file, such as `-A INPUT -p tcp --syn`. */
export function saveFormOf(line: string, setting: SaveSetting): SaveForm {
  return saveFormOfWords(lexWords(line), setting);
}

/** The save form of a command's arguments, each word as the program would get it. */
export function saveFormOfArguments(argv: readonly string[], setting: SaveSetting): SaveForm {
  let start = 0;
  const words = argv.map((text): Word => {
    const word = { text, quoted: false, start, end: start + text.length };
    start = word.end + 1;
    return word;
  });
  return saveFormOfWords(words, setting);
}

function saveFormOfWords(words: readonly Word[], setting: SaveSetting): SaveForm {
  const reading = readRuleWords(words);
  const [action, second] = reading.actions;
  const table = reading.table ?? setting.table;
  if (!action) return refuseWith('noCommand');
  if (second) return refuseWith('severalCommands');
  if (!isTableName(table)) return refuseWith('unknownTable', { table });
  const error = firstError(reading, words, setting.family);
  if (error !== undefined) return refuse(error);
  if (action.chain === undefined) return refuseWith('missingChain', { option: action.word.text });
  return printedAction(action, action.chain, { reading, table, setting });
}

function refuseWith(code: DiagnosticCode, facts: Facts = {}): SaveForm {
  return refuse(describeDiagnostic(code, facts));
}

/** What is no error in a ruleset, but what this tool, alone with the line, refuses. */
const REFUSED: ReadonlySet<DiagnosticCode> = new Set(['hostName', 'lookedUp', 'gluedOption']);

/** Listing options, which go with no rule. */
const LISTING: ReadonlySet<CommandLetter | undefined> = new Set<CommandLetter>(['n', 'x', '0']);

function firstError(reading: LineReading, words: readonly Word[], family: Family): string | undefined {
  let first: { readonly start: number; readonly message: string } | undefined;
  const remark: Remark = (code, { start }, facts) => {
    // The tool takes them in a comment; we do not, where we write a rule.
    if (code === 'controlCharacter') return;
    const { severity, message } = diagnose(code, { line: 1, column: start + 1, length: 1 }, facts);
    const isRefused = severity === 'error' || REFUSED.has(code);
    if (isRefused && (!first || start < first.start)) first = { start, message };
  };
  checkReading(reading, { words, family }, remark);
  for (const word of reading.commandWords) {
    if (LISTING.has(commandOption(word.text))) remark('commandInRule', word, { option: word.text });
  }
  if (first) return first.message;
  const unknown = reading.spec.matches.find(({ module }) => !isMatchName(module));
  return unknown && describeDiagnostic('noSuchModule', { module: unknown.module });
}

interface Place {
  readonly reading: LineReading;
  readonly table: TableName;
  readonly setting: SaveSetting;
}

function printedAction({ letter, word }: LineAction, chain: string, place: Place): SaveForm {
  if (letter === 'N') {
    const reason = chainNameRefusal(chain);
    return reason === null ? ok([`:${chain} - [0:0]`]) : refuse(reason);
  }
  if (letter === 'A' || letter === 'I' || letter === 'R') return printedRule(chain, place);
  return refuseWith('notApplied', { option: word.text });
}

function printedRule(chain: string, { reading: { spec }, table, setting }: Place): SaveForm {
  const { family, backend } = setting;
  if (isBuiltinChain(table, chain)) {
    const standing = { table, hooks: [chain as Hook], direct: true, ...(backend && { backend }) };
    const misplaced = placementRefusal(spec, standing);
    if (misplaced) return refuse(describeRefusal(misplaced));
  } else {
    const reason = chainNameRefusal(chain);
    if (reason !== null) return refuse(reason);
  }
  const badName = chainRefusal(spec);
  if (badName !== null) return refuse(badName);
  const specs = expandLists(spec) ?? [spec];
  return ok(specs.map((each) => `-A ${chain} ${printAsSaved(each, { family })}`.trimEnd()));
}

/** Why the chain that the rule calls cannot be one. Whether it is there, only a ruleset knows. */
function chainRefusal({ target }: RuleSpec): string | null {
  if (!target || (target.how === 'jump' && findTarget(target.name))) return null;
  return chainNameRefusal(target.name);
}
