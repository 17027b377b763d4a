import {
  findCollisions,
  isUnsettled,
  takeSide,
  type Collision,
  type CollisionSide,
  type DraftedRules,
} from '@sluice/draft';
import { FAMILIES, type Family, type Ruleset } from '@sluice/netfilter';
import { create } from 'zustand';
import { useNotices } from './notices.ts';
import { usePanels } from './panels.ts';
import type { Slice } from './slice.ts';
import { newRuleId, sliceKey, useWorkspace, type WorkspaceState } from './workspace.ts';

/** What the drafts lost when others changed the host's rules under them; kept until a person has chosen. */
export interface CollisionsState {
  /** By family and host ({@link sliceKey}). */
  readonly found: Readonly<Record<string, readonly Collision[]>>;
}

/** Collisions, as a store. */
export const useCollisions = create<CollisionsState>()(() => ({ found: {} }));

/** A collision of one family of the host that is looked at. */
export interface FamilyCollision {
  readonly family: Family;
  readonly collision: Collision;
}

/** Watches drafts being laid on other rules; answers with the function that stops it. */
export function startCollisionWatch(): () => void {
  return useWorkspace.subscribe((state, before) => {
    if (state.slices === before.slices) return;
    for (const [key, slice] of Object.entries(state.slices)) {
      const old = before.slices[key];
      if (old && old !== slice) look(key, old, slice);
    }
  });
}

/** Drafts as they were before they were laid on other rules, until those rules are here as well: either comes first. */
const waiting = new Map<string, DraftedRules>();

function look(key: string, before: Slice, after: Slice): void {
  if (wasRebased(before, after) && !waiting.has(key)) waiting.set(key, { base: before.root, current: before.current });
  const old = waiting.get(key);
  const { root, current, draftBase, snapshot } = after;
  if (!old || !root || !current || draftBase?.fingerprint !== snapshot?.fingerprint) return;
  waiting.delete(key);
  const fresh = findCollisions(old, { base: root, current });
  useCollisions.setState(({ found }) => {
    const known = (found[key] ?? []).filter((collision) => isUnsettled(collision, current));
    return { found: { ...found, [key]: [...known, ...fresh] } };
  });
  if (fresh.length > 0) tell(key.slice(key.indexOf(' ') + 1), fresh);
}

/** The draft begins from other rules than before. While it is on trial here, the new rules are its own. */
function wasRebased(
  before: Slice,
  after: Slice,
): before is Slice & { readonly root: Ruleset; readonly current: Ruleset } {
  const moved = before.draftBase && after.draftBase && before.draftBase.fingerprint !== after.draftBase.fingerprint;
  const drafted = before.root !== null && before.current !== null && before.shown.cursor > 0;
  return moved === true && drafted && before.trial === 0 && after.trial === 0;
}

function tell(host: string, fresh: readonly Collision[]): void {
  const places = [...new Set(fresh.map(({ table, chain }) => `${table} ${chain}`))].join(', ');
  useNotices.getState().post({
    // In place of the bare news that something was left out.
    id: 'dropped',
    host,
    tone: 'warning',
    title: `Your draft and the host changed the same thing in ${places}.`,
    text: 'The draft has the version of the host until you choose.',
    action: { label: 'Choose…', run: () => usePanels.getState().open({ kind: 'collisions' }) },
  });
}

/** What still waits for a choice on the host that is looked at. */
export function unsettled(state: WorkspaceState, { found }: CollisionsState): readonly FamilyCollision[] {
  const { hostId, slices } = state;
  if (hostId === null) return [];
  return FAMILIES.flatMap((family) => {
    const key = sliceKey(hostId, family);
    const current = slices[key]?.current;
    if (!current) return [];
    return (found[key] ?? [])
      .filter((collision) => isUnsettled(collision, current))
      .map((collision) => ({ family, collision }));
  });
}

/** Takes a side of each; what takes nothing from the host's version changes no draft. */
export function settleCollisions(choices: readonly (FamilyCollision & { readonly side: CollisionSide })[]): void {
  const { hostId, perform } = useWorkspace.getState();
  if (hostId === null) return;
  for (const { family, collision, side } of choices) {
    const current = useWorkspace.getState().slices[sliceKey(hostId, family)]?.current;
    const steps = current ? takeSide(current, collision, side, newRuleId) : [];
    if (steps.length > 0) perform({ label: `Take ${SIDE_WORDS[side]} in ${collision.chain}`, steps }, family);
    forget(sliceKey(hostId, family), collision);
  }
  useNotices.getState().putAway({ id: 'dropped', host: hostId });
}

const SIDE_WORDS: Readonly<Record<CollisionSide, string>> = {
  mine: 'the draft’s version',
  theirs: 'the host’s version',
  both: 'both versions',
};

function forget(key: string, settled: Collision): void {
  useCollisions.setState(({ found }) => ({
    found: { ...found, [key]: (found[key] ?? []).filter((collision) => collision !== settled) },
  }));
}
