import {
  findTable,
  isBuiltinChain,
  tableCalls,
  TABLES,
  type Chain,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { restNow, useFind } from '../find/find-state.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** A user-defined chain as the list shows it. */
export interface ListedChain {
  readonly kind: 'chain';
  readonly table: TableName;
  readonly chain: Chain;
  readonly callers: number;
}

/** One line of the list: a table's name, or a chain below it. */
export type ListLine = { readonly kind: 'table'; readonly table: TableName } | ListedChain;

/** How many user-defined chains there are in all tables. */
export function useChainCount(): number {
  return useWorkspace(({ current }) => TABLES.reduce((sum, table) => sum + customChains(current, table).length, 0));
}

/** filter first: it is where nearly all of a person's chains are. */
const ORDER: readonly TableName[] = ['filter', 'nat', 'mangle', 'raw', 'security'];

/** The user-defined chains of the tables that are shown, those that match the filter, by table; of a search that hides the rest, what it found. */
export function useChainLines(filter: string): readonly ListLine[] {
  const listings = useWorkspace(useShallow(({ current }) => ORDER.map((table) => customChains(current, table))));
  const hidden = useView((state) => state.hiddenTables);
  const found = useFind((state) => (restNow(state) === 'hidden' ? state.chains : null));
  return useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return listings.flatMap((listed): readonly ListLine[] => {
      const [first] = listed;
      if (!first || hidden.has(first.table)) return [];
      const named = wanted === '' ? listed : listed.filter(({ chain }) => chain.name.toLowerCase().includes(wanted));
      const chains = found ? named.filter(({ table, chain }) => found.has(`${table}/${chain.name}`)) : named;
      return chains.length === 0 ? [] : [{ kind: 'table', table: first.table }, ...chains];
    });
  }, [listings, hidden, filter, found]);
}

const NONE: readonly ListedChain[] = [];
const known = new WeakMap<Table, readonly ListedChain[]>();
/** What was listed last of each table. */
const latest = new Map<TableName, readonly ListedChain[]>();

function customChains(ruleset: Ruleset | null, name: TableName): readonly ListedChain[] {
  const table = ruleset ? findTable(ruleset, name) : undefined;
  if (!table) return NONE;
  const listed = known.get(table) ?? listChains(table, latest.get(name) ?? NONE);
  known.set(table, listed);
  latest.set(name, listed);
  return listed;
}

/** Lines that say what they said before stay the same: there may be 20,000, and an edit changes one or none. */
function listChains(table: Table, before: readonly ListedChain[]): readonly ListedChain[] {
  const { callersOf } = tableCalls(table);
  const custom = table.chains.filter(({ name }) => !isBuiltinChain(table.name, name));
  const listed = custom.map((chain, at): ListedChain => {
    const callers = callersOf.get(chain.name)?.length ?? 0;
    const old = before[at];
    return old?.chain === chain && old.callers === callers ? old : { kind: 'chain', table: table.name, chain, callers };
  });
  return listed.length === before.length && listed.every((line, at) => line === before[at]) ? before : listed;
}
