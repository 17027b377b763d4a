import type { ShownDiff } from '@sluice/draft';
import { HOOKS, isHook, stagesOf, type Backend, type Hook, type Ruleset } from '@sluice/netfilter';
import { alienReason, type Alien } from './aliens.ts';
import { traverse } from './calls.ts';
import { projectCard } from './chain-card.ts';
import type { Unfolded } from './chain-folds.ts';
import { gatherChains, planOf, type Gathering } from './chain-groups.ts';
import { DraftedRules } from './drafted-rules.ts';
import { drawnEdges, gatheredCalls } from './drawn-edges.ts';
import { projectGroup } from './group-card.ts';
import { linkGroups } from './group-links.ts';
import { cardId, type CardId, type MapCard, type MapModel, type StationItem } from './model.ts';
import { assembleStation } from './station.ts';

/** What the map is made from. */
export interface MapInput {
  /** The rules with the draft. */
  readonly current: Ruleset;
  /** The rules that run; removed chains are read from here. */
  readonly base: Ruleset | null;
  readonly diff: ShownDiff | null;
  readonly backend: Backend;
  readonly interfaces: readonly string[];
  /** Chains of which iptables cannot print everything. */
  readonly aliens: readonly Alien[];
  /** How far long chains are scrolled, in lines. */
  readonly scroll: ReadonlyMap<CardId, number>;
  /** What folds in long chains, and what not. */
  readonly unfolded: Unfolded;
  /** Chains that the person wants to see by themselves where many gather in a group. */
  readonly opened: ReadonlySet<CardId>;
}

/** The whole map of one family, without positions: what stands where in the packet's path, and who calls whom. */
export function projectMap(input: MapInput): MapModel {
  const rules = new DraftedRules(input);
  const gathering = gatherChains(rules.root, chainsApart(input, rules));
  const links = linkGroups(rules, gathering);
  const traversal = traverse(entries(input), drawnChains(rules, gathering), (id) =>
    gathering.groups.has(id) ? [...(links.get(id)?.keys() ?? [])] : gatheredCalls(rules.calls(id), gathering).callees,
  );
  const tight = tightChains(traversal.homes);
  const card = (id: CardId): MapCard | null => {
    const source = rules.chain(id);
    if (!source) return null;
    return projectCard({
      ...source,
      family: input.current.family,
      isChain: rules.isChain(source.table),
      callers: rules.countCallers(id),
      alien: alienReason(input.aliens, { table: source.table, chain: source.chain.name }),
      tight: tight(id),
      scroll: input.scroll.get(id) ?? 0,
      unfolded: input.unfolded,
    });
  };
  const stations = HOOKS.map((hook) => assembleStation(hook, stationItems(input, hook, { rules, card })));
  const model = {
    stations,
    chains: traversal.order.flatMap((id) => card(id) ?? []),
    groups: traversal.order.flatMap((id) => {
      const group = gathering.groups.get(id);
      return group ? [projectGroup(group, rules.isChain(group.name.table))] : [];
    }),
    groupOf: gathering.groupOf,
    homes: traversal.homes,
    interfaces: input.interfaces,
  };
  return { ...model, edges: drawnEdges({ ...model, edges: [] }, { rules, gathering, links }) };
}

function stationItems(
  input: MapInput,
  hook: Hook,
  from: {
    readonly rules: DraftedRules;
    readonly card: (id: CardId) => MapCard | null;
  },
): readonly StationItem[] {
  return stagesOf(hook, input.backend).flatMap((stage): readonly StationItem[] => {
    if (stage.kind === 'conntrack') return [{ kind: 'conntrack' }];
    if (stage.kind !== 'table') return [];
    const id = cardId({ table: stage.table, chain: hook });
    const source = from.rules.chain(id);
    const shown = source && (source.diff ? source.diff.rows.length : source.chain.rules.length) > 0;
    const card = shown ? from.card(id) : null;
    if (card) return [{ kind: 'card', card }];
    const reason = alienReason(input.aliens, { table: stage.table, chain: hook });
    const pill: StationItem = {
      kind: 'pill',
      id,
      table: stage.table,
      policy: source?.chain.policy ?? null,
      policyBefore: source?.diff?.policy?.before ?? null,
    };
    return reason === null ? [pill] : [pill, { kind: 'alien', id, reason }];
  });
}

/** Chains that have something to show: they never hide in a group. */
function chainsApart({ aliens, opened }: MapInput, { touched }: DraftedRules): ReadonlySet<CardId> {
  return new Set([...touched.keys(), ...aliens.map(({ table, chain }) => `${table}/${chain}` as CardId), ...opened]);
}

/** User-defined chains that are drawn, and the groups. */
function drawnChains({ root, touched }: DraftedRules, { groups, apart }: Gathering): readonly CardId[] {
  const custom = [...touched.keys()].filter((id) => !isHook(id.slice(id.indexOf('/') + 1)));
  return [...new Set([...planOf(root).single, ...groups.keys(), ...apart, ...custom])];
}

/** Only right of INPUT there is room; all other chains are drawn as narrow as they can be. */
function tightChains(homes: ReadonlyMap<CardId, CardId>): (id: CardId) => boolean {
  return (id) => {
    let root = id;
    for (let home = homes.get(root); home !== undefined; home = homes.get(root)) root = home;
    return root !== id && !root.endsWith('/INPUT');
  };
}

function entries({ backend }: MapInput): readonly CardId[] {
  return HOOKS.flatMap((hook) =>
    stagesOf(hook, backend).flatMap((stage) =>
      stage.kind === 'table' ? [cardId({ table: stage.table, chain: hook })] : [],
    ),
  );
}
