import type { RuleId, TableName } from '@sluice/netfilter';

/** A number that is as good as certain to differ between different texts: the two halves of a 64-bit hash. */
export interface TextHash {
  high: number;
  low: number;
}

/** Where hashing begins; a caller that walks the text anyway may do {@link hashText}'s steps on its way. */
export const HASH_SEED: Readonly<TextHash> = { high: 0xdead_beef | 0, low: 0x41c6_ce57 | 0 };

/** Multiplier of the first half (cyrb53). */
export const HASH_HIGH = 2_654_435_761;

/** Multiplier of the second half. */
export const HASH_LOW = 1_597_334_677;

/** The hash of a text, code unit by code unit. */
export function hashText(text: string): TextHash {
  let { high, low } = HASH_SEED;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, HASH_HIGH);
    low = Math.imul(low ^ code, HASH_LOW);
  }
  return { high, low };
}

/** A rule's id without the occurrence, from the hash of its words. */
export function ruleIdBase(prefix: string, high: number, low: number): string {
  const mixed = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  const other = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(mixed ^ (mixed >>> 13), 3_266_489_909);
  return `${prefix}${(mixed >>> 0).toString(36)}.${(other >>> 0).toString(36)}`;
}

/** What stands before the hash in the ids of a chain's rules. */
export function ruleIdPrefix(table: string, chain: string): string {
  return `${table}/${chain}/`;
}

/** The id of the rule with this text in this chain; `occurrence` counts equal texts of the chain from 0. */
export function ruleIdOf(table: TableName, chain: string, text: string, occurrence: number): RuleId {
  const { high, low } = hashText(text);
  return numbered(ruleIdBase(ruleIdPrefix(table, chain), high, low), occurrence);
}

/** Adds the occurrence to an id's base; the first has none. */
export function numbered(base: string, occurrence: number): RuleId {
  return (occurrence === 0 ? base : `${base}~${occurrence}`) as RuleId;
}

/** Names the counter of a chain line, which counts what the policy decided, as ids name the counters of rules. */
export function policyKey(table: TableName, chain: string): string {
  return `policy:${table}/${chain}`;
}
