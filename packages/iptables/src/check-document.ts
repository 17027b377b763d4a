import {
  anyLoop,
  bytesOf,
  DEEPEST_NFT,
  findTarget,
  isBuiltinChain,
  isHook,
  isTargetName,
  longestBelow,
  placementRefusal,
  reachableFrom,
  tableCalls,
  type Chain,
  type Hook,
  type Place,
  type Rule,
  type RuleSpec,
  type Table,
} from '@sluice/netfilter';
import { ADDED_WORDS, checkCount, checkQuoting, MOST_CHARACTERS } from './check-rule-text.ts';
import { commandOption } from './command-options.ts';
import { diagnose, type Diagnostic, type DiagnosticCode, type Facts, type TextPlace } from './diagnostic.ts';
import { lexWords } from './lexer.ts';
import { checkReading } from './rule-check.ts';
import { readRuleWords } from './rule-words.ts';
import type { SaveDocument, Statement } from './statement.ts';

/** Longest chain name. */
const LONGEST_NAME = 28;

/**
 * Remarks on what the lines hold and on the rules as a whole: values, modules, calls of missing chains, loops, rules in
 * places where they cannot stand. The document's own `diagnostics` are not among them.
 */
export function checkDocument(document: SaveDocument): Diagnostic[] {
  const work = checkByParts(document);
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
  }
}

/** Statements that are checked at a stretch: some milliseconds. */
const PART = 200;

