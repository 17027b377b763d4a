import type { StepGroup } from '@sluice/draft';
import {
  refuse,
  type Backend,
  type Family,
  type Policy,
  type Result,
  type Rule,
  type RuleId,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import type { Snapshot } from '@sluice/protocol';
import { create } from 'zustand';

/** PLACEHOLDER until @sluice/draft exports them: the same shapes. */
export interface DiffSide {
  readonly index: number;
  readonly rule: Rule;
}
export interface DiffRow {
  readonly change: 'same' | 'added' | 'removed' | 'changed' | 'moved';
  readonly before?: DiffSide | undefined;
  readonly after?: DiffSide | undefined;
}
export interface ChainDiff {
  readonly table: TableName;
  readonly chain: string;
  readonly state: 'created' | 'removed' | 'changed';
  readonly policy?: { readonly before: Policy | undefined; readonly after: Policy | undefined } | undefined;
  readonly rows: readonly DiffRow[];
}
export interface RulesetDiff {
  readonly chains: readonly ChainDiff[];
  readonly changes: number;
}
export interface StepRefusal {
  readonly code: string;
  readonly message: string;
}

/** One family of one host, with the draft on top: what every part of the page shows. */
export interface WorkspaceState {
  readonly hostId: string | null;
  readonly family: Family;
  readonly snapshot: Snapshot | null;
  readonly aliens: Snapshot['aliens'];
  readonly interfaces: readonly string[];
  readonly backend: Backend | null;
  /** What each ordinal of a counter frame counts: a rule's id, or `policy:filter/INPUT`. */
  readonly counterKeys: readonly string[];
  /** The rules that run on the host. */
  readonly base: Ruleset | null;
  /** The same with the draft. */
  readonly current: Ruleset | null;
  /** From base to current. */
  readonly diff: RulesetDiff | null;
  readonly groups: readonly StepGroup[];
  /** How many of the groups stand; those behind can be redone. */
  readonly cursor: number;
  readonly version: number;
  /** Does a group at once, then sends it; a refusal changes nothing. */
  readonly perform: (group: StepGroup) => Result<Ruleset, StepRefusal>;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly discard: () => void;
}

/** A fresh id for a rule that the draft makes. */
export function newRuleId(): RuleId {
  return `draft:${crypto.randomUUID()}` as RuleId;
}

/** The workspace, as a store. */
export const useWorkspace = create<WorkspaceState>()(() => ({
  hostId: null,
  family: 'ipv4',
  snapshot: null,
  aliens: [],
  interfaces: [],
  backend: null,
  counterKeys: [],
  base: null,
  current: null,
  diff: null,
  groups: [],
  cursor: 0,
  version: 0,
  perform: () => refuse({ code: 'notLoaded', message: 'The rules are not here yet.' }),
  undo: () => {},
  redo: () => {},
  discard: () => {},
}));
