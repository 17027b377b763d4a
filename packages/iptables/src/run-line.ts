import type { Family, Rule } from '@sluice/netfilter';
import type { DiagnosticCode, Facts } from './diagnostic.ts';
import { lexWords, type Word } from './lexer.ts';
import { expandLists } from './list-expansion.ts';
import { readCounters } from './rule-node.ts';
import { readRuleWords, type LineAction, type LineReading } from './rule-words.ts';
import type { ChainDraft, RulesetBuilder } from './ruleset-builder.ts';
import { printSpec } from './spec-printer.ts';
import type { StatementKind } from './statement.ts';

/** What running a line needs: where the rules go, and where remarks go (offsets count from the statement's start). */
export interface LineSink {
  readonly family: Family;
  readonly builder: RulesetBuilder;
  remark(code: DiagnosticCode, offset: number, length: number, facts?: Facts): void;
}

/** What became of a line. */
export interface LineResult {
  readonly kind: StatementKind;
  readonly rule: Rule | undefined;
}

/** Does to the ruleset what iptables-restore would do for this line of words; a table is open. */
export function runLine(content: string, offset: number, sink: LineSink): LineResult {
  const prefix = /^[ \t]*(\[[^\]]*\])[ \t]*/.exec(content);
  const skipped = prefix?.[0].length ?? 0;
  const words = lexWords(content.slice(skipped));
  const reading = readRuleWords(words);
  const line = new LineRun(reading, sink, content.slice(skipped), offset + skipped);
  line.remarkForm(words);
  if (prefix && !readCounters(prefix[1] ?? '')) sink.remark('badCounters', offset, prefix[0].trimEnd().length);
  return line.run(prefix?.[1]);
}

/** Holds one line's reading while it is run. */
class LineRun {
  readonly #reading: LineReading;
  readonly #sink: LineSink;
  readonly #content: string;
  readonly #offset: number;

  constructor(reading: LineReading, sink: LineSink, content: string, offset: number) {
    this.#reading = reading;
    this.#sink = sink;
    this.#content = content;
    this.#offset = offset;
  }

  /** Remarks on quoting, and those that change how the line was read; what the words hold is checked elsewhere. */
  remarkForm(words: readonly Word[]): void {
    for (const word of words) {
      if (word.open) this.#remark('openQuote', word);
      else if (word.quoted && word.text.includes('\n')) this.#remark('newlineInQuotes', word);
    }
    for (const word of this.#reading.commandWords) {
      if (word.text === '-t' || word.text.startsWith('--t')) this.#remark('tableInRule', word);
    }
    for (const { code, word, facts } of this.#reading.remarks) {
      if (code === 'trailingComment' || code === 'badCounters') this.#remark(code, word, facts);
    }
  }

  run(prefix: string | undefined): LineResult {
    const { actions, families } = this.#reading;
    const [action, second] = actions;
    if (!action) {
      this.#sink.remark('noCommand', this.#offset, this.#content.length);
      return { kind: 'unread', rule: undefined };
    }
    if (second) {
      this.#remark('severalCommands', second.word);
      return { kind: 'unread', rule: undefined };
    }
    const kind: StatementKind = action.letter === 'A' ? 'rule' : 'command';
    if (families.size > 0 && !families.has(this.#sink.family)) {
      this.#remark('otherFamily', action.word, { family: this.#sink.family === 'ipv4' ? 'IPv6' : 'IPv4' });
      return { kind, rule: undefined };
    }
    if (action.chain === undefined && 'AIDRNPE'.includes(action.letter)) {
      this.#remark('missingChain', action.word, { option: action.word.text });
      return { kind: 'unread', rule: undefined };
    }
    return { kind, rule: this.#act(action, prefix) };
  }

  #remark(code: DiagnosticCode, word: Word, facts: Facts = {}): void {
    this.#sink.remark(code, this.#offset + word.start, word.end - word.start, facts);
  }

  #act(action: LineAction, prefix: string | undefined): Rule | undefined {
    switch (action.letter) {
      case 'A':
      case 'I':
      case 'R':
        return this.#place(action, prefix);
      case 'D':
        return this.#delete(action);
      case 'N':
        this.#newChain(action);
        return undefined;
      case 'P':
        this.#policy(action);
        return undefined;
      case 'F':
        for (const chain of this.#named(action)) this.#sink.builder.clear(chain);
        return undefined;
      case 'X':
        this.#deleteChain(action);
        return undefined;
      case 'E':
        this.#rename(action);
        return undefined;
      case 'Z':
      case 'L':
      case 'S':
      case 'C':
        this.#remark('notApplied', action.word, { option: action.word.text });
        return undefined;
    }
  }

  /** The chains that a line without a chain means: all. */
  #named(action: LineAction): readonly ChainDraft[] {
    const { builder } = this.#sink;
    return action.chain === undefined ? builder.chains() : [this.#chain(action)];
  }

  #chain(action: LineAction): ChainDraft {
    const { builder } = this.#sink;
    const name = action.chain ?? '';
    if (!builder.findChain(name) && !builder.isBuiltin(name))
      this.#remark('undeclaredChain', action.word, { chain: name });
    return builder.chain(name);
  }

