import { createRule, ruleIdOf } from '@sluice/iptables';
import {
  findTable,
  hooksOf,
  isBuiltinChain,
  type Chain,
  type ChainRef,
  type Policy,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import { mergeRules, type RuleConflict, type ThreeWay } from './merge-rules.ts';

/** Where two people changed the same thing of one chain. `chain`: one side removed a chain that the other one still uses. */
export interface MergeConflict extends Omit<RuleConflict, 'kind'> {
  readonly kind: RuleConflict['kind'] | 'chain';
  readonly table: TableName;
  readonly chain: string;
}

/** What both sides together make, and where a person should look. */
export interface Merge {
  readonly ruleset: Ruleset;
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Three-way merge by content. Nothing that they added is lost and nothing that they removed comes back; where both
 * changed the same thing, ours is taken and the conflict is listed. The same serves a draft (base: what it began from,
 * mine: the draft, theirs: the host now) and a roll-back (base: after our change, mine: before it, theirs: the host now).
 */
export function mergeRulesets(base: Ruleset, mine: Ruleset, theirs: Ruleset): Merge {
  if (mine === base) return { ruleset: theirs, conflicts: [] };
  const names = new Set([...theirs.tables, ...mine.tables].map((table) => table.name));
  const merges = [...names].map((name) => mergeTable(name, { base, mine, theirs }));
  return {
    ruleset: {
      family: theirs.family,
      tables: merges.map((merge) => merge.table).filter((table) => table !== undefined),
    },
    conflicts: merges.flatMap((merge) => merge.conflicts),
  };
}

interface TableMerge {
  readonly table: Table | undefined;
  readonly conflicts: readonly MergeConflict[];
}

interface ChainMerge extends ThreeWay<Chain | undefined> {
  readonly name: string;
  readonly merged: Chain;
  readonly conflicts: readonly MergeConflict[];
}

function mergeTable(table: TableName, sides: ThreeWay<Ruleset>): TableMerge {
  const [base, mine, theirs] = [sides.base, sides.mine, sides.theirs].map((side) => chainsByName(side, table));
  const names = new Set([...(theirs?.keys() ?? []), ...(mine?.keys() ?? [])]);
  const chains = [...names].map((name) =>
    mergeChain({ table, chain: name }, { base: base?.get(name), mine: mine?.get(name), theirs: theirs?.get(name) }),
  );
  const kept = neededChains(table, chains);
  const conflicts = kept
    .filter((chain) => isContested(chain) && !isBuiltinChain(table, chain.name))
    .map((chain): MergeConflict => {
      return { kind: 'chain', table, chain: chain.name, mine: textsOf(chain.mine), theirs: textsOf(chain.theirs) };
    });
  const all = [...chains.flatMap((chain) => chain.conflicts), ...conflicts];
  const merged = inOrder(
    table,
    kept.map((chain) => chain.merged),
  );
  if (!findTable(sides.theirs, table) && isPristine(table, merged)) return { table: undefined, conflicts: all };
  return { table: { name: table, chains: merged }, conflicts: all };
}

function chainsByName(ruleset: Ruleset, table: TableName): ReadonlyMap<string, Chain> {
  return new Map(findTable(ruleset, table)?.chains.map((chain) => [chain.name, chain]));
}

function mergeChain(ref: ChainRef, sides: ThreeWay<Chain | undefined>): ChainMerge {
  const { base, mine, theirs } = sides;
  const three = { name: ref.chain, base, mine, theirs };
  if (theirs && mine === base) return { ...three, merged: theirs, conflicts: [] };
  const merge = mergeRules({ base: base?.rules ?? [], mine: mine?.rules ?? [], theirs: theirs?.rules ?? [] });
  const rules = withUniqueIds(ref, merge.rules);
  const conflicts = merge.conflicts.map((conflict) => ({ ...conflict, ...ref }));
  if (!isBuiltinChain(ref.table, ref.chain)) return { ...three, merged: { name: ref.chain, rules }, conflicts };
  const policy = mergePolicy({ base: base?.policy, mine: mine?.policy, theirs: theirs?.policy });
  const counters = theirs?.counters;
  return { ...three, merged: { name: ref.chain, policy, ...(counters && { counters }), rules }, conflicts };
}

/** With two policies to choose from, two people who both changed one agree. */
function mergePolicy({ base = 'ACCEPT', mine = 'ACCEPT', theirs = 'ACCEPT' }: ThreeWay<Policy | undefined>): Policy {
  return mine === base ? theirs : mine;
}

/** Equal rules that each side added for itself carry equal ids; the later one gets the next free occurrence. */
function withUniqueIds(ref: ChainRef, rules: readonly Rule[]): readonly Rule[] {
  const taken = new Set(rules.map((rule) => rule.id));
  const used = new Set<string>();
  return rules.map((rule) => {
    if (!used.has(rule.id)) {
      used.add(rule.id);
      return rule;
    }
    let occurrence = 1;
    let id = ruleIdOf(ref.table, ref.chain, rule.text, occurrence);
    while (taken.has(id)) id = ruleIdOf(ref.table, ref.chain, rule.text, (occurrence += 1));
    taken.add(id);
    return createRule(rule.text, id, rule.counters);
  });
}

/** The names that merged rules call. Parses every rule, so that it is asked only when it matters. */
function calledNames(chains: readonly ChainMerge[]): ReadonlySet<string> {
  return new Set(chains.flatMap((chain) => chain.merged.rules.flatMap((rule) => rule.spec.target?.name ?? [])));
}

/** Without the chains that one side removed, unless something stands in them or calls them. */
function neededChains(table: TableName, chains: readonly ChainMerge[]): readonly ChainMerge[] {
  const doubtful = (chain: ChainMerge): boolean =>
    !isBuiltinChain(table, chain.name) && isContested(chain) && chain.merged.rules.length === 0;
  if (!chains.some(doubtful)) return chains;
  const called = calledNames(chains);
  return chains.filter((chain) => !doubtful(chain) || called.has(chain.name));
}

function textsOf(chain: Chain | undefined): readonly string[] {
  return chain?.rules.map((rule) => rule.text) ?? [];
}

/** One side removed it. */
function isContested({ base, mine, theirs }: ChainMerge): boolean {
  return base !== undefined && (mine === undefined || theirs === undefined);
}

function inOrder(table: TableName, chains: readonly Chain[]): readonly Chain[] {
  const hooks: readonly string[] = hooksOf(table);
  const rank = (chain: Chain): number => (hooks.includes(chain.name) ? hooks.indexOf(chain.name) : hooks.length);
  return chains.toSorted((a, b) => rank(a) - rank(b));
}

function isPristine(table: TableName, chains: readonly Chain[]): boolean {
  return chains.every(
    (chain) => isBuiltinChain(table, chain.name) && chain.rules.length === 0 && chain.policy !== 'DROP',
  );
}
