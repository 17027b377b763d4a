import {
  applyGroup,
  type RulesetDiff,
  type ShelvedRule,
  type ShownDiff,
  type StepGroup,
  type StepRefusal,
} from '@sluice/draft';
import { FAMILIES, refuse, type Backend, type Family, type Result, type RuleId, type Ruleset } from '@sluice/netfilter';
import type { Draft, DraftChange, Snapshot, TrialGroups } from '@sluice/protocol';
import { create } from 'zustand';
import { alienReason } from '../projection/aliens.ts';
import { catchUp, intend, isNews, retract, settle, type Intent } from './draft-ledger.ts';
import { EMPTY_SLICE, withDraft, withLedger, withSnapshot, withTrial, type Slice } from './slice.ts';

/** Why something cannot be done to the draft. */
export type Refusal = StepRefusal | { readonly code: 'notLoaded' | 'readOnlyChain' | 'past'; readonly message: string };

/** A state that ran before, and the one that it is compared with: what is shown instead of now. Nothing of it is edited. */
export interface Past {
  /** The number of its revision. */
  readonly number: number;
  readonly base: Ruleset;
  readonly current: Ruleset;
  readonly diff: RulesetDiff;
}

/** One family of one host, with the draft on top: what every part of the page shows. */
export interface WorkspaceState {
  readonly hostId: string | null;
  readonly family: Family;
  readonly snapshot: Snapshot | null;
  readonly aliens: Snapshot['aliens'];
  readonly interfaces: readonly string[];
  readonly backend: Backend | null;
  /** Tells what each ordinal of a counter frame counts: a rule's id, or `policy:filter/INPUT`. */
  readonly counterKeys: () => readonly string[];
  /** The rules that run on the host. */
  readonly base: Ruleset | null;
  /** The same with the draft. */
  readonly current: Ruleset | null;
  /** From base to current. */
  readonly diff: RulesetDiff | null;
  /** The rules that are disabled: on no host, kept by Sluice. */
  readonly shelf: readonly ShelvedRule[];
  /** What is to be shown: the diff with the disabled rules at their places. */
  readonly shown: ShownDiff | null;
  readonly groups: readonly StepGroup[];
  /** How many of the groups stand; those behind can be redone. */
  readonly cursor: number;
  readonly version: number;
  /** Why the draft does not fit the rules; null when it does. */
  readonly trouble: string | null;
  /** How many of the groups are on trial on the host: they are not undone. */
  readonly trial: number;
  /** What is on trial; the very `diff` while nothing was edited since. */
  readonly trialDiff: RulesetDiff | null;
  /** What is shown of the host's past; null while it is now. The drafts are in the slices all the same. */
  readonly past: Past | null;
  /** Everything that has been loaded, by host and family; the members above mirror the one that is looked at. */
  readonly slices: Readonly<Record<string, Slice>>;

  /** Does a group at once, then sends it; a refusal changes nothing. */
  readonly perform: (group: StepGroup, family?: Family) => Result<Ruleset, Refusal>;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly discard: (family?: Family) => void;

  readonly open: (hostId: string, family: Family) => void;
  /** Shows a state of the past in place of now; null comes back. */
  readonly visit: (past: Past | null) => void;
  readonly receiveSnapshot: (hostId: string, snapshot: Snapshot) => void;
  /** How many groups of each draft are on trial on the host; none when nothing is pending. */
  readonly receiveTrial: (hostId: string, groups: TrialGroups) => void;
  readonly receiveDraft: (hostId: string, draft: Draft) => void;
  /** A push about the draft; answers false when its base text must be fetched. */
  readonly receiveChange: (hostId: string, change: DraftChange) => boolean;
  /** The server did the oldest edit on its way. */
  readonly settled: (key: string, change: DraftChange) => void;
  /** The server refused it. */
  readonly retracted: (key: string) => void;
  /** Somebody else had edited before it. */
  readonly overtaken: (key: string, draft: Draft) => void;
}

/** The name under which a family of a host is kept. */
export function sliceKey(hostId: string, family: Family): string {
  return `${family} ${hostId}`;
}

/** The slice of another family of the host that is looked at. */
export function sliceOf(state: WorkspaceState, family: Family): Slice {
  return (state.hostId !== null && state.slices[sliceKey(state.hostId, family)]) || EMPTY_SLICE;
}

/** A fresh id for a rule that the draft makes. */
export function newRuleId(): RuleId {
  return `draft:${crypto.randomUUID()}` as RuleId;
}

const NO_ALIENS: Snapshot['aliens'] = [];
const NO_INTERFACES: readonly string[] = [];

