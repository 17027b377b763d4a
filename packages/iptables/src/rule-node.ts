import type { Counters, Rule, RuleId, RuleSpec, TableName, TargetName } from '@sluice/netfilter';
import { lexWords } from './lexer.ts';
import { numberTexts, ruleIdOf } from './rule-id.ts';
import { readRuleWords } from './rule-words.ts';
import { targetAtSight } from './target-at-sight.ts';

/** The chain that a rule was read into; its rules are all there when somebody asks for the first id. */
export interface RuleHome {
  readonly table: TableName;
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** A rule that works out its id, its meaning and its counters when somebody asks. */
class RuleNode implements Rule {
  readonly text: string;
  #id: RuleId | RuleHome;
  #counters: Counters | string | undefined;
  #spec: RuleSpec | undefined;
  /** Null for a rule that has none. */
  #target: TargetName | null | undefined;

  constructor(text: string, id: RuleId | RuleHome, counters: Counters | string | undefined) {
    this.text = text;
    this.#id = id;
    this.#counters = counters;
    this.#spec = undefined;
    this.#target = undefined;
  }

  get id(): RuleId {
    if (typeof this.#id !== 'string') this.#id = this.#idIn(this.#id);
    return this.#id;
  }

  get spec(): RuleSpec {
    return (this.#spec ??= readSpec(this.text));
  }

  get target(): TargetName | undefined {
    this.#target ??= targetAtSight(this.text);
    if (this.#target === undefined) this.#target = this.spec.target ?? null;
    return this.#target ?? undefined;
  }

  get counters(): Counters | undefined {
    if (typeof this.#counters === 'string') this.#counters = readCounters(this.#counters);
    return this.#counters;
  }

  /** For JSON, which has no 64-bit numbers: counters are decimal text. */
  toJSON(): unknown {
    const { id, text, spec, counters } = this;
    const asText = counters && { packets: String(counters.packets), bytes: String(counters.bytes) };
    return { id, text, spec, ...(asText && { counters: asText }) };
  }

  /** Gives all rules of the chain their ids: only the chain tells which occurrence of its text a rule is. */
  #idIn({ table, name, rules }: RuleHome): RuleId {
    const ids = numberTexts(
      table,
      name,
      rules.map((rule) => rule.text),
    );
    for (const [at, rule] of rules.entries()) if (rule instanceof RuleNode) rule.#id = ids[at] as RuleId;
    // A rule that another line deleted again is the first of its text to whoever asks.
    return ids[rules.indexOf(this)] ?? ruleIdOf(table, name, this.text, 0);
  }
}

/**
 * A rule from its words without `-A CHAIN`. Its `spec` is computed on first use and kept. `counters` may be given as
 * the text `[packets:bytes]`. A rule is not to be copied with `{...rule}`: make a new one.
 */
export function createRule(text: string, id: RuleId, counters?: Counters | string): Rule {
  return new RuleNode(text, id, counters);
}

/** A rule of a file that is being read: its id is made from its words and its place when somebody asks. */
export function createReadRule(text: string, home: RuleHome, counters: Counters | string | undefined): Rule {
  return new RuleNode(text, home, counters);
}

/** What a rule's words say. Never throws: words that cannot be placed are kept where they stand. */
export function readSpec(text: string): RuleSpec {
  return readRuleWords(lexWords(text)).spec;
}

/** `[packets:bytes]` as numbers, or undefined when it is something else. */
export function readCounters(text: string): Counters | undefined {
  const [, packets, bytes] = /^\[(\d{1,20}):(\d{1,20})\]$/.exec(text) ?? [];
  return packets === undefined || bytes === undefined ? undefined : { packets: BigInt(packets), bytes: BigInt(bytes) };
}
