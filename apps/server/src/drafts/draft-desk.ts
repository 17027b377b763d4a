import { reanchorShelf, rebaseGroups, rulesetAt, shelfAfter, type StepGroup } from '@sluice/draft';
import { printRuleset } from '@sluice/iptables';
import { FAMILIES, ok, type Family } from '@sluice/netfilter';
import type { Draft, DraftChange, DraftEdit, Snapshot, TrialGroups } from '@sluice/protocol';
import { refusal, type Answer } from '../answers.ts';
import type { HostService } from '../hosts/host-service.ts';
import type { Storage } from '../store/storage.ts';
import { checkSize } from './draft-limits.ts';
import type { DraftKey, DraftStore, StoredDraft } from './draft-store.ts';
import { wishOf, type DraftWish } from './draft-wish.ts';
import { openDraft, perform, rulesOf, type OpenDraft } from './open-draft.ts';

/** Every draft of every host. Drafts are shared by all who look at a host and saved at every edit. */
export interface DraftDesk {
  get(host: HostService, family: Family): Promise<Answer<Draft>>;
  edit(host: HostService, family: Family, edit: DraftEdit): Promise<Answer<DraftChange>>;
  /** What the drafts of a host want it to hold. */
  wish(host: HostService): Promise<Answer<DraftWish>>;
  /** Lays the draft on rules that are others than those it began from, unless the host is held. */
  rulesChanged(host: string, snapshot: Snapshot): void;
  /** Holds a host's drafts for a change, or lets go of them: while held they are not laid on other rules. */
  hold(host: string, hold: Hold | null): void;
  /** How many groups of these drafts stand. */
  standing(host: string, families: readonly Family[]): TrialGroups;
  /** What was on trial is now the host's: it leaves the drafts, and what was done on top of it stays. */
  keepTrial(host: HostService, trial: TrialGroups): Promise<void>;
  /** Takes away the drafts of a host that is no more. */
  forget(host: string): void;
  /** The disk takes writes again: writes what it did not take. */
  mend(): void;
}

/**
 * What a change does to a host's drafts: while it is being made nobody edits them; on trial are the first groups of
 * each, and edits go on top of those.
 */
export type Hold = 'making' | TrialGroups;

/** What a desk tells: a draft that changed otherwise than by the answer to an edit, and by it too. */
export type DraftListener = (host: string, change: DraftChange) => void;

/** Holds the open drafts over the store. */
class Desk implements DraftDesk {
  readonly #store: DraftStore;
  readonly #listener: DraftListener;
  readonly #open = new Map<string, OpenDraft>();
  readonly #held = new Map<string, Hold>();
  /** Drafts that are in memory as the disk does not have them. */
  readonly #unsaved = new Set<string>();
  readonly #storage: Storage;

  constructor(store: DraftStore, storage: Storage, listener: DraftListener) {
    this.#store = store;
    this.#storage = storage;
    this.#listener = listener;
  }

  async get(host: HostService, family: Family): Promise<Answer<Draft>> {
    const draft = await this.#current(host, family);
    if (!draft.ok) return draft;
    const { version, base, groups, cursor, shelf } = draft.value;
    return ok({ family, version, base, groups: [...groups], cursor, shelf: [...shelf] });
  }