/** The same in parts, for those who have something else to do in between. Yields how much is done, from 0 to 1. */
export function* checkByParts(document: SaveDocument): Generator<number, Diagnostic[]> {
  const found = new Findings(document);
  for (const [at, statement] of document.statements.entries()) {
    if (at % PART === 0) yield at / document.statements.length;
    if (statement.kind === 'rule' || statement.kind === 'command') checkWords(statement, found);
    else if (statement.kind === 'chain') checkName(statement, found);
  }
  for (const table of document.ruleset.tables) {
    yield 1;
    checkTable(table, found);
  }
  return found.all.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Collects remarks, and knows where each rule and chain stands in the text. */
class Findings {
  readonly document: SaveDocument;
  readonly all: Diagnostic[] = [];
  readonly #statementOf = new Map<Rule, Statement>();
  readonly #chainLines = new Map<string, TextPlace>();
  readonly #tableOf = new Map<Statement, string>();
  /** Whether a chain is declared below a rule of its table; no tool saves a file so. */
  #isMixed = false;
  readonly #specs = new Map<Rule, RuleSpec>();

  constructor(document: SaveDocument) {
    this.document = document;
    let table = '';
    let hasRule = false;
    for (const statement of document.statements) {
      const { kind, rule, raw, line } = statement;
      if (rule) this.#statementOf.set(rule, statement);
      hasRule = kind !== 'table' && (hasRule || kind === 'rule' || kind === 'command');
      if (kind === 'table') table = /[^\s*]+/.exec(raw)?.[0] ?? '';
      const name = kind === 'chain' ? /^:\s*(\S+)/.exec(raw)?.[1] : undefined;
      if (name !== undefined) {
        this.#chainLines.set(`${table}/${name}`, { line, column: 2, length: name.length });
        this.#isMixed ||= hasRule;
      }
      this.#tableOf.set(statement, table);
    }
  }

  /** Whether the chain's line stands below the statement that calls it. */
  isDeclaredLater(statement: Statement, chain: string): boolean {
    if (!this.#isMixed) return false;
    const place = this.#chainLines.get(`${this.#tableOf.get(statement) ?? ''}/${chain}`);
    return place !== undefined && place.line > statement.line;
  }

  /** What a line has been read as, so that its rule is not read once more. */
  note({ rule }: Statement, spec: RuleSpec): void {
    if (rule) this.#specs.set(rule, spec);
  }

  specOf(rule: Rule): RuleSpec {
    return this.#specs.get(rule) ?? rule.spec;
  }

  say(code: DiagnosticCode, place: TextPlace, facts: Facts = {}): void {
    this.all.push(diagnose(code, place, facts));
  }

  /** The place of a word of the rule's line, of the whole line when it does not hold the word. */
  placeOf(rule: Rule, word: string): TextPlace {
    const statement = this.#statementOf.get(rule);
    if (!statement) return { line: 1, column: 1, length: 1 };
    const words = lexWords(statement.raw);
    const at = words.findLast((each) => each.text === word);
    return at ? placeAt(statement, at.start, at.end) : placeAt(statement, 0, statement.raw.trimEnd().length);
  }

  placeOfChain(table: string, chain: string): TextPlace {
    return this.#chainLines.get(`${table}/${chain}`) ?? { line: 1, column: 1, length: 1 };
  }
}

function placeAt({ raw, line }: Statement, start: number, end: number): TextPlace {
  const before = raw.slice(0, start);
  const lastBreak = before.lastIndexOf('\n');
  const breaks = lastBreak < 0 ? 0 : before.split('\n').length - 1;
  return { line: line + breaks, column: start - lastBreak, length: Math.max(1, end - start) };
}

function checkWords(statement: Statement, found: Findings): void {
  const text = withoutBreak(statement.raw);
  const skipped = /^\uFEFF?[ \t]*(\[[^\]]*\])?[ \t]*/.exec(text)?.[0].length ?? 0;
  const content = withoutContinuation(text.slice(skipped));
  const words = lexWords(content);
  const reading = readRuleWords(words);
  const { family } = found.document;
  if (statement.kind === 'rule') found.note(statement, reading.spec);
  if (reading.families.size > 0 && !reading.families.has(family)) return;
  const remark = (
    code: DiagnosticCode,
    word: { readonly start: number; readonly end: number },
    facts: Facts = {},
  ): void => {
    if (SAID_BY_PARSER.has(code)) return;
    found.say(code, placeAt(statement, skipped + word.start, skipped + word.end), facts);
  };
  if (text.length > MOST_CHARACTERS) remark('tooLong', words.at(-1) ?? { start: 0, end: 1 }, { length: text.length });
  checkCount(words, ADDED_WORDS, remark);
  checkQuoting(content, words, remark);
  checkReading(reading, { words, family }, remark);
  for (const word of reading.commandWords) {
    if ('nxVhM0'.includes(commandOption(word.text) ?? ' ')) remark('commandInRule', word, { option: word.text });
  }
  const { target } = reading.spec;
  if (!target || !found.isDeclaredLater(statement, target.name)) return;
  const named = words.findLast((word) => word.text === target.name);
  if (named) remark('chainDeclaredLater', named, { chain: named.text });
}

function withoutBreak(line: string): string {
  return line.endsWith('\n') ? line.slice(0, line.endsWith('\r\n') ? -2 : -1) : line;
}

/** Lines that a backslash joins become one, with each word where it stood. */
function withoutContinuation(text: string): string {
  return text.includes('\n') ? text.replaceAll(/\\\r?\n/g, (each) => ' '.repeat(each.length)) : text;
}

/** What `parseSave` has already remarked. */
const SAID_BY_PARSER: ReadonlySet<DiagnosticCode> = new Set(['trailingComment', 'badCounters', 'openQuote'] as const);

function checkName(statement: Statement, found: Findings): void {
  const name = /^:\s*(\S+)/.exec(statement.raw)?.[1] ?? '';
  const isBad = bytesOf(name) > LONGEST_NAME || /^[-!]/.test(name) || isTargetName(name);
  if (name !== '' && isBad) found.say('badChainName', placeAt(statement, 1, 1 + name.length), { chain: name });
}

function checkTable(table: Table, found: Findings): void {
  checkTargets(table, found);
  const loop = anyLoop(table);
  const hooks = reachableFrom(table);
  if (loop) sayLoop(table, loop, found);
  else checkDepth(table, found);
  const called = new Set(tableCalls(table).callersOf.keys());
  for (const chain of table.chains) {
    checkPlaces(table, chain, hooks.get(chain.name) ?? new Set(), found);
    const isIdle = !isBuiltinChain(table.name, chain.name) && !called.has(chain.name) && chain.rules.length > 0;
    if (isIdle) found.say('chainNotCalled', found.placeOfChain(table.name, chain.name), { chain: chain.name });
  }
}

function checkTargets(table: Table, found: Findings): void {
  const names = new Set(table.chains.map((chain) => chain.name));
  for (const { rules } of table.chains) {
    for (const rule of rules) {
      const { target } = found.specOf(rule);
      if (!target) continue;
      const { name } = target;
      const isTarget = target.how === 'jump' && (findTarget(name) !== undefined || isTargetName(name));
      if (isHook(name)) found.say('jumpToBuiltin', found.placeOf(rule, name), { name });
      else if (!names.has(name) && !isTarget && target.options.length === 0) {
        found.say('jumpToMissing', found.placeOf(rule, name), { name });
      }
    }
  }
}

/** The kernel refuses a loop as soon as a built-in chain leads to it. */
function sayLoop(table: Table, loop: readonly string[], found: Findings): void {
  const [from = '', to = ''] = loop;
  const isReached = (reachableFrom(table).get(from)?.size ?? 0) > 0;
  const chain = table.chains.find((each) => each.name === from);
  const rule = chain?.rules.find((each) => each.spec.target?.name === to);
  if (rule) found.say(isReached ? 'jumpLoop' : 'idleLoop', found.placeOf(rule, to), { path: loop.join(' → ') });
}

function checkDepth(table: Table, found: Findings): void {
  const graph = tableCalls(table);
  for (const chain of table.chains) {
    if (!isBuiltinChain(table.name, chain.name)) continue;
    const path = longestBelow(graph, chain.name);
    if (path.length - 1 <= DEEPEST_NFT) continue;
    const rule = chain.rules.find((each) => each.spec.target?.name === path[1]);
    if (rule) found.say('tooDeep', found.placeOf(rule, path[1] ?? ''), { path: path.join(' → ') });
  }
}

function checkPlaces(table: Table, chain: Chain, hooks: ReadonlySet<Hook>, found: Findings): void {
  const direct = isBuiltinChain(table.name, chain.name);
  for (const rule of chain.rules) {
    const refusal = placementRefusal(found.specOf(rule), { table: table.name, hooks, direct });
    if (!refusal) continue;
    const [, name = refusal.what] = refusal.what.split(' ');
    const place = found.placeOf(rule, name);
    if (name.startsWith('-')) found.say('interfaceHere', place, { option: name, chain: chain.name });
    else found.say('wrongPlace', place, { what: refusal.what, allowed: wordsOf(refusal.allowed) });
  }
}

function wordsOf({ tables, hooks }: Place): string {
  const where = [tables && `the table ${tables.join(', ')}`, hooks && `chains reached from ${hooks.join(', ')} only`];
  return where.filter(Boolean).join(', and ');
}
