import { isBuiltinChain, isTableName, type Family, type Policy, type Rule } from '@sluice/netfilter';
import { diagnose, type Diagnostic, type DiagnosticCode, type Facts } from './diagnostic.ts';
import { scanPlainRule } from './fast-rule.ts';
import { joinedEnd, QuoteSearch, type JoinedLine } from './line-end.ts';
import { readCounters } from './rule-node.ts';
import { RulesetBuilder, type ChainDraft } from './ruleset-builder.ts';
import { runLine, type LineSink } from './run-line.ts';
import { ReadDocument, StatementList, type SaveDocument, type StatementKind } from './statement.ts';

/**
 * Reads what iptables-save prints, and files that people write for iptables-restore. Every text can be read: what is
 * wrong with it stands in `diagnostics`, and `printDocument` gives the very text back.
 */
export function parseSave(text: string, options: { readonly family: Family }): SaveDocument {
  return new SaveParser(text, options.family).parse();
}

const BYTE_ORDER_MARK = 0xfe_ff;
const TAB = 9;
const CARRIAGE_RETURN = 13;
const BLANK = 32;
const HASH = 35;
const STAR = 42;
const DASH = 45;
const COLON = 58;
const BRACKET = 91;
const BACKSLASH = 92;
const QUOTE = 34;

/** How many chains without rules may stand between two with rules before a lookup by name is cheaper. */
const NEAR = 6;

/** How a line of words can begin. */
const WORDS: ReadonlySet<number> = new Set([DASH, BRACKET, BLANK, TAB, QUOTE, BACKSLASH]);

/** Holds the place in one text, and what it has said so far. */
class SaveParser implements LineSink {
  readonly family: Family;
  readonly builder = new RulesetBuilder();
  readonly #text: string;
  readonly #quotes: QuoteSearch;
  readonly #pieces = new StatementList();
  readonly #diagnostics: Diagnostic[] = [];
  #line = 1;
  /** Where the current statement begins. */
  #start = 0;
  #chain: ChainDraft | undefined;
  /** A table line opened something; an unknown table is open with no table in the builder. */
  #openTable: string | undefined;
  #tableLine = 1;
  #saidCarriageReturn = false;

  constructor(text: string, family: Family) {
    this.#text = text;
    this.family = family;
    this.#quotes = new QuoteSearch(text);
  }

  parse(): SaveDocument {
    const text = this.#text;
    let from = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    if (from === 1) this.remark('byteOrderMark', 0, 1);
    while (from < text.length) from = this.#statement(from);
    if (from === 1 && text.length === 1) this.#push('blank', 1, undefined);
    this.#endTable();
    const { family } = this;
    const { ruleset, counterKeys } = this.builder.finish(family);
    return new ReadDocument({
      text,
      family,
      pieces: this.#pieces,
      ruleset,
      diagnostics: this.#diagnostics,
      counterKeys,
    });
  }

  remark(code: DiagnosticCode, offset: number, length: number, facts: Facts = {}): void {
    const before = this.#text.slice(this.#start, this.#start + offset);
    const lastBreak = before.lastIndexOf('\n');
    const line = this.#line + (lastBreak < 0 ? 0 : before.split('\n').length - 1);
    const column = lastBreak < 0 ? offset + 1 : before.length - lastBreak;
    this.#diagnostics.push(diagnose(code, { line, column, length: Math.max(length, 1) }, facts));
  }

  /** Reads the statement that begins at `from` and gives the place after it. */
  #statement(from: number): number {
    const text = this.#text;
    const newline = text.indexOf('\n', from);
    const next = newline < 0 ? text.length : newline + 1;
    const end = newline < 0 ? text.length : newline;
    this.#start = from;
    if (this.#pieces.length === 0) this.#start = 0;
    const first = text.charCodeAt(from);
    if (first === DASH || first === BRACKET) {
      const rule = this.#plainRule(from, end, first === BRACKET);
      if (rule) return this.#push('rule', next, rule);
    } else if (first === COLON && this.#plainChain(from, end)) {
      return this.#push('chain', next, undefined);
    }
    return this.#anyLine(from, end, next);
  }