  /** The rule's own words, as they stand where they stand together. */
  #text(): string {
    const words = this.#reading.ruleWords;
    const first = words[0];
    const last = words.at(-1);
    if (!first || !last) return '';
    const isWhole = this.#reading.isContiguous;
    const pieces = words.map((word) => this.#content.slice(word.start, word.end));
    return isWhole ? this.#content.slice(first.start, last.end) : pieces.join(' ');
  }

  #place(action: LineAction, prefix: string | undefined): Rule | undefined {
    const { builder } = this.#sink;
    const chain = this.#chain(action);
    const given = this.#reading.counters;
    const counters = given ? `[${given[0]}:${given[1]}]` : prefix;
    const { family } = this.#sink;
    const texts = expandLists(this.#reading.spec)?.map((spec) => printSpec(spec, { family })) ?? [this.#text()];
    const at = action.letter === 'A' ? chain.rules.length : (action.number ?? 1) - 1;
    const most = action.letter === 'R' ? chain.rules.length - 1 : chain.rules.length;
    if (at < 0 || at > most) {
      this.#remark('unknownNumber', action.word, { number: at + 1, chain: chain.name });
      return undefined;
    }
    const rules = texts.map((text) => builder.append(chain, text, counters));
    if (action.letter === 'A') return rules[0];
    chain.rules.length -= rules.length;
    builder.splice(chain, at, action.letter === 'R' ? 1 : 0, action.letter === 'I' ? rules.toReversed() : rules);
    return rules[0];
  }

  #delete(action: LineAction): undefined {
    const chain = this.#chain(action);
    let at = (action.number ?? 0) - 1;
    if (action.number === undefined) {
      const { family } = this.#sink;
      const wanted = printSpec(this.#reading.spec, { family });
      const text = this.#text();
      at = chain.rules.findIndex((rule) => rule.text === text || printSpec(rule.spec, { family }) === wanted);
    }
    if (chain.rules[at]) this.#sink.builder.splice(chain, at, 1, []);
    else if (action.number === undefined) this.#remark('noSuchRule', action.word, { chain: chain.name });
    else this.#remark('unknownNumber', action.word, { number: action.number, chain: chain.name });
  }

  #newChain(action: LineAction): void {
    const { builder } = this.#sink;
    const name = action.chain ?? '';
    if (builder.findChain(name)) this.#remark('repeatedChain', action.word, { chain: name });
    else builder.chain(name);
  }

  #policy(action: LineAction): void {
    const { builder } = this.#sink;
    const { argument: policy = '', chain: name = '' } = action;
    if (policy !== 'ACCEPT' && policy !== 'DROP') return this.#remark('badPolicy', action.word, { policy });
    if (!builder.isBuiltin(name)) return this.#remark('policyOnUserChain', action.word, { chain: name });
    const chain = builder.chain(name);
    builder.setPolicy(chain, policy, chain.counters);
  }

  #deleteChain(action: LineAction): void {
    const { builder } = this.#sink;
    const called = new Set(builder.chains().flatMap((chain) => chain.rules.map((rule) => rule.spec.target?.name)));
    for (const chain of this.#named(action)) {
      if (builder.isBuiltin(chain.name)) continue;
      const inUse = chain.rules.length > 0 || called.has(chain.name);
      if (!inUse) builder.remove(chain);
      else if (action.chain !== undefined) this.#remark('chainInUse', action.word, { chain: chain.name });
    }
  }

  #rename(action: LineAction): void {
    const { builder } = this.#sink;
    const { chain: from = '', argument: to = '' } = action;
    const chain = builder.findChain(from);
    if (!chain) return this.#remark('undeclaredChain', action.word, { chain: from });
    if (to === '' || builder.findChain(to)) return this.#remark('badChainName', action.word, { chain: to });
    builder.rename(chain, to);
  }
}
