import { setsWith, type EditedSet } from '@sluice/draft';
import { parseSets } from '@sluice/iptables';
import { setUses, type Family, FAMILIES, type IpSet, type Ruleset, type SetUsePlace } from '@sluice/netfilter';
import type { HostSets } from '@sluice/protocol';
import { useMemo } from 'react';
import { create } from 'zustand';
import { useSelection } from './selection.ts';
import { draftSetEdits } from './set-drafts.ts';
import { sliceOf, useWorkspace } from './workspace.ts';

/** The sets of the host that is looked at, as they were last read. */
export interface HostSetsState {
  readonly hostId: string | null;
  /** By name; empty until they are read. */
  readonly live: readonly IpSet[];
  /** Why there are none to see; null when there could be. */
  readonly absent: string | null;
  /** The set that the inspector shows; null for none. */
  readonly open: string | null;
}

/** The sets, as a store. */
export const useHostSets = create<HostSetsState>()(() => ({ hostId: null, live: [], absent: null, open: null }));

let lastText = '';

/** What the server read. Sets that are as before stay the same values. */
export function receiveSets(hostId: string, { text, absent }: Pick<HostSets, 'text' | 'absent'>): void {
  const state = useHostSets.getState();
  if (state.hostId === hostId && lastText === text && state.absent === absent) return;
  lastText = text;
  const before = new Map(state.live.map((set) => [set.name, set]));
  const live = parseSets(text)
    .sets.map((set) => (isSame(before.get(set.name), set) ? (before.get(set.name) ?? set) : set))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  const open = state.hostId === hostId ? state.open : null;
  useHostSets.setState({ hostId, live, absent, open });
}

function isSame(a: IpSet | undefined, b: IpSet): boolean {
  return a !== undefined && a.type === b.type && a.words.join() === b.words.join() && sameLines(a.members, b.members);
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}

/** Shows a set in the inspector, or none. What is selected gives way, and takes its place again when chosen. */
export function openSet(open: string | null): void {
  if (open !== null) useSelection.getState().select(null);
  useHostSets.setState({ open });
}

/** A chosen rule or chain takes the inspector. Answers with the function that stops it. */
export function startClosingSet(): () => void {
  return useSelection.subscribe(({ selected }) => {
    if (selected && useHostSets.getState().open !== null) useHostSets.setState({ open: null });
  });
}

/** The host's sets with the draft; those that go are still among them, with their edit. */
export function useSets(): readonly EditedSet[] {
  const live = useHostSets((state) => state.live);
  const edits = useWorkspace(draftSetEdits);
  return useMemo(() => setsWith(live, edits), [live, edits]);
}

/** The same at this moment. */
export function setsNow(): readonly EditedSet[] {
  return setsWith(useHostSets.getState().live, draftSetEdits(useWorkspace.getState()));
}

/** A rule that names a set, and the family it is of. */
export interface SetUseOfFamily extends SetUsePlace {
  readonly family: Family;
}

const known = new WeakMap<Ruleset, readonly SetUsePlace[]>();

function usesIn(ruleset: Ruleset | null): readonly SetUsePlace[] {
  if (!ruleset) return [];
  const uses = known.get(ruleset) ?? setUses(ruleset);
  known.set(ruleset, uses);
  return uses;
}

/** Every rule of both families that names a set, with the draft. */
export function allSetUses(state = useWorkspace.getState()): readonly SetUseOfFamily[] {
  return FAMILIES.flatMap((family) => usesIn(sliceOf(state, family).current).map((use) => ({ ...use, family })));
}

/** How often each set is named by a rule. */
export function useSetUseCounts(): ReadonlyMap<string, number> {
  const slices = useWorkspace((state) => state.slices);
  const counts = new Map<string, number>();
  for (const { set } of slices ? allSetUses() : []) counts.set(set, (counts.get(set) ?? 0) + 1);
  return counts;
}
