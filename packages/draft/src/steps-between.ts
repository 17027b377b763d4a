import { isBuiltinChain, type Chain, type Rule, type RuleId, type Ruleset, type TableName } from '@sluice/netfilter';
import { pairChains, tableNames, type Sides } from './diff.ts';
import { commonSubsequence } from './sequence.ts';
import type { Step } from './step.ts';

/**
 * The least steps that turn `before` into `after`, for an `after` whose rules carry the ids that they have in `before`
 * ({@link recogniseRules}). A rule that is in another place or chain of its table moves, one with other words is
 * replaced. The steps apply unless `after` calls a chain that it lacks or names one as no chain may be named.
 * As in `diffRulesets`, a table or built-in chain that `after` lacks is an empty one with policy ACCEPT.
 */
export function stepsBetween(before: Ruleset, after: Ruleset): readonly Step[] {
  return tableNames(before, after).flatMap((table) => stepsOfTable(table, { before, after }));
}

/** Chains come first and go last, for rules stand in them and call them; what leaves makes room before anything is placed. */
function stepsOfTable(table: TableName, sides: Sides<Ruleset>): readonly Step[] {
  const pairs = pairChains(table, sides).filter((pair) => pair.before !== pair.after);
  const homes = homesOf(pairs);
  const stays = new Set(pairs.flatMap((pair) => (pair.after?.rules ?? []).map((rule) => rule.id)));
  return [
    ...pairs.flatMap((pair) => chainSteps(table, pair)),
    ...pairs.flatMap((pair) => departures(table, pair, stays)),
    ...pairs.flatMap((pair) => placements(table, pair, homes)),
    ...pairs.flatMap((pair) => chainRemovals(table, pair)),
  ];
}

type Pair = Sides<Chain | undefined>;

/** A rule of `before` and the chain in which it stands. */
interface Home {
  readonly chain: string;
  readonly rule: Rule;
}

function homesOf(pairs: readonly Pair[]): ReadonlyMap<RuleId, Home> {
  return new Map(
    pairs.flatMap(({ before }) => (before?.rules ?? []).map((rule) => [rule.id, { chain: before?.name ?? '', rule }])),
  );
}

function chainSteps(table: TableName, { before, after }: Pair): readonly Step[] {
  const chain = (after ?? before)?.name ?? '';
  if (!isBuiltinChain(table, chain)) return before ? [] : [{ type: 'createChain', table, chain }];
  const policy = after?.policy ?? 'ACCEPT';
  return (before?.policy ?? 'ACCEPT') === policy ? [] : [{ type: 'setPolicy', table, chain, policy }];
}

function departures(table: TableName, { before }: Pair, stays: ReadonlySet<RuleId>): readonly Step[] {
  if (!before) return [];
  return before.rules
    .filter((rule) => !stays.has(rule.id))
    .map(({ id }) => ({ type: 'removeRule', table, chain: before.name, id }));
}

/** From the top down: each rule's neighbour above stands where it belongs when the rule is put behind it. */
function placements(table: TableName, pair: Pair, homes: ReadonlyMap<RuleId, Home>): readonly Step[] {
  const rules = pair.after?.rules ?? [];
  const chain = pair.after?.name ?? '';
  const ids = { before: (pair.before?.rules ?? []).map(({ id }) => id), after: rules.map(({ id }) => id) };
  const steady = new Set(commonSubsequence(ids.before, ids.after).map(({ after }) => after));
  return rules.flatMap(({ id, text }, at): readonly Step[] => {
    const home = homes.get(id);
    const after = ids.after[at - 1] ?? null;
    if (!home) return [{ type: 'insertRule', table, chain, after, id, text }];
    const move: readonly Step[] = steady.has(at)
      ? []
      : [{ type: 'moveRule', table, chain: home.chain, id, toChain: chain, after }];
    return home.rule.text === text ? move : [...move, { type: 'replaceRule', table, chain, id, text }];
  });
}

function chainRemovals(table: TableName, { before, after }: Pair): readonly Step[] {
  if (!before || after || isBuiltinChain(table, before.name)) return [];
  return [{ type: 'removeChain', table, chain: before.name }];
}
