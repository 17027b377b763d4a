import { isHook, type Chain, type Ruleset, type Table, type TableName } from '@sluice/netfilter';
import { lastMade } from './last-made.ts';
import { cardId, type CardId } from './model.ts';

/** Above this many user-defined chains the quiet ones gather by prefix: nobody reads a picture of hundreds of cards. */
const MANY = 40;
/** Names are cut at these; `KUBE-SVC-7ABC` has the prefixes `KUBE` and `KUBE-SVC`. */
const SEPARATORS = '-_';
/** Further cuts would only part what belongs together. */
const CUTS = 3;
/** Gathers what has no prefix in common with anything. */
const OTHERS = '';

/** A group that chains may gather in. */
export interface GroupName {
  /** Like a chain's, but no chain has a blank in its name. */
  readonly id: CardId;
  readonly table: TableName;
  /** `KUBE-SVC-*`. */
  readonly label: string;
}

/** A chain that is drawn as part of a group. */
export interface Member {
  readonly id: CardId;
  readonly chain: Chain;
}

/** Who stands for whom. */
export interface Gathering {
  /** The group that stands for a chain that is not drawn by itself. */
  readonly groupOf: (id: CardId) => CardId | undefined;
  readonly groups: ReadonlyMap<CardId, Group>;
  /** Chains that would be in a group, if they did not stand apart. */
  readonly apart: ReadonlySet<CardId>;
}

/** A group as it is drawn. */
export interface Group {
  readonly name: GroupName;
  readonly members: readonly Member[];
  /** Chains of the same prefix that stand apart. */
  readonly apart: readonly CardId[];
}

/**
 * Gathers the chains of a large ruleset. What stands apart (changed by the draft, with a problem, opened by the person)
 * is left out of its group, and so is the last of a group: a single chain is never stacked. The plan follows the rules
 * that run, so that an edit never moves the chains that it does not touch into or out of a group.
 */
export function gatherChains(base: Ruleset, standsApart: ReadonlySet<CardId>): Gathering {
  const plan = planOf(base);
  const leaving = [...standsApart].filter((id) => plan.groupOf.has(id)).join('\n');
  // Edits of chains that are in no group change nothing here.
  return lastGathering(plan, [leaving], () => gather(plan, standsApart));
}

const lastGathering = lastMade<Gathering>();

function gather(plan: GroupPlan, standsApart: ReadonlySet<CardId>): Gathering {
  const apart = new Set<CardId>();
  const groups = new Map<CardId, Group>();
  const leavers = Map.groupBy(standsApart, (id) => plan.groupOf.get(id));
  for (const { name, members } of plan.groups) {
    const out = leavers.get(name.id) ?? [];
    const left = out.length === 0 ? members : members.filter(({ id }) => !standsApart.has(id));
    for (const id of left.length < 2 ? members.map((member) => member.id) : out) apart.add(id);
    if (left.length >= 2) groups.set(name.id, { name, members: left, apart: out });
  }
  return { groupOf: (id) => (apart.has(id) ? undefined : plan.groupOf.get(id)), groups, apart };
}

interface Planned {
  readonly name: GroupName;
  readonly members: readonly Member[];
}

/** Which chains gather where, when none stands apart. */
export interface GroupPlan {
  readonly groups: readonly Planned[];
  readonly groupOf: ReadonlyMap<CardId, CardId>;
  /** User-defined chains that are in no group. */
  readonly single: readonly CardId[];
}

const plans = new WeakMap<Ruleset, GroupPlan>();

/** The plan for a ruleset; it is the same for every draft on it. */
export function planOf(base: Ruleset): GroupPlan {
  const known = plans.get(base);
  if (known) return known;
  const groups = makeGroups(base);
  const groupOf = new Map(groups.flatMap(({ name, members }) => members.map(({ id }) => [id, name.id])));
  const custom = base.tables.flatMap(({ name: table, chains }) =>
    chains.filter(({ name }) => !isHook(name)).map(({ name }) => cardId({ table, chain: name })),
  );
  const plan = { groups, groupOf, single: custom.filter((id) => !groupOf.has(id)) };
  plans.set(base, plan);
  return plan;
}

function makeGroups(base: Ruleset): readonly Planned[] {
  const custom = base.tables.flatMap(({ chains }) => chains.filter(({ name }) => !isHook(name)));
  if (custom.length <= MANY) return [];
  const entered = new Map(base.tables.map((table) => [table.name, enteredByHooks(table)]));
  // What the hooks call is where a person begins to read: it stays, as long as that is not a crowd itself.
  const first = [...entered.values()].reduce((sum, names) => sum + names.size, 0);
  return base.tables.flatMap((table) => {
    const kept = first <= MANY ? entered.get(table.name) : undefined;
    return planTable(
      table,
      table.chains.filter(({ name }) => !isHook(name) && kept?.has(name) !== true),
    );
  });
}

function enteredByHooks({ chains }: Table): ReadonlySet<string> {
  const names = new Set(chains.map(({ name }) => name));
  const called = chains
    .filter(({ name }) => isHook(name))
    .flatMap(({ rules }) => rules.flatMap(({ target }) => target?.name ?? []));
  return new Set(called.filter((name) => names.has(name)));
}

/** A crowd with a longer prefix in common is a group of its own; the rest gathers by the first part of its names. */
function planTable(table: Table, chains: readonly Chain[]): readonly Planned[] {
  const prefixes = chains.map(({ name }) => prefixesOf(name));
  const counts = new Map<string, number>();
  for (const own of prefixes) for (const prefix of own) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  const byPrefix = Map.groupBy(chains, ({ name }, at) => {
    const own = prefixes[at] ?? [];
    return own.findLast((prefix) => (counts.get(prefix) ?? 0) > MANY) ?? own[0] ?? name;
  });
  const bySize = [...byPrefix].toSorted(([, a], [, b]) => b.length - a.length);
  const lonely = bySize.filter(([, members], at) => members.length === 1 || at >= MANY);
  const rest = lonely.flatMap(([, members]) => members);
  const groups = bySize.filter((group) => !lonely.includes(group));
  if (rest.length > MANY) groups.push([OTHERS, rest]);
  return groups.map(([prefix, members]) => ({
    name: nameOf(table.name, prefix, members),
    members: members.map((chain) => ({ id: cardId({ table: table.name, chain: chain.name }), chain })),
  }));
}

/** From short to long; a name without a separator is its own prefix: `DOCKER` belongs to `DOCKER-USER`. */
function prefixesOf(name: string): readonly string[] {
  const cuts: string[] = [];
  for (let at = 0; at < name.length && cuts.length < CUTS; at += 1) {
    if (SEPARATORS.includes(name.charAt(at))) cuts.push(name.slice(0, at));
  }
  return cuts.length > 0 ? cuts : [name];
}

function nameOf(table: TableName, prefix: string, members: readonly Chain[]): GroupName {
  const [first] = members;
  const separator = first?.name.charAt(prefix.length) ?? '';
  const joined = members.every(({ name }) => name.charAt(prefix.length) === separator) ? separator : '';
  const label = prefix === OTHERS ? '*' : `${prefix}${joined}*`;
  return { id: cardId({ table, chain: ` ${label}` }), table, label };
}
