import type { Ruleset } from '@sluice/netfilter';
import type { RuleMention } from './finding.ts';

/** The ruleset without one rule. */
export function withoutRule(
  ruleset: Ruleset,
  { table, chain, id }: Pick<RuleMention, 'table' | 'chain' | 'id'>,
): Ruleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((each) =>
      each.name === table
        ? {
            ...each,
            chains: each.chains.map((one) =>
              one.name === chain ? { ...one, rules: one.rules.filter((rule) => rule.id !== id) } : one,
            ),
          }
        : each,
    ),
  };
}