/** The workspace, as a store. */
export const useWorkspace = create<WorkspaceState>()((set, get) => {
  const put = (key: string, change: (slice: Slice) => Slice): void =>
    set((state) => {
      const slice = change(state.slices[key] ?? EMPTY_SLICE);
      const slices = { ...state.slices, [key]: slice };
      return key === activeKey(state) ? { slices, ...mirrored(slice, state.past) } : { slices };
    });
  const intendHere = (intent: Intent, family = get().family): void => {
    const { hostId } = get();
    if (hostId === null) return;
    put(sliceKey(hostId, family), (slice) => (slice.ledger ? withLedger(slice, intend(slice.ledger, intent)) : slice));
  };

  return {
    hostId: null,
    family: 'ipv4',
    ...mirrored(EMPTY_SLICE, null),
    slices: {},

    perform: (group, family = get().family) => {
      const state = get();
      if (state.past) return refuse(inPast(state.past));
      const key = state.hostId === null ? null : sliceKey(state.hostId, family);
      const slice = key === null ? undefined : state.slices[key];
      if (key === null || !slice?.ledger || !slice.current) return refuse(NOT_LOADED);
      const closed = closedChain(slice.snapshot?.aliens ?? NO_ALIENS, group);
      if (closed) return refuse(closed);
      const result = applyGroup(slice.current, group);
      const ledger = intend(slice.ledger, { action: 'do', group });
      if (result.ok) put(key, () => withLedger(slice, ledger, result.value));
      return result;
    },
    undo: () => {
      if (get().cursor > get().trial) intendHere({ action: 'undo' });
    },
    redo: () => {
      if (get().cursor < get().groups.length) intendHere({ action: 'redo' });
    },
    discard: (family = get().family) => intendHere({ action: 'discard', to: sliceOf(get(), family).trial }, family),

    open: (hostId, family) =>
      set(({ slices }) => ({ hostId, family, ...mirrored(slices[sliceKey(hostId, family)] ?? EMPTY_SLICE, null) })),
    visit: (past) => set((state) => mirrored(sliceOf(state, state.family), past)),
    receiveSnapshot: (hostId, snapshot) =>
      put(sliceKey(hostId, snapshot.family), (slice) => withSnapshot(slice, snapshot)),
    receiveTrial: (hostId, groups) => {
      for (const family of FAMILIES) {
        put(sliceKey(hostId, family), (slice) => withTrial(slice, groups[family] ?? 0));
      }
    },
    receiveDraft: (hostId, draft) =>
      put(sliceKey(hostId, draft.family), (slice) =>
        slice.ledger && slice.ledger.pending.length > 0 ? slice : withDraft(slice, draft),
      ),
    receiveChange: (hostId, change) => {
      const key = sliceKey(hostId, change.family);
      const slice = get().slices[key];
      if (!slice?.ledger) return true;
      if (slice.draftBase?.fingerprint !== change.baseFingerprint) return false;
      const { ledger } = slice;
      const keptShelf = change.shelf ?? [];
      if (isNews(ledger, change)) put(key, () => withLedger({ ...slice, keptShelf }, catchUp(ledger, change)));
      return true;
    },
    settled: (key, change) =>
      put(key, (slice) => (slice.ledger ? withLedger(slice, settle(slice.ledger, change)) : slice)),
    retracted: (key) => put(key, (slice) => (slice.ledger ? withLedger(slice, retract(slice.ledger)) : slice)),
    overtaken: (key, draft) =>
      put(key, (slice) => (slice.ledger ? withDraft(slice, draft, catchUp(slice.ledger, draft)) : slice)),
  };
});

const NOT_LOADED: Refusal = { code: 'notLoaded', message: 'The rules of this host are not here yet.' };

function inPast({ number }: Past): Refusal {
  return {
    code: 'past',
    message: `You look at the rules as they were at revision ${number}. Come back to now to edit.`,
  };
}

/** What iptables cannot print it cannot write back: such a chain is shown and left alone. */
function closedChain(aliens: Snapshot['aliens'], { steps }: StepGroup): Refusal | null {
  for (const step of aliens.length === 0 ? [] : steps) {
    if (!('table' in step)) continue;
    const { table, chain } = step;
    const reason = alienReason(aliens, { table, chain });
    if (reason !== null) return { code: 'readOnlyChain', message: `${table} ${chain} is read-only. ${reason}` };
  }
  return null;
}

function activeKey(state: Pick<WorkspaceState, 'hostId' | 'family'>): string | null {
  return state.hostId === null ? null : sliceKey(state.hostId, state.family);
}

const NO_SHELF: readonly ShelvedRule[] = [];
const NO_GROUPS: readonly StepGroup[] = [];
const NO_KEYS = (): readonly string[] => [];

/** The members that show what is looked at: now with the draft, or the past without one. */
function mirrored(slice: Slice, past: Past | null) {
  const now = { ...mirroredNow(slice), past };
  if (!past) return now;
  const { base, current, diff } = past;
  const empty = { shelf: NO_SHELF, groups: NO_GROUPS, cursor: 0, trouble: null, trial: 0, trialDiff: null };
  return { ...now, base, current, diff, shown: diff, counterKeys: NO_KEYS, ...empty };
}

function mirroredNow(slice: Slice) {
  const { snapshot, counterKeys, base, current, diff, shelf, drawn, shown, trouble, trial, trialDiff } = slice;
  return {
    snapshot,
    aliens: snapshot?.aliens ?? NO_ALIENS,
    interfaces: snapshot?.interfaces ?? NO_INTERFACES,
    backend: snapshot?.backend ?? null,
    counterKeys,
    base,
    current,
    diff,
    shelf,
    shown: drawn,
    groups: shown.groups,
    cursor: shown.cursor,
    version: slice.ledger?.version ?? 0,
    trouble,
    trial,
    trialDiff,
  };
}
