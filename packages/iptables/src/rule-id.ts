import type { RuleId, TableName } from '@sluice/netfilter';

/**
 * A number that is as good as certain to differ between different texts, as text: the two halves of a 64-bit hash
 * (cyrb53), code unit by code unit.
 */
function hashText(text: string): string {
  let high = 0xdead_beef | 0;
  let low = 0x41c6_ce57 | 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  const mixed = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  const other = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(mixed ^ (mixed >>> 13), 3_266_489_909);
  return `${(mixed >>> 0).toString(36)}.${(other >>> 0).toString(36)}`;
}

/** The id of the rule with this text in this chain; `occurrence` counts equal texts of the chain from 0. */
export function ruleIdOf(table: TableName, chain: string, text: string, occurrence: number): RuleId {
  const base = `${table}/${chain}/${hashText(text)}`;
  return (occurrence === 0 ? base : `${base}~${occurrence}`) as RuleId;
}

/** The ids of a chain's rules with these texts, in their order. */
export function numberTexts(table: TableName, chain: string, texts: readonly string[]): readonly RuleId[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const occurrence = seen.get(text) ?? 0;
    seen.set(text, occurrence + 1);
    return ruleIdOf(table, chain, text, occurrence);
  });
}

/** Names the counter of a chain line, which counts what the policy decided, as ids name the counters of rules. */
export function policyKey(table: TableName, chain: string): string {
  return `policy:${table}/${chain}`;
}
