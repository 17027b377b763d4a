import type { Hook, Policy, TableName } from '@sluice/netfilter';
import type { ChainLine } from './chain-lines.ts';

/** What happens in a hook without rules: an empty built-in chain, connection tracking, or the end of the way. */
export type Passing =
  | {
      readonly kind: 'empty';
      readonly table: TableName;
      /** Null when the host does not have this table. */
      readonly policy: Policy | null;
    }
  | { readonly kind: 'conntrack' | 'process' | 'wire' };

/** What a rule's call shows below it. */
export type CallShown =
  | { readonly state: 'none' }
  | { readonly state: 'open' | 'folded' | 'empty' | 'loop' | 'removed'; readonly chain: string }
  /** The chain was read before, and is not read out again unless a person asks. */
  | { readonly state: 'seen'; readonly chain: string; readonly at: string };

/** The head of a built-in chain: what follows belongs to it until the next one. */
export interface SectionRow {
  readonly kind: 'section';
  readonly key: string;
  readonly hook: Hook;
  readonly table: TableName;
  readonly rules: number;
  readonly policy: Policy | null;
  readonly open: boolean;
}

/** A rule where a packet meets it. The same rule has one such row for each way to it. */
export interface RuleRow {
  readonly kind: 'rule';
  readonly key: string;
  /** `5.1` is the first rule of the chain that rule 5 calls; a removed rule has none. */
  readonly number: string | null;
  /** Null where no packet comes: in a chain that nobody calls. */
  readonly hook: Hook | null;
  readonly table: TableName;
  readonly chain: string;
  readonly line: ChainLine;
  /** For each chain on the way down to this one, whether the rule on that way was its last. Empty where the way down begins. */
  readonly lasts: readonly boolean[];
  /** Whether no rule of the chain stands behind it. */
  readonly isLast: boolean;
  readonly call: CallShown;
  /** The number at which a packet goes on that leaves this chain; null when the chain's policy decides, or nobody calls the first chain. */
  readonly back: string | null;
}

/** That a chain holds rules which iptables cannot print: what is listed of it is not all, or not what it seems. */
export interface AlienRow {
  readonly kind: 'alien';
  readonly key: string;
  readonly hook: Hook | null;
  readonly table: TableName;
  readonly chain: string;
  readonly reason: string;
  readonly lasts: readonly boolean[];
}

/** Rules of a long chain that are not read out unless a person asks. */
export interface MoreRow {
  readonly kind: 'more';
  readonly key: string;
  readonly hook: Hook | null;
  readonly table: TableName;
  readonly chain: string;
  /** The number of the first of them. */
  readonly number: string;
  readonly count: number;
  readonly lasts: readonly boolean[];
}

/** What becomes of a packet that no rule of a built-in chain decided. */
export interface PolicyRow {
  readonly kind: 'policy';
  readonly key: string;
  readonly hook: Hook;
  readonly table: TableName;
  readonly policy: Policy;
  /** How many rules the chain has. */
  readonly rules: number;
}

/** All that happens without rules between two places where rules are read. */
export interface AsideRow {
  readonly kind: 'aside';
  readonly key: string;
  readonly hook: Hook;
  readonly passing: readonly Passing[];
}

/** The head of a chain that no packet comes to. */
export interface UncalledRow {
  readonly kind: 'uncalled';
  readonly key: string;
  readonly table: TableName;
  readonly chain: string;
  readonly rules: number;
  readonly open: boolean;
}

/** That what follows is no part of the way: chains that nobody calls. */
export interface RestRow {
  readonly kind: 'rest';
  readonly key: string;
  readonly chains: number;
}

/** What happens between hooks. */
export interface MarkerRow {
  readonly kind: 'routing' | 'loopback';
  readonly key: string;
  /** The hook to which the route leads. */
  readonly to: Hook;
}

/** One line of the reading order. */
export type OrderRow =
  | SectionRow
  | AlienRow
  | RuleRow
  | MoreRow
  | PolicyRow
  | AsideRow
  | MarkerRow
  | RestRow
  | UncalledRow;

/** How deep a row stands, counted from 1 as for a screen reader. */
export function levelOf(row: OrderRow): number {
  switch (row.kind) {
    case 'rule':
    case 'more':
    case 'alien':
      return 2 + row.lasts.length;
    case 'policy':
      return 2;
    case 'section':
    case 'uncalled':
    case 'rest':
    case 'aside':
    case 'routing':
    case 'loopback':
      return 1;
  }
}
