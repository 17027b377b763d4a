import type { ChainDiff, RulesetDiff } from '@sluice/draft';
import {
  findChain,
  findTable,
  HOOKS,
  isHook,
  stagesOf,
  type Backend,
  type Chain,
  type Hook,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { edgesFrom } from './call-edges.ts';
import { callsOf, traverse, type Call, type DraftChain } from './calls.ts';
import { projectCard } from './chain-card.ts';
import {
  allCards,
  cardId,
  type CallEdge,
  type CardId,
  type MapCard,
  type MapModel,
  type StationItem,
} from './model.ts';
import { assembleStation } from './station.ts';

/** What the map is made from. */
export interface MapInput {
  /** The rules with the draft. */
  readonly current: Ruleset;
  /** The rules that run; removed chains are read from here. */
  readonly base: Ruleset | null;
  readonly diff: RulesetDiff | null;
  readonly backend: Backend;
  readonly interfaces: readonly string[];
  /** Chains of which iptables cannot print everything. */
  readonly aliens: readonly { readonly table: string; readonly chain: string; readonly reason: string }[];
  /** How far long chains are scrolled, in lines. */
  readonly scroll: ReadonlyMap<CardId, number>;
}

/** The whole map of one family, without positions: what stands where in the packet's path, and who calls whom. */
export function projectMap(input: MapInput): MapModel {
  const chains = draftChains(input);
  const names = new Map(input.current.tables.map(({ name }) => [name, userChainNames(input, name)]));
  const isChain = (table: TableName) => (name: string) => names.get(table)?.has(name) === true;
  const calls = new Map([...chains].map(([id, chain]) => [id, callsOf(chain, isChain(chain.table))]));
  const callers = countCallers(calls);
  const aliens = new Map(input.aliens.map(({ table, chain, reason }) => [`${table}/${chain}`, reason]));
  const traversal = traverse(entries(input), userChains(chains), calls);

  const tight = tightChains(traversal.homes);

  const card = (id: CardId): MapCard | null => {
    const source = chains.get(id);
    if (!source) return null;
    return projectCard({
      ...source,
      isChain: isChain(source.table),
      callers: callers.get(id) ?? 0,
      alien: aliens.get(id) ?? null,
      tight: tight(id),
      scroll: input.scroll.get(id) ?? 0,
    });
  };
  const stations = HOOKS.map((hook) => assembleStation(hook, stationItems(input, hook, { chains, aliens, card })));
  const model = {
    stations,
    chains: traversal.order.flatMap((id) => card(id) ?? []),
    homes: traversal.homes,
    interfaces: input.interfaces,
  };
  return { ...model, edges: drawnEdges(allCards({ ...model, edges: [] }), calls) };
}

function stationItems(
  input: MapInput,
  hook: Hook,
  from: {
    readonly chains: ReadonlyMap<CardId, DraftChain>;
    readonly aliens: ReadonlyMap<string, string>;
    readonly card: (id: CardId) => MapCard | null;
  },
): readonly StationItem[] {
  return stagesOf(hook, input.backend).flatMap((stage): readonly StationItem[] => {
    if (stage.kind === 'conntrack') return [{ kind: 'conntrack' }];
    if (stage.kind !== 'table') return [];
    const id = cardId({ table: stage.table, chain: hook });
    const source = from.chains.get(id);
    const shown = source && (source.diff ? source.diff.rows.length : source.chain.rules.length) > 0;
    const card = shown ? from.card(id) : null;
    if (card) return [{ kind: 'card', card }];
    const reason = from.aliens.get(id);
    const pill: StationItem = {
      kind: 'pill',
      id,
      table: stage.table,
      policy: source?.chain.policy ?? null,
      policyBefore: source?.diff?.policy?.before ?? null,
    };
    return reason === undefined ? [pill] : [pill, { kind: 'alien', id, reason }];
  });
}

/** Every chain of the draft, and those that it removes, with what it did to them. */
export function draftChains({
  current,
  base,
  diff,
}: Pick<MapInput, 'current' | 'base' | 'diff'>): ReadonlyMap<CardId, DraftChain> {
  const diffs = new Map<CardId, ChainDiff>((diff?.chains ?? []).map((entry) => [cardId(entry), entry]));
  const chains = new Map<CardId, DraftChain>();
  for (const { name: table, chains: own } of current.tables) {
    for (const chain of own) {
      const id = cardId({ table, chain: chain.name });
      chains.set(id, { table, chain, diff: diffs.get(id) });
    }
  }
  for (const [id, entry] of diffs) {
    const gone = entry.state === 'removed' && base ? findChain(base, entry) : undefined;
    if (gone && !chains.has(id)) chains.set(id, { table: entry.table, chain: { ...gone, rules: [] }, diff: entry });
  }
  return chains;
}

/** Names of a table's user-defined chains, removed ones included: a struck row still shows that it called one. */
export function userChainNames(
  { current, base }: Pick<MapInput, 'current' | 'base'>,
  table: TableName,
): ReadonlySet<string> {
  const tables = [findTable(current, table), base ? findTable(base, table) : undefined];
  return new Set(tables.flatMap((found) => found?.chains ?? []).flatMap(({ name }) => (isHook(name) ? [] : [name])));
}

/** Only right of INPUT there is room; all other chains are drawn as narrow as they can be. */
function tightChains(homes: ReadonlyMap<CardId, CardId>): (id: CardId) => boolean {
  return (id) => {
    let root = id;
    for (let home = homes.get(root); home !== undefined; home = homes.get(root)) root = home;
    return root !== id && !root.endsWith('/INPUT');
  };
}

function userChains(chains: ReadonlyMap<CardId, DraftChain>): readonly CardId[] {
  return [...chains].filter(([, { chain }]) => !isBuiltin(chain)).map(([id]) => id);
}

function isBuiltin(chain: Chain): boolean {
  return isHook(chain.name);
}

function entries({ backend }: MapInput): readonly CardId[] {
  return HOOKS.flatMap((hook) =>
    stagesOf(hook, backend).flatMap((stage) =>
      stage.kind === 'table' ? [cardId({ table: stage.table, chain: hook })] : [],
    ),
  );
}

function countCallers(calls: ReadonlyMap<CardId, readonly Call[]>): ReadonlyMap<CardId, number> {
  const callers = new Map<CardId, number>();
  for (const list of calls.values()) {
    for (const { callee, change } of list) {
      if (change !== 'removed') callers.set(callee, (callers.get(callee) ?? 0) + 1);
    }
  }
  return callers;
}

function drawnEdges(cards: readonly MapCard[], calls: ReadonlyMap<CardId, readonly Call[]>): readonly CallEdge[] {
  const drawn = new Set(cards.map(({ id }) => id));
  return cards
    .flatMap((card) => edgesFrom(card, calls.get(card.id) ?? []))
    .filter(({ from, to }) => drawn.has(to) && from !== to);
}
