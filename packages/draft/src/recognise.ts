import { createRule } from '@sluice/iptables';
import {
  findTable,
  type Chain,
  type Rule,
  type RuleId,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import { diffRules, pairChains, type Sides } from './diff.ts';

/**
 * The rules of `after`, a text that a person edited or brought, under the ids that they have in `before`: a rule is
 * the one with the same words in its chain, else the one that left another chain of the table with these words,
 * else the one that stood in its place and is gone, which was edited. What is left is new and gets its id from `newId`.
 * A chain that says the same is the very chain of `before`; a built-in chain without a policy (`-`) keeps its own.
 */
export function recogniseRules(before: Ruleset, after: Ruleset, newId: () => RuleId): Ruleset {
  const tables = after.tables.map((table) => recogniseTable(table, { before, after }, newId));
  return { family: before.family, tables };
}

function recogniseTable(table: Table, sides: Sides<Ruleset>, newId: () => RuleId): Table {
  const known = pairRules(table.name, sides);
  const old = new Map(findTable(sides.before, table.name)?.chains.map((chain) => [chain.name, chain]));
  const identify = (rule: Rule): Rule => {
    const origin = known.get(rule);
    return origin?.text === rule.text ? origin : createRule(rule.text, origin?.id ?? newId());
  };
  const chains = table.chains.map((chain) => {
    const before = old.get(chain.name);
    return before === chain ? chain : keepChain(before, { ...chain, rules: chain.rules.map(identify) });
  });
  return { name: table.name, chains };
}

function keepChain(before: Chain | undefined, after: Chain): Chain {
  if (!before) return after;
  const policy = after.policy ?? before.policy;
  const same =
    policy === before.policy &&
    after.rules.length === before.rules.length &&
    after.rules.every((rule, at) => rule === before.rules[at]);
  return same ? before : { ...before, policy, rules: after.rules };
}

/** A rule that has no partner with its words in its chain, and the steady rule that it stands behind, as a count. */
interface Stray {
  readonly rule: Rule;
  readonly slot: string;
}

/** For each rule of the table in `after` that was there before: the rule that it was. */
function pairRules(table: TableName, sides: Sides<Ruleset>): ReadonlyMap<Rule, Rule> {
  const known = new Map<Rule, Rule>();
  const gone: Stray[] = [];
  const fresh: Stray[] = [];
  for (const pair of pairChains(table, sides)) {
    if (pair.before === pair.after) continue;
    const name = (pair.after ?? pair.before)?.name ?? '';
    let steady = 0;
    for (const row of diffRules(pair.before?.rules ?? [], pair.after?.rules ?? [], { matchByText: true })) {
      if (row.change === 'same') steady += 1;
      const slot = `${steady} ${name}`;
      if (row.before && row.after) known.set(row.after.rule, row.before.rule);
      else if (row.before) gone.push({ rule: row.before.rule, slot });
      else if (row.after) fresh.push({ rule: row.after.rule, slot });
    }
  }
  const edited = pairBy({ before: gone, after: fresh }, ({ rule }) => rule.text, known);
  pairBy(edited, ({ slot }) => slot, known);
  return known;
}

/** Pairs the first with the first of the same key, the second with the second; answers those without a partner. */
function pairBy(
  strays: Sides<readonly Stray[]>,
  keyOf: (stray: Stray) => string,
  known: Map<Rule, Rule>,
): Sides<readonly Stray[]> {
  const waiting = Map.groupBy(strays.before, keyOf);
  const after = strays.after.filter((stray) => {
    const partner = waiting.get(keyOf(stray))?.shift();
    if (partner) known.set(stray.rule, partner.rule);
    return partner === undefined;
  });
  return { before: [...waiting.values()].flat(), after };
}
