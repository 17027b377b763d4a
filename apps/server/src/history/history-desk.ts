import { canonicalText, parseSave } from '@sluice/iptables';
import { FAMILIES, ok, type Family, type Ruleset } from '@sluice/netfilter';
import type { Author, History, HistoryExport, Revision, RevisionRules, Snapshot } from '@sluice/protocol';
import type { ChangeStatus, RuleAuthor } from '@sluice/protocol/helper';
import { refusal, type Answer } from '../answers.ts';
import { isPending } from '../hosts/helper-host.ts';
import type { HostService } from '../hosts/host-service.ts';
import type { Storage } from '../store/storage.ts';
import type { ActionLog } from './action-log.ts';
import type { RevisionStore, StoredRevision, StoredRules } from './revision-store.ts';
import { whatChanged, type HostRules } from './what-changed.ts';

/** What ran on each host, when, and who made it so. */
export interface HistoryDesk {
  /** A host's rules were read and are others than before. */
  seen(host: HostService, snapshot: Snapshot): void;
  /** The kernel named who else wrote rules; it is told before what they made of them is seen. */
  written(host: HostService, by: readonly RuleAuthor[]): void;
  /** From now on, until `applied` or `abandoned`, what changes on the host is being made here. */
  begin(host: HostService): void;
  abandoned(host: HostService): void;
  applied(host: HostService, change: AppliedHere): void;
  /** A change ended: what it made stood, or was undone. */
  ended(host: HostService, status: ChangeStatus): void;
  list(host: HostService): History;
  rules(host: HostService, number: number, family: Family): Answer<RevisionRules>;
  takeAlong(host: HostService): HistoryExport;
  /** The disk takes writes again: writes what it did not take. */
  mend(): void;
  /** Ends; settles when everything that was told is written. */
  close(): Promise<void>;
}

/** A change that was applied here. */
export interface AppliedHere {
  readonly status: ChangeStatus;
  readonly author: Author;
  readonly message: string;
}

/** What a history is written with. */
export interface HistoryKeepers {
  readonly store: RevisionStore;
  readonly storage: Storage;
  readonly actions: ActionLog;
  readonly now: () => number;
  /** The history of a host grew or changed. */
  readonly grew: (host: HostService) => void;
}

const LISTED = 200;
/** Readings that follow each other so soon are looked at together: both families, and news of an apply that is on its way. */
const TOGETHER_MS = 250;
/** A large ruleset takes long to compare; most of the time shall be left for other work. */
const REST = 8;
/** What the same program does within this time is one revision. */
const ONE_REVISION_MS = 60_000;
const MOST_WRITERS = 20;
const NAMED_WRITERS = 3;

/** What is known of one host while the server runs. */
interface Watched {
  readonly snapshots: Map<Family, Snapshot>;
  /** Jobs follow each other: a change must be written down before its end. */
  queue: Promise<void>;
  timer: NodeJS.Timeout | null;
  making: boolean;
  /** Whom the kernel named since the last revision. */
  writers: readonly RuleAuthor[];
  cost: number;
  /** The rules of the newest revision that stands, as far as they have been parsed. */
  parsed: { readonly number: number; readonly rules: HostRules } | null;
}

interface Unkept {
  readonly host: HostService;
  readonly revision: StoredRevision;
  readonly rules: readonly StoredRules[];
}

/** Holds what was read of each host, and writes down what changed. */
class Desk implements HistoryDesk {
  readonly #keepers: HistoryKeepers;
  readonly #hosts = new Map<string, Watched>();
  /** What the disk did not take, oldest first. */
  readonly #unkept: Unkept[] = [];

  constructor(keepers: HistoryKeepers) {
    this.#keepers = keepers;
  }

  seen(host: HostService, snapshot: Snapshot): void {
    const watched = this.#watched(host);
    watched.snapshots.set(snapshot.family, snapshot);
    watched.timer ??= setTimeout(
      () => {
        watched.timer = null;
        this.#enqueue(host, () => this.#notice(host, watched));
      },
      Math.max(TOGETHER_MS, watched.cost * REST),
    );
  }

  written(host: HostService, by: readonly RuleAuthor[]): void {
    const watched = this.#watched(host);
    watched.writers = [...watched.writers, ...by].slice(-MOST_WRITERS);
  }

  begin(host: HostService): void {
    this.#watched(host).making = true;
  }

  abandoned(host: HostService): void {
    this.#watched(host).making = false;
  }

