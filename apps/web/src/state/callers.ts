import { findTable, type ChainRef, type RuleId, type Ruleset, type Table } from '@sluice/netfilter';

/** A rule that jumps or goes to a chain. */
export interface Caller {
  readonly chain: string;
  readonly rule: RuleId;
  /** Counts from 0. */
  readonly index: number;
  readonly how: 'jump' | 'goto';
}

const NONE: readonly Caller[] = [];
const known = new WeakMap<Table, ReadonlyMap<string, readonly Caller[]>>();

/** The rules that call a chain, in the order of the table. Memoised on the table. */
export function callersOf(ruleset: Ruleset | null, ref: ChainRef): readonly Caller[] {
  const table = ruleset && findTable(ruleset, ref.table);
  if (!table) return NONE;
  let calls = known.get(table);
  if (!calls) known.set(table, (calls = callsIn(table)));
  return calls.get(ref.chain) ?? NONE;
}

function callsIn(table: Table): ReadonlyMap<string, readonly Caller[]> {
  const calls = new Map<string, Caller[]>();
  for (const chain of table.chains) {
    for (const [index, { id, spec }] of chain.rules.entries()) {
      if (!spec.target) continue;
      const { name, how } = spec.target;
      const callers = calls.get(name) ?? [];
      callers.push({ chain: chain.name, rule: id, index, how });
      calls.set(name, callers);
    }
  }
  return calls;
}
