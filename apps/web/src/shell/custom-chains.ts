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
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** A user-defined chain as the list shows it. */
export interface ListedChain {
  readonly table: TableName;
  readonly chain: Chain;
  readonly callers: number;
}

/** One line of the list: a table's name, or a chain below it. */
export type ListLine =
  | { readonly kind: 'table'; readonly table: TableName }
  | { readonly kind: 'chain'; readonly listed: ListedChain };

/** How many user-defined chains there are in all tables. */
export function useChainCount(): number {
  const current = useWorkspace((state) => state.current);
  return useMemo(() => TABLES.reduce((sum, table) => sum + customChains(current, table).length, 0), [current]);
}

/** The user-defined chains of the tables that are shown, those that match the filter, by table. */
export function useChainLines(filter: string): readonly ListLine[] {
  const current = useWorkspace((state) => state.current);
  const hidden = useView((state) => state.hiddenTables);
  return useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const shown = TABLES.filter((table) => !hidden.has(table)).toSorted((a, b) => rank(a) - rank(b));
    return shown.flatMap((table): readonly ListLine[] => {
      const chains = customChains(current, table)
        .filter(({ chain }) => chain.name.toLowerCase().includes(wanted))
        .map((listed) => ({ kind: 'chain' as const, listed }));
      return chains.length === 0 ? [] : [{ kind: 'table', table }, ...chains];
    });
  }, [current, hidden, filter]);
}

/** filter first: it is where nearly all of a person's chains are. */
function rank(table: TableName): number {
  return ['filter', 'nat', 'mangle', 'raw', 'security'].indexOf(table);
}

const NONE: readonly ListedChain[] = [];
const known = new WeakMap<Table, readonly ListedChain[]>();

function customChains(ruleset: Ruleset | null, name: TableName): readonly ListedChain[] {
  const table = ruleset ? findTable(ruleset, name) : undefined;
  if (!table) return NONE;
  const listed = known.get(table) ?? listChains(table);
  known.set(table, listed);
  return listed;
}

function listChains(table: Table): readonly ListedChain[] {
  const { callersOf } = tableCalls(table);
  return table.chains
    .filter(({ name }) => !isBuiltinChain(table.name, name))
    .map((chain) => ({ table: table.name, chain, callers: callersOf.get(chain.name)?.length ?? 0 }));
}
