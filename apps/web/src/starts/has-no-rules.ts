import { isBuiltinChain, type Ruleset } from '@sluice/netfilter';

/** Whether nothing stands in any chain and every policy accepts: a host before anybody wrote a rule. */
export function hasNoRules({ tables }: Ruleset): boolean {
  return tables.every(({ name, chains }) =>
    chains.every(
      ({ name: chain, rules, policy }) =>
        isBuiltinChain(name, chain) && rules.length === 0 && (policy ?? 'ACCEPT') === 'ACCEPT',
    ),
  );
}