  #push(kind: StatementKind, next: number, rule: Rule | undefined, lines = 1): number {
    this.#pieces.push(kind, next, rule);
    this.#line += lines;
    return next;
  }

  /** `-A CHAIN words` or `[p:b] -A CHAIN words` in a chain that is there, without anything special. */
  #plainRule(from: number, end: number, counted: boolean): Rule | undefined {
    const text = this.#text;
    let at = from;
    let counters: string | undefined;
    if (counted) {
      at = text.indexOf(']', from) + 2;
      if (at < 2 || at > end || text.charCodeAt(at - 1) !== BLANK) return undefined;
      counters = text.slice(from, at - 1);
    }
    if (text.charCodeAt(at + 1) !== 65 || text.charCodeAt(at) !== DASH || text.charCodeAt(at + 2) !== BLANK)
      return undefined;
    const nameEnd = text.indexOf(' ', at + 3);
    if (nameEnd < 0 || nameEnd >= end) return undefined;
    const chain = this.#knownChain(at + 3, nameEnd);
    if (!chain || !scanPlainRule(text, nameEnd + 1, end)) return undefined;
    if (counters !== undefined && !/^\[\d{1,20}:\d{1,20}\]$/.test(counters)) return undefined;
    return this.builder.append(chain, text.slice(nameEnd + 1, end), counters);
  }

  /** The declared chain of this name: iptables-save prints rules chain by chain, in the order of the chain lines. */
  #knownChain(from: number, to: number): ChainDraft | undefined {
    const text = this.#text;
    let near = this.#chain;
    for (let steps = 0; near && steps < NEAR; steps++, near = near.next) {
      if (near.isDeclared && near.name.length === to - from && text.startsWith(near.name, from))
        return (this.#chain = near);
    }
    this.#chain = this.builder.findChain(text.slice(from, to));
    return this.#chain;
  }

  /** `:CHAIN - [0:0]`, the line of a user-defined chain. */
  #plainChain(from: number, end: number): boolean {
    const text = this.#text;
    const nameEnd = text.indexOf(' ', from);
    if (!this.builder.table || nameEnd < from + 2 || nameEnd + 8 !== end || !text.startsWith(' - [0:0]', nameEnd))
      return false;
    const name = text.slice(from + 1, nameEnd);
    if (/["\s]/.test(name) || isBuiltinChain(this.builder.table, name)) return false;
    const chain = this.builder.declareNew(name);
    if (!chain) return false;
    this.#chain = chain;
    return true;
  }

  /** A line that is not of the two common forms. */
  #anyLine(from: number, end: number, next: number): number {
    const text = this.#text;
    let stop = end;
    if (text.charCodeAt(stop - 1) === CARRIAGE_RETURN && stop > from) {
      stop--;
      this.#remarkCarriageReturn(stop);
    }
    if (stop === from) return this.#push('blank', next, undefined);
    switch (text.charCodeAt(from)) {
      case HASH:
        return this.#push('comment', next, undefined);
      case STAR:
        return this.#tableStatement(from, stop, next);
      case COLON:
        this.#chainStatement(text.slice(from + 1, stop), from + 1 - this.#start);
        return this.#push('chain', next, undefined);
      default:
        return this.#ruleOrOther(from, stop, next);
    }
  }

  #remarkCarriageReturn(at: number): void {
    if (this.#saidCarriageReturn) return;
    this.#saidCarriageReturn = true;
    this.remark('carriageReturn', at - this.#start, 1);
  }

  #tableStatement(from: number, stop: number, next: number): number {
    const name = /[^ \t]+/.exec(this.#text.slice(from + 1, stop))?.[0] ?? '';
    this.#endTable();
    this.#openTable = name;
    this.#tableLine = this.#line;
    this.#chain = undefined;
    const offset = from - this.#start;
    if (!isTableName(name)) {
      this.builder.closeTable();
      this.remark('unknownTable', offset, stop - from, { table: name });
    } else if (this.builder.openTable(name)) {
      this.remark('repeatedTable', offset, stop - from, { table: name });
    }
    return this.#push('table', next, undefined);
  }

  /** A table ends without COMMIT. */
  #endTable(): void {
    if (this.#openTable === undefined) return;
    const place = { line: this.#tableLine, column: 1, length: this.#openTable.length + 1 };
    this.#diagnostics.push(diagnose('missingCommit', place, { table: this.#openTable }));
    this.#openTable = undefined;
    this.builder.closeTable();
  }

  #chainStatement(content: string, offset: number): void {
    const [name = '', policy = '', counters] = content.trim().split(/[ \t]+/);
    const { table } = this.builder;
    if (!table) return this.#outside(offset, content.length);
    if (name === '') return this.remark('badChainLine', offset, content.length);
    const isBuiltin = isBuiltinChain(table, name);
    const known = isBuiltin ? undefined : this.builder.findChain(name);
    if (known) {
      this.remark('repeatedChain', offset, name.length, { chain: name });
      this.builder.clear(known);
    }
    const chain = this.builder.chain(name);
    this.builder.declare(chain);
    this.#chain = chain;
    const isPolicy = policy === 'ACCEPT' || policy === 'DROP';
    if (!isPolicy && policy !== '-')
      this.remark(policy === '' ? 'badChainLine' : 'badPolicy', offset, content.length, { policy });
    if (isPolicy && !isBuiltin) this.remark('policyOnUserChain', offset, name.length, { chain: name });
    const numbers = counters === undefined ? undefined : readCounters(counters);
    if (counters !== undefined && !numbers)
      this.remark('badCounters', offset + content.indexOf(counters), counters.length);
    if (isBuiltin) this.builder.setPolicy(chain, isPolicy ? (policy satisfies Policy) : undefined, numbers);
  }

  /** Remarks on a line that no table holds; within an unknown table that has been said already. */
  #outside(offset: number, length: number): void {
    if (this.#openTable === undefined) this.remark('outsideTable', offset, length);
  }

  #ruleOrOther(from: number, stop: number, next: number): number {
    const text = this.#text;
    const content = text.slice(from, stop);
    const trimmed = content.trim();
    const offset = from - this.#start;
    if (trimmed === '') {
      this.remark('blankLine', offset, content.length);
      return this.#push('blank', next, undefined);
    }
    if (trimmed.startsWith('#')) {
      this.remark('indentedComment', offset, content.length);
      return this.#push('comment', next, undefined);
    }
    if (trimmed === 'COMMIT') return this.#commit(content, offset, next);
    if (trimmed.startsWith('*') && isTableName(trimmed.slice(1).trim())) {
      this.remark('indentedTable', offset, content.length);
      return this.#tableStatement(text.indexOf('*', from), stop, next);
    }
    return this.#wordsStatement(from, stop, next);
  }

  #commit(content: string, offset: number, next: number): number {
    if (content !== 'COMMIT') this.remark('blankAtCommit', offset, content.length);
    if (this.#openTable === undefined) this.remark('strayCommit', offset, content.length);
    this.#openTable = undefined;
    this.#chain = undefined;
    this.builder.closeTable();
    return this.#push('commit', next, undefined);
  }

  /** A line of words, which a quotation or a backslash may carry on over more lines. */
  #wordsStatement(from: number, stop: number, next: number): number {
    const line = this.#text.slice(from, stop);
    const literal = this.builder.quoteNames(line);
    const joined = literal === line ? joinedEnd(this.#text, from, stop, this.#quotes) : undefined;
    const content = joined ? this.#joinedContent(from, joined) : literal;
    const after = joined?.next ?? next;
    const lines = joined?.lines ?? 1;
    const offset = from - this.#start;
    if (!WORDS.has(content.charCodeAt(0))) {
      this.remark('unreadableLine', offset, content.length, { text: content.slice(0, 40) });
      return this.#push('unread', after, undefined, lines);
    }
    if (!this.builder.table) {
      this.#outside(offset, content.length);
      return this.#push('unread', after, undefined, lines);
    }
    this.#chain = undefined;
    const { kind, rule } = runLine(content, offset, this);
    return this.#push(kind, after, rule, lines);
  }

  /** The words of several lines; a backslash and its line end are as good as blanks. */
  #joinedContent(from: number, { by, end }: JoinedLine): string {
    const content = this.#text.slice(from, end);
    if (by === 'quote') return content;
    this.remark('continuation', content.search(/\\\r?\n/) + from - this.#start, 1);
    return content.replaceAll(/\\\r?\n/g, (found) => ' '.repeat(found.length));
  }
}
