import { findTable, tableCalls, type Call, type ChainRef, type Ruleset } from '@sluice/netfilter';

const NONE: readonly Call[] = [];
/** The rules that call a chain, in the order of the table. */
export function callersOf(ruleset: Ruleset | null, ref: ChainRef): readonly Call[] {
  const table = ruleset && findTable(ruleset, ref.table);
  return (table && tableCalls(table).callersOf.get(ref.chain)) ?? NONE;
}
