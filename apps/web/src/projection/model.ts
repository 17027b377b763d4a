import type { Chain, ChainRef, Hook, Phrase, Policy, RuleId, TableName, TargetClass } from '@sluice/netfilter';

/** Names a chain on the map: `filter/INPUT`. */
export type CardId = `${TableName}/${string}`;

/** The card of a chain. */
export function cardId({ table, chain }: ChainRef): CardId {
  return `${table}/${chain}`;
}

/** The chain that an id names. */
export function chainRef(id: CardId): ChainRef {
  const slash = id.indexOf('/');
  return { table: id.slice(0, slash) as TableName, chain: id.slice(slash + 1) };
}

/** What the draft did to a row; or that its rule is disabled: on no host, kept by Sluice. */
export type RowChange = 'same' | 'added' | 'removed' | 'changed' | 'moved' | 'disabled';

/** Whether the row's rule is none of the chain's: it was removed or disabled. */
export function isGone(change: RowChange): boolean {
  return change === 'removed' || change === 'disabled';
}

/** The pill at the end of a row. */
export interface RowTarget {
  readonly label: string;
  readonly kind: TargetClass;
}

/** One rule as a line of 22 px. */
export interface MapRow {
  /** Unique within the card, and the same for as long as the rule is the same. */
  readonly key: string;
  readonly id: RuleId;
  /** As iptables counts, from 1; a removed row has none. */
  readonly number: number | null;
  /** The gap in front of this row, as an index into the chain's rules. */
  readonly gap: number;
  readonly change: RowChange;
  readonly phrases: readonly Phrase[];
  /** How many conditions the short text leaves out. */
  readonly more: number;
  /** Rules that this line stands for: 1, or many quiet ones in a long chain. Then it is the first one's. */
  readonly folds: number;
  /** The rule's words. */
  readonly text: string;
  /** Why it cannot be a rule; null when it can. */
  readonly fault: string | null;
  readonly target: RowTarget | null;
  /** The chain that this row calls; not for removed rows. */
  readonly callee: CardId | null;
}

/** A stretch of a long chain: what most of its rules do, and how much of the chain's traffic they got, from 0 to 1. */
export interface StripPart {
  readonly kind: TargetClass;
  readonly heat: number;
}

/** How much a card's rows can show: `narrow` has no rate and no spark, `medium` no spark. */
export type Density = 'narrow' | 'medium' | 'wide';

/** A chain that is drawn as a card. */
export interface MapCard {
  readonly id: CardId;
  readonly table: TableName;
  readonly chain: string;
  /** The hook whose station holds it; null for a user-defined chain. */
  readonly hook: Hook | null;
  readonly policy: Policy | null;
  /** The policy before the draft changed it. */
  readonly policyBefore: Policy | null;
  /** What the draft did to the chain as a whole. */
  readonly change: 'same' | 'created' | 'removed';
  /** Rules that call this chain. */
  readonly callers: number;
  /** Rules in the chain, without the removed ones. */
  readonly rules: number;
  /** Lines in display order, removed ones included, folded ones as one; only those from `first` are in `rows`. */
  readonly lines: number;
  readonly first: number;
  readonly rows: readonly MapRow[];
  /** A long chain as a whole; empty for others. */
  readonly strip: readonly StripPart[];
  /** Why iptables cannot print all that stands here. */
  readonly alien: string | null;
  readonly density: Density;
  readonly width: number;
  readonly height: number;
}

/** How many of a group's rules do the same kind of thing. */
export interface TargetShare {
  readonly kind: TargetClass;
  readonly rules: number;
}

/** The card that stands for many chains of one prefix. */
export interface GroupCard {
  /** Like a chain's, but no chain has a blank in its name. */
  readonly id: CardId;
  readonly table: TableName;
  /** `KUBE-SVC-*`. */
  readonly label: string;
  readonly hook: null;
  readonly members: readonly { readonly id: CardId; readonly chain: Chain }[];
  /** Chains of the same prefix that have a card of their own. */
  readonly apart: readonly CardId[];
  readonly rules: number;
  readonly mix: readonly TargetShare[];
  readonly width: number;
  readonly height: number;
}

/** What stands in a station, top to bottom. */
export type StationItem =
  | { readonly kind: 'card'; readonly card: MapCard }
  | {
      readonly kind: 'pill';
      readonly id: CardId;
      readonly table: TableName;
      /** Null when the host does not have this table. */
      readonly policy: Policy | null;
      readonly policyBefore: Policy | null;
    }
  | { readonly kind: 'conntrack' }
  | { readonly kind: 'alien'; readonly id: CardId; readonly reason: string }
  | { readonly kind: 'skeleton'; readonly table: TableName; readonly rows: number };

/** A hook with everything that happens in it, in the kernel's order. */
export interface Station {
  readonly hook: Hook;
  readonly items: readonly StationItem[];
  readonly width: number;
  readonly height: number;
}

/** A line from a rule to the chain that it calls. */
export interface CallEdge {
  readonly id: string;
  readonly from: CardId;
  readonly to: CardId;
  /** The other chains that it stands for, when the rows that call them are scrolled away and they are many. */
  readonly others: readonly CardId[];
  readonly how: 'jump' | 'goto';
  /** The row at whose port the line begins; null when that row is scrolled away: it begins at the card's last line. */
  readonly row: string | null;
  /** Calls that this one line stands for. */
  readonly count: number;
  readonly change: RowChange;
}

/** Whether a line stands for calls to this chain. */
export function leadsTo(edge: Pick<CallEdge, 'to' | 'others'>, chain: CardId | null): boolean {
  return chain !== null && (edge.to === chain || edge.others.includes(chain));
}

/** Everything that the map shows, without positions. */
export interface MapModel {
  readonly stations: readonly Station[];
  /** User-defined chains, in the order in which packets can reach them; those that nobody calls come last. */
  readonly chains: readonly MapCard[];
  /** Cards that stand for many chains each, in the order in which packets can reach them. */
  readonly groups: readonly GroupCard[];
  /** The group that stands for a chain without a card of its own. */
  readonly groupOf: (id: CardId) => CardId | undefined;
  /** The card beside which a chain's or a group's stands; what nobody calls is not in it. */
  readonly homes: ReadonlyMap<CardId, CardId>;
  readonly edges: readonly CallEdge[];
  readonly interfaces: readonly string[];
}

/** Every card of the map: those in stations in packet order, then user-defined chains. */
export function allCards(model: MapModel): readonly MapCard[] {
  const inStations = model.stations.flatMap((station) =>
    station.items.flatMap((item) => (item.kind === 'card' ? [item.card] : [])),
  );
  return [...inStations, ...model.chains];
}

/** A card of one chain or of many. */
export type AnyCard = MapCard | GroupCard;

/** Whether a card stands for many chains. */
export function isGroup(card: AnyCard): card is GroupCard {
  return 'members' in card;
}
