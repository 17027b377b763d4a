import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SetsInput } from '@sluice/draft';
import type { Family } from '@sluice/netfilter';
import type { ChangeStatus } from '@sluice/protocol/helper';
import { advance, isPending, type ChangeEvent, type ChangeRecord, type FamilyRecord } from './change-state.ts';
import { bootId, bootTime } from './clock.ts';
import { SetsFile, type KeptSets } from './sets-file.ts';
import { claimDurably, claimReady, makeDirectory, writeDurably } from './durable.ts';

/** How long a change waits for its confirmation, as boot time. Rewritten when a person asks for longer. */
export interface Window {
  /** Milliseconds since the machine started at which everything comes back. */
  readonly deadline: number;
  /** The whole window in milliseconds. */
  readonly length: number;
}

/** How a change was decided. Exactly one of these is ever written for it. */
export type Decision =
  | { readonly decision: 'confirm' }
  | {
      readonly decision: 'rollBack';
      readonly reason: NonNullable<ChangeRecord['reason']>;
      readonly detail?: string;
    };

/** The texts of one family of a change. */
export interface ChangeTexts {
  /** What the host held. */
  readonly before: string;
  /** What the host holds when the change is done and nobody else did anything. */
  readonly made: string;
  /** What iptables-restore was fed. */
  readonly plan: string;
}

const KEPT = 20;
/** Of the record; a version that writes another one must still be able to end changes of this one. */
const FORMAT = 1;
const READY: readonly Decision[] = [{ decision: 'confirm' }, { decision: 'rollBack', reason: 'deadline' }];
const TEXTS = ['before', 'made', 'plan'] as const;

/** What is written down with a change. */
export interface ChangeParts {
  readonly texts: ReadonlyMap<Family, ChangeTexts>;
  readonly sets?: KeptSets | undefined;
}

/** A change's texts are damaged on disk. */
export class DamagedChange extends Error {}

/** The changes of one host, on disk. Holds nothing in memory: helper and guard both look at the same files. */
export class ChangeStore {
  readonly directory: string;

  constructor(stateDirectory: string) {
    this.directory = join(stateDirectory, 'changes');
    makeDirectory(this.directory);
  }

