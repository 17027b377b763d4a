import type { Ruleset } from '@sluice/netfilter';
import type { ResetRequest } from '@sluice/protocol';
import type { Selected } from '../state/selection.ts';

/** Counters that can begin anew together. */
export interface ResetScope {
  readonly id: 'rule' | 'chain' | 'table' | 'all';
  readonly words: string;
  readonly scope: ResetRequest['scope'];
}

/** What can be reset from here, the narrowest first: only what runs on the host counts there. */
export function resetScopes(running: Ruleset, selected: Selected | null): readonly ResetScope[] {
  const all: ResetScope = { id: 'all', words: 'Every table', scope: null };
  const table = running.tables.find(({ name }) => name === selected?.table);
  if (!selected || !table) return [all];
  const { name } = table;
  const scopes: ResetScope[] = [
    { id: 'table', words: `Table ${name}`, scope: { table: name, chain: null, rule: null } },
  ];
  const chain = table.chains.find((each) => each.name === selected.chain);
  if (chain) {
    const words = `Chain ${chain.name}${chain.policy === undefined ? '' : ' and its policy'}`;
    scopes.unshift({ id: 'chain', words, scope: { table: name, chain: chain.name, rule: null } });
  }
  const at = selected.kind === 'rule' ? (chain?.rules.findIndex(({ id }) => id === selected.id) ?? -1) : -1;
  if (chain && at >= 0) {
    const scope = { table: name, chain: chain.name, rule: at + 1 };
    scopes.unshift({ id: 'rule', words: `Rule ${at + 1} of ${chain.name}`, scope });
  }
  return [...scopes, all];
}
