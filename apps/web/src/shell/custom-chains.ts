import { isBuiltinChain, TABLES, type Chain, type Ruleset, type TableName } from '@sluice/netfilter';
import { useMemo } from 'react';
import { callersOf } from '../state/callers.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** A user-defined chain as the list shows it. */
export interface ListedChain {
  readonly table: TableName;
  readonly chain: Chain;
  readonly callers: number;
}

/** The user-defined chains of the tables that are shown, those that match the filter, by table. */
export function useCustomChains(filter: string): {
  readonly total: number;
  readonly byTable: readonly { readonly table: TableName; readonly chains: readonly ListedChain[] }[];
} {
  const current = useWorkspace((state) => state.current);
  const hidden = useView((state) => state.hiddenTables);
  return useMemo(() => {
    const all = TABLES.map((table) => ({ table, chains: customChains(current, table) }));
    const wanted = filter.trim().toLowerCase();
    return {
      total: all.reduce((sum, { chains }) => sum + chains.length, 0),
      byTable: all
        .filter(({ table }) => !hidden.has(table))
        .map(({ table, chains }) => ({
          table,
          chains: chains.filter(({ chain }) => chain.name.toLowerCase().includes(wanted)),
        }))
        .filter(({ chains }) => chains.length > 0)
        .toSorted((a, b) => rank(a.table) - rank(b.table)),
    };
  }, [current, hidden, filter]);
}

/** filter first: it is where nearly all of a person's chains are. */
function rank(table: TableName): number {
  return ['filter', 'nat', 'mangle', 'raw', 'security'].indexOf(table);
}

function customChains(ruleset: Ruleset | null, table: TableName): readonly ListedChain[] {
  const chains = ruleset?.tables.find(({ name }) => name === table)?.chains ?? [];
  return chains
    .filter(({ name }) => !isBuiltinChain(table, name))
    .map((chain) => ({ table, chain, callers: callersOf(ruleset, { table, chain: chain.name }).length }));
}