  /** A number for a new change; later ones sort after earlier ones. */
  newId(now: number): string {
    return `${now.toString(36).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
  }

  /** Where a change's files are. */
  folder(id: string): string {
    return join(this.directory, id);
  }

  /** The lock that whoever writes rules or a change's record must hold. */
  get writerLock(): string {
    return join(this.directory, 'writer.lock');
  }

  /** Writes down a new change, its record last: without one the folder means nothing. */
  create(record: ChangeRecord, { texts, sets }: ChangeParts, window: Window): void {
    makeDirectory(this.folder(record.id));
    if (sets) this.#sets(record.id).write(sets);
    for (const family of record.families) {
      const own = texts.get(family.family);
      if (own) for (const kind of TEXTS) this.#writeText(record.id, { family, kind, text: own[kind] });
    }
    this.setWindow(record.id, window);
    for (const ready of READY) writeDurably(this.#ready(record.id, ready.decision), JSON.stringify(ready));
    this.#write(record);
  }

  /**
   * The record; null when there is none, or none that can be read. A change is confirmed as soon as that is decided: a
   * disk too full for a new record must not bring back what a person kept.
   */
  read(id: string): ChangeRecord | null {
    const record = this.#recorded(id);
    if (record?.state !== 'applied' || this.decision(id)?.decision !== 'confirm') return record;
    const confirmed = advance(record, { type: 'confirm' });
    return confirmed.ok ? confirmed.value : record;
  }

  /** Moves a change on, on disk. Throws where the event cannot happen: that is a bug. */
  advance(id: string, event: ChangeEvent): ChangeRecord {
    const record = this.#recorded(id);
    if (!record) throw new Error(`the change ${id} cannot be read`);
    const next = advance(record, event);
    if (!next.ok) throw new Error(`a change cannot go from ${next.error} by ${event.type}`);
    this.#write(next.value);
    return next.value;
  }

  /** The window as it is now. */
  window(id: string): Window {
    try {
      return JSON.parse(readFileSync(join(this.folder(id), 'window.json'), 'utf8')) as Window;
    } catch {
      // Without a deadline that can be read there is no time left.
      return { deadline: 0, length: 0 };
    }
  }

  setWindow(id: string, window: Window): void {
    writeDurably(join(this.folder(id), 'window.json'), JSON.stringify(window));
  }

  /** Decides a change, once and for all: true for the one caller whose decision it is. */
  decide(id: string, decision: Decision): boolean {
    const path = join(this.folder(id), 'outcome.json');
    try {
      return claimDurably(path, JSON.stringify(decision));
    } catch {
      // A full disk: both decisions were laid ready when there was room, and need a name only.
      return claimReady(path, this.#ready(id, decision.decision));
    }
  }

  /** How it was decided, if it was. */
  decision(id: string): Decision | null {
    const path = join(this.folder(id), 'outcome.json');
    if (!existsSync(path)) return null;
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Decision;
    } catch {
      return { decision: 'rollBack', reason: 'recovered', detail: 'The record of the decision was damaged.' };
    }
  }

  /** A text of a change. Throws {@link DamagedChange} when neither copy is what was written. */
  text(id: string, { family, encoding, digests }: FamilyRecord, kind: (typeof TEXTS)[number]): string {
    for (const path of this.#textPaths(id, family, kind)) {
      try {
        const bytes = readFileSync(path);
        if (digest(bytes) === digests[kind]) return bytes.toString(encoding);
      } catch {
        continue;
      }
    }
    throw new DamagedChange(`${kind} of ${family}`);
  }

  /** What brings the sets back. Throws {@link DamagedChange} when neither copy is what was written. */
  sets({ id, sets }: ChangeRecord): KeptSets | null {
    if (!sets) return null;
    const kept = this.#sets(id).read(sets.digest);
    if (!kept) throw new DamagedChange('the sets');
    return kept;
  }

  /** Replaces what brings the sets back. */
  setSets(id: string, sets: KeptSets): void {
    const record = this.read(id);
    if (!record?.sets) return;
    const digestNow = this.#sets(id).write(sets);
    this.#write({ ...record, sets: { ...record.sets, digest: digestNow } });
  }

  /** Replaces what the host holds when the change is done, once the host itself has said it. */
  setMade(id: string, family: Family, text: string): void {
    const record = this.read(id);
    const families = record?.families.map((own) => {
      if (own.family !== family) return own;
      this.#writeText(id, { family: own, kind: 'made', text });
      return { ...own, digests: { ...own.digests, made: digestOf(text, own.encoding) } };
    });
    if (record && families) this.#write({ ...record, families });
  }

  /** All changes, the newest first. */
  ids(): readonly string[] {
    return readdirSync(this.directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .toSorted()
      .toReversed();
  }

  /** The change that waits, if one does. */
  pending(): ChangeRecord | null {
    return this.#find(isPending);
  }

  /** Whether a change waits that another version of this program wrote; only that version can tell how to end it. */
  holdsOtherVersion(): boolean {
    return this.ids().some((id) => this.#waitsElsewhere(id));
  }

  /** How the last change ended, if one did. */
  last(): ChangeRecord | null {
    return this.#find((record) => !isPending(record));
  }

  /** Forgets all but the newest changes that have ended. */
  prune(): void {
    const ended = this.ids().filter((id) => {
      const record = this.read(id);
      return record ? !isPending(record) : !this.#waitsElsewhere(id);
    });
    for (const id of ended.slice(KEPT)) rmSync(this.folder(id), { recursive: true, force: true });
  }

  /** What a person is told about a change. */
  status(record: ChangeRecord): ChangeStatus {
    const { deadline, length } = this.window(record.id);
    const waits = isPending(record) && record.state !== 'rollingBack' && record.bootId === bootId();
    return {
      id: record.id,
      state: record.state,
      remaining: waits ? Math.min(length, Math.max(0, deadline - bootTime())) : 0,
      window: length,
      ...(record.appliedAt !== undefined && { appliedAt: record.appliedAt }),
      ...(record.reason !== undefined && { reason: record.reason }),
      ...(record.detail !== undefined && { detail: record.detail }),
      plans: record.families.map((family) => ({
        family: family.family,
        backend: family.backend,
        input: this.#planText(record.id, family),
        planHash: family.planHash,
      })),
      ...(record.sets && { sets: { ...this.#setsPlan(record), planHash: record.sets.planHash } }),
    };
  }

  #waitsElsewhere(id: string): boolean {
    const record = this.#parsed(id).find((found) => found.format !== FORMAT);
    return record !== undefined && isPending(record) && this.decision(id)?.decision !== 'confirm';
  }

  #find(wanted: (record: ChangeRecord) => boolean): ChangeRecord | null {
    for (const id of this.ids()) {
      const record = this.read(id);
      if (record && wanted(record)) return record;
    }
    return null;
  }

  #ready(id: string, decision: Decision['decision']): string {
    return join(this.folder(id), `outcome.${decision}.json`);
  }

  #recorded(id: string): ChangeRecord | null {
    return this.#parsed(id).find((record): record is ChangeRecord => record.format === FORMAT) ?? null;
  }

  /** What can be read of the record and its copy, of whatever format. */
  #parsed(id: string): readonly (Pick<ChangeRecord, 'state'> & { readonly format: number })[] {
    return this.#recordPaths(id).flatMap((path) => {
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as ChangeRecord;
      } catch {
        return [];
      }
    });
  }

  #recordPaths(id: string): readonly string[] {
    const path = join(this.folder(id), 'state.json');
    return [path, `${path}.copy`];
  }

  #sets(id: string): SetsFile {
    return new SetsFile(this.folder(id));
  }

  #setsPlan(record: ChangeRecord): SetsInput {
    try {
      const { before = '', after = '' } = this.sets(record) ?? {};
      return { before, after };
    } catch {
      return { before: '', after: '' };
    }
  }

  #planText(id: string, family: FamilyRecord): string {
    try {
      return this.text(id, family, 'plan');
    } catch {
      return '';
    }
  }

  #write(record: ChangeRecord): void {
    // The first is what counts; the copy is for when it was damaged, and may be one state behind.
    for (const path of this.#recordPaths(record.id)) writeDurably(path, `${JSON.stringify(record, null, 1)}\n`);
  }

  #writeText(
    id: string,
    {
      family,
      kind,
      text,
    }: { readonly family: FamilyRecord; readonly kind: (typeof TEXTS)[number]; readonly text: string },
  ): void {
    for (const path of this.#textPaths(id, family.family, kind)) writeDurably(path, Buffer.from(text, family.encoding));
  }

  /** Two copies: what brings the rules back must survive a bad block. */
  #textPaths(id: string, family: Family, kind: string): readonly string[] {
    const path = join(this.folder(id), `${kind}.${family}.save`);
    return [path, `${path}.copy`];
  }
}

/** SHA-256 (hex) of a text as it lies on disk. */
export function digestOf(text: string, encoding: 'utf8' | 'latin1'): string {
  return digest(Buffer.from(text, encoding));
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