  applied(host: HostService, { status, author, message }: AppliedHere): void {
    this.#enqueue(host, async () => {
      await host.changes?.refresh();
      const facts = { kind: 'applied', state: 'trial', author, message, window: status.window } as const;
      this.#write(host, { ...facts, changeId: status.id });
      this.#watched(host).making = false;
    });
  }

  ended(host: HostService, status: ChangeStatus): void {
    this.#enqueue(host, async () => {
      const made = this.#newest(host, ({ changeId }) => changeId === status.id);
      if (!made || made.state !== 'trial') return;
      const stood = status.state === 'confirmed';
      const undoneBy = stood ? null : (status.reason ?? 'failed');
      const decided = this.#keepers.now() - made.at;
      this.#put(host, {
        ...made,
        state: stood ? 'stood' : 'undone',
        decidedAfter: decided,
        undoneBy: undoneBy === 'confirmed' ? null : undoneBy,
      });
      if (stood) return;
      await host.changes?.refresh();
      if (!this.#isKnown(host)) this.#write(host, { kind: 'back', author: NOBODY });
    });
  }

  list(host: HostService): History {
    const all = this.#keepers.store.list(host.id, LISTED + 1);
    const revisions = all.slice(0, LISTED).map(({ changeId: _change, logHash: _hash, ...revision }) => revision);
    const running = all.find(({ state }) => state !== 'undone')?.number ?? null;
    return { revisions, running, more: all.length > LISTED };
  }

  rules(host: HostService, number: number, family: Family): Answer<RevisionRules> {
    const found = this.#keepers.store.find(host.id, number);
    const fingerprint = found?.families.find((entry) => entry.family === family)?.fingerprint;
    const text = fingerprint === undefined ? null : this.#keepers.store.text(fingerprint);
    if (text !== null) return ok({ number, family, text });
    return refusal('notFound', `Revision ${number} is not kept. Old ones go when there are many.`);
  }

  takeAlong(host: HostService): HistoryExport {
    const { store, now } = this.#keepers;
    const revisions = store
      .list(host.id, Number.MAX_SAFE_INTEGER)
      .map(({ changeId: _change, logHash: _hash, ...revision }) => revision);
    const prints = new Set(revisions.flatMap(({ families }) => families.map(({ fingerprint }) => fingerprint)));
    const rulesets = Object.fromEntries([...prints].map((fingerprint) => [fingerprint, store.text(fingerprint) ?? '']));
    return { format: 'sluice-history-1', host: host.describe().name, exportedAt: now(), revisions, rulesets };
  }

  mend(): void {
    for (const { host, revision, rules } of this.#unkept.splice(0)) this.#put(host, revision, rules);
  }

  async close(): Promise<void> {
    for (const { timer } of this.#hosts.values()) if (timer) clearTimeout(timer);
    await Promise.all([...this.#hosts.values()].map(({ queue }) => queue));
  }

  /** The rules are others than those of the newest revision: somebody outside, or a change whose end is on its way. */
  async #notice(host: HostService, watched: Watched): Promise<void> {
    if (watched.making || this.#isKnown(host)) return;
    const trial = this.#newest(host, ({ state }) => state === 'trial');
    if (host.changes && (trial || host.changes.pending)) {
      const status = await host.changes.status();
      if (!status.ok) return;
      const { pending, last } = status.value;
      if (pending && pending.state !== 'applied') return;
      if (pending && pending.id !== trial?.changeId) return this.#writeConsole(host, pending);
      // Its end will be told; what is on the host is judged then.
      if (!pending && trial && last && last.id === trial.changeId && !isPending(last)) return;
      if (!pending && trial) this.#put(host, { ...trial, state: 'undone', undoneBy: 'recovered' });
    }
    if (!this.#isKnown(host)) this.#write(host, { kind: this.#newest(host) ? 'outside' : 'first', author: NOBODY });
  }

  #writeConsole(host: HostService, status: ChangeStatus): void {
    const author: Author = { how: 'console', name: '', address: null };
    this.#write(host, { kind: 'applied', state: 'trial', author, changeId: status.id, window: status.window });
  }

  /** Whether the newest revision that stands holds the rules that were read last; a family that it lacks is added to it. */
  #isKnown(host: HostService): boolean {
    const newest = this.#newest(host, ({ state }) => state !== 'undone');
    if (!newest) return false;
    const read = [...this.#watched(host).snapshots.values()];
    const prints = new Map(newest.families.map(({ family, fingerprint }) => [family, fingerprint]));
    return read.every(({ family, fingerprint }) => prints.get(family) === fingerprint);
  }

  #write(host: HostService, facts: Pick<Revision, 'kind' | 'author'> & Partial<StoredRevision>): void {
    const { now, actions, store } = this.#keepers;
    const began = performance.now();
    const watched = this.#watched(host);
    const before = this.#newest(host, ({ state }) => state !== 'undone');
    const rules = readRules(watched.snapshots);
    const { likely, ...changed } = whatChanged(this.#rulesOf(watched, before), rules.parsed);
    const author = facts.kind === 'outside' ? writerOf(watched.writers, likely) : facts.author;
    watched.writers = [];
    const number = (store.list(host.id, 1)[0]?.number ?? 0) + 1;
    const known = new Map(before?.families.map((entry) => [entry.family, entry.fingerprint]));
    for (const { family, fingerprint } of rules.stored) known.set(family, fingerprint);
    const fresh: StoredRevision = {
      number,
      at: now(),
      state: 'stood',
      message: '',
      window: null,
      decidedAfter: null,
      undoneBy: null,
      changeId: null,
      logHash: '',
      ...facts,
      ...changed,
      author,
      families: FAMILIES.flatMap((family) => {
        const fingerprint = known.get(family);
        return fingerprint === undefined ? [] : [{ family, fingerprint }];
      }),
      rules: [...rules.parsed.values()].reduce((sum, ruleset) => sum + countRules(ruleset), 0),
    };
    const revision = before && continues(before, fresh) ? this.#continued(host, before, fresh, rules.parsed) : fresh;
    actions.note(`rules ${revision.kind}`, {
      host: host.id,
      revision: revision.number,
      by: revision.author.name,
      ...Object.fromEntries(revision.families.map(({ family, fingerprint }) => [family, fingerprint])),
    });
    this.#put(host, { ...revision, logHash: actions.head }, rules.stored);
    watched.parsed = { number: revision.number, rules: rules.parsed };
    watched.cost = performance.now() - began;
  }

  /** The newest revision with more of what the same program does, counted from the one before it. */
  #continued(host: HostService, last: StoredRevision, fresh: StoredRevision, after: HostRules): StoredRevision {
    const before = this.#newest(host, ({ state, number }) => state !== 'undone' && number < last.number);
    const { likely: _likely, ...changed } = whatChanged(this.#parse(before), after);
    return { ...fresh, ...changed, number: last.number };
  }

  #put(host: HostService, revision: StoredRevision, rules: readonly StoredRules[] = []): void {
    const { store, storage, grew } = this.#keepers;
    const kept = storage.attempt(() => {
      store.put(host.id, revision, rules);
      store.prune(host.id);
    });
    if (!kept) this.#unkept.push({ host, revision, rules });
    grew(host);
  }

  #newest(host: HostService, wanted: (revision: StoredRevision) => boolean = () => true): StoredRevision | undefined {
    return this.#keepers.store.list(host.id, LISTED).find(wanted);
  }

  #rulesOf(watched: Watched, revision: StoredRevision | undefined): HostRules {
    return revision && watched.parsed?.number === revision.number ? watched.parsed.rules : this.#parse(revision);
  }

  #parse(revision: StoredRevision | undefined): HostRules {
    const entries = (revision?.families ?? []).flatMap(({ family, fingerprint }): readonly [Family, Ruleset][] => {
      const text = this.#keepers.store.text(fingerprint);
      return text === null ? [] : [[family, parseSave(text, { family }).ruleset]];
    });
    return new Map(entries);
  }

  #watched(host: HostService): Watched {
    const known = this.#hosts.get(host.id);
    if (known) return known;
    const fresh: Watched = {
      snapshots: new Map(),
      queue: Promise.resolve(),
      timer: null,
      making: false,
      writers: [],
      cost: 0,
      parsed: null,
    };
    this.#hosts.set(host.id, fresh);
    return fresh;
  }

  #enqueue(host: HostService, job: () => Promise<void>): void {
    const watched = this.#watched(host);
    watched.queue = this.#after(watched.queue, job);
  }

  async #after(before: Promise<void>, job: () => Promise<void>): Promise<void> {
    await before;
    try {
      await job();
    } catch (error) {
      // A history that cannot be read or written must not stop what it tells of.
      if (!this.#keepers.storage.isTrouble(error)) throw error;
    }
  }
}

