import type { Family } from './family.ts';
import type { Counters, Rule, RuleId } from './rule.ts';
import type { TableName } from './table.ts';

/** What a built-in chain does with a packet that no rule decided. */
export type Policy = 'ACCEPT' | 'DROP';

/** A chain: built-in (has a policy, is entered by the kernel) or user-defined (entered by a jump or goto). */
export interface Chain {
  readonly name: string;
  /** Present on built-in chains only. */
  readonly policy?: Policy | undefined;
  /** Of the policy; as read with the text. */
  readonly counters?: Counters | undefined;
  readonly rules: readonly Rule[];
}

/** One table with its chains, built-in ones first in packet order, then user-defined ones as the host lists them. */
export interface Table {
  readonly name: TableName;
  readonly chains: readonly Chain[];
}

/** All that one family of one backend holds. Tables the host does not have are absent. */
export interface Ruleset {
  readonly family: Family;
  readonly tables: readonly Table[];
}

/** Names a chain within a ruleset. */
export interface ChainRef {
  readonly table: TableName;
  readonly chain: string;
}

/** A chain and where a rule stands in it; `index` counts from 0. */
export interface RulePlace extends ChainRef {
  readonly index: number;
}

/** The table of that name, if the ruleset has it. */
export function findTable(ruleset: Ruleset, name: TableName): Table | undefined {
  return ruleset.tables.find((table) => table.name === name);
}

/** The chain, if the ruleset has it. */
export function findChain(ruleset: Ruleset, ref: ChainRef): Chain | undefined {
  const table = findTable(ruleset, ref.table);
  return table && findTableChain(table, ref.chain);
}

/** The chain of that name, if the table has it. */
export function findTableChain(table: Table, name: string): Chain | undefined {
  return chainsByName(table).get(name);
}

const indexes = new WeakMap<Table, ReadonlyMap<string, Chain>>();

/** A table of a kubernetes node holds twenty thousand chains, and is asked for one of them at every rule. */
function chainsByName(table: Table): ReadonlyMap<string, Chain> {
  const known = indexes.get(table);
  if (known) return known;
  // Of two chains with one name the first is meant, so it is set last.
  const index = new Map(table.chains.toReversed().map((chain) => [chain.name, chain]));
  indexes.set(table, index);
  return index;
}

/** Where a rule stands, or undefined when the ruleset does not hold it. Walks the whole ruleset. */
export function findRule(ruleset: Ruleset, id: RuleId): (RulePlace & { readonly rule: Rule }) | undefined {
  for (const table of ruleset.tables) {
    for (const chain of table.chains) {
      const index = chain.rules.findIndex((rule) => rule.id === id);
      const rule = chain.rules[index];
      if (rule) return { table: table.name, chain: chain.name, index, rule };
    }
  }
  return undefined;
}
