import {
  findTable,
  isBuiltinChain,
  type Chain,
  type Policy,
  type Rule,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { commonSubsequence, withOccurrence } from './sequence.ts';

/** A rule and where it stands in its chain, counted from 0. */
export interface RuleAt {
  readonly index: number;
  readonly rule: Rule;
}

/**
 * One row of a chain's comparison. `changed`: the same rule with other words (it may have moved as well);
 * `moved`: the same words at another place of the chain. A rule that went to another chain is removed here, added there.
 */
export interface DiffRow {
  readonly change: 'same' | 'added' | 'removed' | 'changed' | 'moved';
  readonly before?: RuleAt;
  readonly after?: RuleAt;
}

/** What changed in one chain: all its rows in the new order, removed ones where they stood. */
export interface ChainDiff {
  readonly table: TableName;
  readonly chain: string;
  readonly state: 'created' | 'removed' | 'changed';
  /** Only when the policy differs. */
  readonly policy?: { readonly before: Policy; readonly after: Policy };
  readonly rows: readonly DiffRow[];
}

/** The chains that differ between two rulesets, and how many single changes that are. */
export interface RulesetDiff {
  readonly chains: readonly ChainDiff[];
  readonly changes: number;
}

/** How rules are recognised. */
export interface DiffOptions {
  /** By their words instead of their ids: for two texts that do not come from one draft. */
  readonly matchByText?: boolean;
}

/**
 * What changed from `before` to `after`. Chains that are identical (`===`) cost nothing. A table or built-in chain
 * that one side lacks counts as empty with policy ACCEPT, for that is how the kernel treats it.
 */
export function diffRulesets(before: Ruleset, after: Ruleset, options: DiffOptions = {}): RulesetDiff {
  const chains = tableNames(before, after).flatMap((table) => diffTable(table, { before, after }, options));
  return { chains, changes: chains.reduce((sum, chain) => sum + countChanges(chain), 0) };
}

/** Whether the two hold the same chains, policies and words in the same order; ids and counters do not matter. */
export function sameRules(one: Ruleset, other: Ruleset): boolean {
  return diffRulesets(one, other, { matchByText: true }).chains.length === 0;
}

/** The same thing before and after. */
export interface Sides<T> {
  readonly before: T;
  readonly after: T;
}

/** The tables of both, in the order of `after`, then those that only `before` has. */
export function tableNames(before: Ruleset, after: Ruleset): readonly TableName[] {
  return [...new Set([...after.tables, ...before.tables].map((table) => table.name))];
}

/** A chain of both sides by name: those of `after` in their order, then those that only `before` has. */
export function pairChains(table: TableName, sides: Sides<Ruleset>): readonly Sides<Chain | undefined>[] {
  const chainsOf = (ruleset: Ruleset): readonly Chain[] => findTable(ruleset, table)?.chains ?? [];
  const old = new Map(chainsOf(sides.before).map((chain) => [chain.name, chain]));
  const pairs: Sides<Chain | undefined>[] = [];
  for (const chain of chainsOf(sides.after)) {
    pairs.push({ before: old.get(chain.name), after: chain });
    old.delete(chain.name);
  }
  for (const chain of old.values()) pairs.push({ before: chain, after: undefined });
  return pairs;
}

function diffTable(table: TableName, sides: Sides<Ruleset>, options: DiffOptions): readonly ChainDiff[] {
  if (findTable(sides.before, table) === findTable(sides.after, table)) return [];
  return pairChains(table, sides)
    .filter((pair) => pair.before !== pair.after)
    .map((pair) => diffChain(table, pair, options))
    .filter((diff) => diff !== undefined);
}

function diffChain(table: TableName, pair: Sides<Chain | undefined>, options: DiffOptions): ChainDiff | undefined {
  const chain = (pair.after ?? pair.before)?.name ?? '';
  const rows = diffRules(pair.before?.rules ?? [], pair.after?.rules ?? [], options);
  const builtin = isBuiltinChain(table, chain);
  const policy = builtin
    ? { before: pair.before?.policy ?? 'ACCEPT', after: pair.after?.policy ?? 'ACCEPT' }
    : undefined;
  const samePolicy = !policy || policy.before === policy.after;
  const state = builtin || (pair.before && pair.after) ? 'changed' : pair.after ? 'created' : 'removed';
  if (state === 'changed' && samePolicy && rows.every((row) => row.change === 'same')) return undefined;
  return { table, chain, state, ...(policy && !samePolicy ? { policy } : {}), rows };
}

function countChanges(diff: ChainDiff): number {
  const rows = diff.rows.filter((row) => row.change !== 'same').length;
  return rows + (diff.policy ? 1 : 0) + (diff.state === 'changed' ? 0 : 1);
}

/** The rows of two lists of rules. */
export function diffRules(
  before: readonly Rule[],
  after: readonly Rule[],
  options: DiffOptions = {},
): readonly DiffRow[] {
  const keysOf = (rules: readonly Rule[]): readonly string[] =>
    rules.map((rule) => (options.matchByText ? rule.text : rule.id));
  const keys = { before: keysOf(before), after: keysOf(after) };
  const steady = new Map(commonSubsequence(keys.before, keys.after).map((pair) => [pair.after, pair.before]));
  const wandered = pairLeftovers(keys, steady);
  const rowsAfter = after.map((rule, index): DiffRow => {
    const at = steady.get(index) ?? wandered.get(index);
    const old = at === undefined ? undefined : before[at];
    if (at === undefined || !old) return { change: 'added', after: { index, rule } };
    const kept = steady.has(index) ? 'same' : 'moved';
    return {
      change: old.text === rule.text ? kept : 'changed',
      before: { index: at, rule: old },
      after: { index, rule },
    };
  });
  return withRemovedRows(rowsAfter, before, steady);
}

/** Items on both sides that are not in the common run: they moved. Pairs the first left with the first left. */
function pairLeftovers(
  keys: Sides<readonly string[]>,
  steady: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const taken = new Set(steady.values());
  const left = [...keys.before.keys()].filter((at) => !taken.has(at));
  const fresh = [...keys.after.keys()].filter((at) => !steady.has(at));
  const names = withOccurrence(left.map((at) => keys.before[at] ?? ''));
  const places = new Map(names.map((name, at) => [name, left[at] ?? 0]));
  const found = withOccurrence(fresh.map((at) => keys.after[at] ?? '')).map((name, at) => ({
    after: fresh[at] ?? 0,
    before: places.get(name),
  }));
  return new Map(found.flatMap((pair) => (pair.before === undefined ? [] : [[pair.after, pair.before]])));
}

/** Puts each removed rule right behind the row of the steady rule that it followed. */
function withRemovedRows(
  rowsAfter: readonly DiffRow[],
  before: readonly Rule[],
  steady: ReadonlyMap<number, number>,
): readonly DiffRow[] {
  const alive = new Set(rowsAfter.flatMap((row) => (row.before ? [row.before.index] : [])));
  const fixed = new Set(steady.values());
  const removedBehind = new Map<number, DiffRow[]>();
  let anchor = -1;
  for (const [index, rule] of before.entries()) {
    if (fixed.has(index)) anchor = index;
    if (alive.has(index)) continue;
    const list = removedBehind.get(anchor) ?? [];
    removedBehind.set(anchor, list);
    list.push({ change: 'removed', before: { index, rule } });
  }
  return [
    ...(removedBehind.get(-1) ?? []),
    ...rowsAfter.flatMap((row, index) => {
      const at = steady.get(index);
      return at === undefined ? [row] : [row, ...(removedBehind.get(at) ?? [])];
    }),
  ];
}
