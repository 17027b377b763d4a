import { isHook, tableCalls, type Ruleset } from '@sluice/netfilter';
import { planOf, type Gathering, type GroupPlan } from './chain-groups.ts';
import type { DraftedRules } from './drafted-rules.ts';
import { cardId, type CardId } from './model.ts';
import { factsOf } from './ruleset-facts.ts';

/** How many rules of a group call the same card, and how many of them with goto. */
export interface Link {
  readonly calls: number;
  readonly gotos: number;
}

/** For each group whom its chains call, in the order of the first call. Calls within a group are not told. */
export type GroupLinks = ReadonlyMap<CardId, ReadonlyMap<CardId, Link>>;

const running = new WeakMap<Ruleset, GroupLinks>();

/** The calls of all groups. What stands apart is taken out of the sums, which are made once for the rules that run. */
export function linkGroups(rules: DraftedRules, { groups, apart }: Gathering): GroupLinks {
  if (groups.size === 0) return new Map();
  const plan = planOf(rules.root);
  const all = running.get(rules.root) ?? sumLinks(rules.root, plan);
  running.set(rules.root, all);
  const links = new Map([...groups.keys()].map((id) => [id, new Map(all.get(id))]));
  for (const id of apart) {
    const own = plan.groupOf.get(id) as CardId;
    for (const { callee, how } of factsOf(rules.root).calls(id)) {
      count(links.get(own), plan.groupOf.get(callee) ?? callee, how, -1);
    }
    callersApart(rules, links, { id, own, apart, groupOf: plan.groupOf });
  }
  return links;
}

/** Calls from groups to a chain that stands apart now end there, and no longer at its group. */
function callersApart(
  rules: DraftedRules,
  links: ReadonlyMap<CardId, Map<CardId, Link>>,
  of: {
    readonly id: CardId;
    readonly own: CardId;
    readonly apart: ReadonlySet<CardId>;
    readonly groupOf: ReadonlyMap<CardId, CardId>;
  },
): void {
  for (const from of new Set(rules.runningCallers(of.id))) {
    const group = of.groupOf.get(from);
    if (group === undefined || of.apart.has(from)) continue;
    for (const { callee, how } of rules.calls(from)) {
      if (callee !== of.id) continue;
      if (group !== of.own) count(links.get(group), of.own, how, -1);
      count(links.get(group), of.id, how, 1);
    }
  }
}

/** Within a table by plain names: 50,000 calls are added up before the first picture. */
function sumLinks(ruleset: Ruleset, { groups }: GroupPlan): GroupLinks {
  const sums = new Map<CardId, Map<CardId, Link>>();
  for (const table of ruleset.tables) {
    const own = groups.filter(({ name }) => name.table === table.name);
    const groupOf = new Map(own.flatMap(({ name, members }) => members.map(({ chain }) => [chain.name, name.id])));
    const { callsOf } = tableCalls(table);
    for (const { name, members } of own) {
      const links = new Map<CardId, Link>();
      sums.set(name.id, links);
      for (const { chain } of members) {
        for (const { callee, how } of callsOf.get(chain.name) ?? []) {
          const to = groupOf.get(callee) ?? cardId({ table: table.name, chain: callee });
          if (to !== name.id && !isHook(callee)) count(links, to, how, 1);
        }
      }
    }
  }
  return sums;
}

function count(links: Map<CardId, Link> | undefined, to: CardId, how: 'jump' | 'goto', by: 1 | -1): void {
  const before = links?.get(to) ?? { calls: 0, gotos: 0 };
  const calls = before.calls + by;
  if (calls > 0) links?.set(to, { calls, gotos: before.gotos + (how === 'goto' ? by : 0) });
  else links?.delete(to);
}