  async edit(host: HostService, family: Family, edit: DraftEdit): Promise<Answer<DraftChange>> {
    const found = await this.#current(host, family);
    if (!found.ok) return found;
    // From here on nothing waits, so that edits of one draft follow each other whole.
    const draft = found.value;
    const hold = this.#held.get(host.id) ?? {};
    if (hold === 'making') return whileHeld();
    if (edit.version !== draft.version) {
      return refusal(
        'draftConflict',
        'Somebody else changed this draft. This edit was not made; theirs is kept. Look at the draft again and repeat yours.',
        { unchanged: true },
      );
    }
    const edited = perform(draft, edit, hold[family] ?? 0);
    if (!edited.ok) return edited;
    const size = checkSize(edited.value.groups);
    if (!size.ok) return size;
    const key = { host: host.id, family };
    if (!this.#save(key, draft, edited.value)) return notKept(this.#storage);
    return ok(this.#publish(key, edited.value));
  }

  async wish(host: HostService): Promise<Answer<DraftWish>> {
    const drafts: (readonly [Family, OpenDraft])[] = [];
    for (const family of this.#store.families(host.id)) {
      const draft = await this.#current(host, family);
      if (!draft.ok) return draft;
      drafts.push([family, draft.value]);
    }
    return wishOf(drafts);
  }

  rulesChanged(host: string, snapshot: Snapshot): void {
    if (this.#held.has(host)) return;
    const key = { host, family: snapshot.family };
    const stored = this.#opened(key);
    if (stored && stored.base.fingerprint !== snapshot.fingerprint) this.#rebase(key, stored, snapshot);
  }

  hold(host: string, hold: Hold | null): void {
    if (hold) this.#held.set(host, hold);
    else this.#held.delete(host);
  }

  standing(host: string, families: readonly Family[]): TrialGroups {
    return Object.fromEntries(families.map((family) => [family, this.#opened({ host, family })?.cursor ?? 0]));
  }

  async keepTrial(host: HostService, trial: TrialGroups): Promise<void> {
    let left = trial;
    for (const family of FAMILIES) {
      const groups = trial[family];
      if (groups === undefined) continue;
      const snapshot = await host.snapshot(family);
      const key = { host: host.id, family };
      const draft = this.#opened(key);
      if (!draft) continue;
      const { above, dropped } = aboveTrial(draft, groups, snapshot.ok ? snapshot.value : null);
      this.#keep(key, draft, openDraft({ ...above, version: draft.version + 1 }, family), dropped);
      // From here on its first groups are no longer those of the trial.
      left = { ...left, [family]: 0 };
      this.hold(host.id, left);
    }
  }

  forget(host: string): void {
    for (const family of this.#store.families(host)) this.#open.delete(nameOf({ host, family }));
    this.#store.remove(host);
  }

  mend(): void {
    for (const name of this.#unsaved) {
      const draft = this.#open.get(name);
      const at = name.lastIndexOf('/');
      const key = { host: name.slice(0, at), family: name.slice(at + 1) as Family };
      if (!draft || this.#save(key, draft, draft)) this.#unsaved.delete(name);
    }
  }

  /** The draft on the rules as they are now. */
  async #current(host: HostService, family: Family): Promise<Answer<OpenDraft>> {
    const snapshot = await host.snapshot(family);
    const key = { host: host.id, family };
    const draft = this.#opened(key);
    if (!snapshot.ok) return draft ? ok(draft) : snapshot;
    if (!draft)
      return ok(openDraft({ version: 0, base: baseOf(snapshot.value), groups: [], cursor: 0, shelf: [] }, family));
    if (this.#held.has(host.id) || draft.base.fingerprint === snapshot.value.fingerprint) return ok(draft);
    return ok(this.#rebase(key, draft, snapshot.value));
  }

  #opened(key: DraftKey): OpenDraft | null {
    const open = this.#open.get(nameOf(key));
    if (open) return open;
    const stored = this.#store.load(key);
    if (!stored) return null;
    const draft = openDraft(stored, key.family);
    this.#open.set(nameOf(key), draft);
    return draft;
  }

  #rebase(key: DraftKey, draft: OpenDraft, snapshot: Snapshot): OpenDraft {
    const newBase = rulesOf(snapshot.text, key.family);
    const standing = draft.groups.slice(0, draft.cursor);
    const { groups, dropped } = rebaseGroups(standing, draft.baseRules, newBase);
    // Undone groups were made for rules that are gone; they stay only when nothing else had to move.
    const same = sameGroups(standing, groups);
    const base = baseOf(snapshot);
    const shelf = reanchorShelf(draft.shelf, draft.baseRules, newBase);
    const moved = same
      ? { ...draft, base, shelf }
      : { version: draft.version + 1, base, groups, cursor: groups.length, shelf };
    const rebased = openDraft(moved, key.family);
    this.#keep(key, draft, rebased, dropped);
    return rebased;
  }

  /** A draft that the host's rules moved: it is what it is, whether the disk takes it or not. */
  #keep(key: DraftKey, before: OpenDraft, after: OpenDraft, dropped: readonly StepGroup[]): void {
    if (!this.#save(key, before, after)) this.#unsaved.add(nameOf(key));
    this.#publish(key, after, dropped);
  }

  #save(key: DraftKey, before: OpenDraft, after: OpenDraft): boolean {
    const name = nameOf(key);
    const onDisk = this.#open.has(name) && !this.#unsaved.has(name);
    const saved = this.#storage.attempt(() => this.#store.save(key, onDisk ? before : null, after));
    if (saved) this.#unsaved.delete(name);
    return saved;
  }

  #publish(key: DraftKey, after: OpenDraft, dropped: readonly StepGroup[] = []): DraftChange {
    this.#open.set(nameOf(key), after);
    const change: DraftChange = {
      family: key.family,
      version: after.version,
      baseFingerprint: after.base.fingerprint,
      groups: [...after.groups],
      cursor: after.cursor,
      shelf: [...after.shelf],
    };
    const labels = dropped.map(({ label }) => label);
    this.#listener(key.host, labels.length > 0 ? { ...change, dropped: labels } : change);
    return change;
  }
}

/** Drafts over a store. */
export function createDraftDesk(store: DraftStore, storage: Storage, listener: DraftListener): DraftDesk {
  return new Desk(store, storage, listener);
}

/** The disabled rules with what the draft did to them. */
function shelfOf({ shelf, groups, cursor }: OpenDraft): OpenDraft['shelf'] {
  return shelfAfter(
    shelf,
    groups.slice(0, cursor).flatMap(({ steps }) => steps),
  );
}

function nameOf({ host, family }: DraftKey): string {
  return `${host}/${family}`;
}

function baseOf({ fingerprint, text }: Snapshot): OpenDraft['base'] {
  return { fingerprint, text };
}

function sameGroups(before: readonly StepGroup[], after: readonly StepGroup[]): boolean {
  return before.length === after.length && JSON.stringify(before) === JSON.stringify(after);
}

/** The part of a draft that was made on top of its first groups, which the host now holds, on the host's rules. */
function aboveTrial(
  draft: OpenDraft,
  groups: number,
  snapshot: Snapshot | null,
): { readonly above: Omit<StoredDraft, 'version'>; readonly dropped: readonly StepGroup[] } {
  const { family } = draft.baseRules;
  const tried = rulesetAt(draft.baseRules, { groups: draft.groups, cursor: groups });
  const triedRules = tried.ok ? tried.value : draft.baseRules;
  // A host that cannot be read now is laid under the draft when it can.
  const base = snapshot ? baseOf(snapshot) : { fingerprint: '', text: printRuleset(triedRules, { counters: true }) };
  const made = draft.groups.slice(groups, draft.cursor);
  const newRules = rulesOf(base.text, family);
  const rebased = rebaseGroups(made, triedRules, newRules);
  const shelf = reanchorShelf(shelfOf({ ...draft, cursor: groups }), triedRules, newRules);
  return { above: { base, groups: rebased.groups, cursor: rebased.groups.length, shelf }, dropped: rebased.dropped };
}

function notKept({ trouble }: Storage): Answer<never> {
  return refusal(
    'storageFailed',
    `This edit cannot be kept: ${trouble ?? 'the disk does not take it'}. The draft is as before, and so are the host's rules. Make room where Sluice keeps its data, then repeat the edit.`,
    { unchanged: true },
  );
}

/** The answer while a change of this host is being made or waits, to what has to wait for its end. */
export function whileHeld(): Answer<never> {
  return refusal(
    'pendingChange',
    'A change of this host is being made or waits to be kept. Nothing was done. Keep the change or roll it back first.',
    { unchanged: true },
  );
}
