import {
  findTable,
  tableCalls,
  type Call,
  type CallGraph,
  type ChainRef,
  type Ruleset,
  type Table,
} from '@sluice/netfilter';

const NONE: readonly Call[] = [];
const known = new WeakMap<Table, CallGraph>();

/** Which chains of a table call which; memoised on the table, which an edit elsewhere leaves as it is. */
export function callsWithin(table: Table): CallGraph {
  const graph = known.get(table) ?? tableCalls(table);
  known.set(table, graph);
  return graph;
}

/** The rules that call a chain, in the order of the table. */
export function callersOf(ruleset: Ruleset | null, ref: ChainRef): readonly Call[] {
  const table = ruleset && findTable(ruleset, ref.table);
  return (table && callsWithin(table).callersOf.get(ref.chain)) ?? NONE;
}
