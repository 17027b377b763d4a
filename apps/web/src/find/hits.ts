import type { Chain, Rule, Ruleset, TableName } from '@sluice/netfilter';
import type { Query } from './query.ts';

/** A rule that was found, with its place. */
export interface RuleHit {
  readonly table: TableName;
  readonly chain: string;
  readonly index: number;
  readonly rule: Rule;
}

/** A chain that was found. */
export interface ChainHit {
  readonly table: TableName;
  readonly chain: Chain;
}

/** The rules that the query hits, in the order of tables, chains and rows. */
export function findRules(ruleset: Ruleset | null, query: Query): readonly RuleHit[] {
  const found: RuleHit[] = [];
  for (const table of ruleset?.tables ?? []) {
    for (const chain of table.chains) {
      for (const [index, rule] of chain.rules.entries()) {
        if (query.hitsRule(rule, chain.name)) found.push({ table: table.name, chain: chain.name, index, rule });
      }
    }
  }
  return found;
}

/** The chains whose names the query hits; all of them for no query. */
export function findChains(ruleset: Ruleset | null, query: Query | null): readonly ChainHit[] {
  return (ruleset?.tables ?? []).flatMap(({ name, chains }) =>
    chains.filter((chain) => query?.hitsChain(chain.name) !== false).map((chain) => ({ table: name, chain })),
  );
}
