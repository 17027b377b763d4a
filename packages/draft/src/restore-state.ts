import { makerOfChain, ownerOfChain, ownerOfRule, type Chain, type RuleId, type Ruleset } from '@sluice/netfilter';
import { mergeRulesets } from './merge.ts';
import { recogniseRules } from './recognise.ts';

/**
 * The rules of an earlier state, with what other programs hold now: their chains and rules stay as they are, for they
 * would be written again and what they were then is of no use. Every rule that is there now keeps its id.
 */
export function restoreState(now: Ruleset, earlier: Ruleset, newId: () => RuleId): Ruleset {
  const ours = withoutForeign(now);
  return mergeRulesets(ours, recogniseRules(ours, withoutForeign(earlier), newId), now).ruleset;
}

function withoutForeign({ family, tables }: Ruleset): Ruleset {
  return {
    family,
    tables: tables.map(({ name, chains }) => ({
      name,
      chains: chains.filter((chain) => !isForeign(chain)).map(withoutForeignRules),
    })),
  };
}

/** A chain that a program made for persons is theirs only while it is there: what stands in it is not. */
function isForeign({ name, rules }: Chain): boolean {
  return ownerOfChain(name) !== null || (makerOfChain(name) !== null && rules.length === 0);
}

function withoutForeignRules(chain: Chain): Chain {
  const rules = chain.rules.filter((rule) => ownerOfRule(rule, chain.name) === null);
  return rules.length === chain.rules.length ? chain : { ...chain, rules };
}