const NOBODY: Author = { how: 'unknown', name: '', address: null };

/** Who started the tool that wrote says more than whose rules they seem to be, and that says more than the tool's name. */
function writerOf(writers: readonly RuleAuthor[], likely: Author): Author {
  const named = [...new Set(writers.flatMap(({ parent }) => parent ?? []))];
  const tools = [...new Set(writers.map(({ process }) => process))];
  const names = named.length > 0 ? named : likely.how === 'unknown' ? tools : [];
  if (names.length === 0) return likely;
  return { how: 'program', name: names.slice(0, NAMED_WRITERS).join(', '), address: null };
}

function continues(last: StoredRevision, fresh: StoredRevision): boolean {
  const both = last.kind === 'outside' && fresh.kind === 'outside';
  const same = last.author.how === fresh.author.how && last.author.name === fresh.author.name;
  return both && same && fresh.at - last.at < ONE_REVISION_MS;
}

function readRules(snapshots: ReadonlyMap<Family, Snapshot>): {
  readonly parsed: HostRules;
  readonly stored: readonly StoredRules[];
} {
  const read = [...snapshots.values()].map(({ family, fingerprint, text }) => ({
    family,
    fingerprint,
    ruleset: parseSave(text, { family }).ruleset,
  }));
  return {
    parsed: new Map(read.map(({ family, ruleset }) => [family, ruleset])),
    stored: read.map(({ family, fingerprint, ruleset }) => ({ family, fingerprint, text: canonicalText(ruleset) })),
  };
}

function countRules({ tables }: Ruleset): number {
  return tables.reduce((sum, { chains }) => chains.reduce((inner, { rules }) => inner + rules.length, sum), 0);
}

/** A history over a store. */
export function createHistoryDesk(keepers: HistoryKeepers): HistoryDesk {
  return new Desk(keepers);
}
