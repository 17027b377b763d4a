import type { Counters, Rule, RuleId, RuleSpec } from '@sluice/netfilter';
import { lexWords } from './lexer.ts';
import { ruleIdBase, type TextHash } from './rule-id.ts';
import { readRuleWords } from './rule-words.ts';

/** A rule that works out its id, its meaning and its counters when somebody asks. */
class RuleNode implements Rule {
  readonly text: string;
  #id: RuleId | undefined;
  readonly #idPrefix: string;
  readonly #high: number;
  readonly #low: number;
  #counters: Counters | string | undefined;
  #spec: RuleSpec | undefined;

  constructor(text: string, id: RuleId | undefined, pending: PendingId, counters: Counters | string | undefined) {
    this.text = text;
    this.#id = id;
    this.#idPrefix = pending.idPrefix;
    this.#high = pending.high;
    this.#low = pending.low;
    this.#counters = counters;
    this.#spec = undefined;
  }

  get id(): RuleId {
    return (this.#id ??= ruleIdBase(this.#idPrefix, this.#high, this.#low) as RuleId);
  }

  get spec(): RuleSpec {
    return (this.#spec ??= readSpec(this.text));
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
}

/** What the id of a rule is made from, when the id itself is made later. */
interface PendingId extends Readonly<TextHash> {
  readonly idPrefix: string;
}

const NOTHING_PENDING: PendingId = { idPrefix: '', high: 0, low: 0 };

/**
 * A rule from its words without `-A CHAIN`. Its `spec` is computed on first use and kept. `counters` may be given as
 * the text `[packets:bytes]`. A rule is not to be copied with `{...rule}`: make a new one.
 */
export function createRule(text: string, id: RuleId, counters?: Counters | string): Rule {
  return new RuleNode(text, id, NOTHING_PENDING, counters);
}

/** A rule whose id is content-derived and made when somebody asks: the first of its text in its chain. */
export function createFirstRule(text: string, pending: PendingId, counters: Counters | string | undefined): Rule {
  return new RuleNode(text, undefined, pending, counters);
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
