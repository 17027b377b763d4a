import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Family } from '@sluice/netfilter';
import type { ChangeStatus } from '@sluice/protocol/helper';
import { advance, isPending, type ChangeEvent, type ChangeRecord, type FamilyRecord } from './change-state.ts';
import { bootId, bootTime } from './clock.ts';
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
const TEXTS = ['before', 'made', 'plan'] as const;

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
  create(record: ChangeRecord, texts: ReadonlyMap<Family, ChangeTexts>, window: Window): void {
    makeDirectory(this.folder(record.id));
    for (const family of record.families) {
      const own = texts.get(family.family);
      if (own) for (const kind of TEXTS) this.#writeText(record.id, { family, kind, text: own[kind] });
    }
    this.setWindow(record.id, window);
    const byDeadline: Decision = { decision: 'rollBack', reason: 'deadline' };
    writeDurably(this.#readyDecision(record.id), JSON.stringify(byDeadline));
    this.#write(record);
  }

  /** The record; null when there is none, or none that can be read. */
  read(id: string): ChangeRecord | null {
    try {
      const record = JSON.parse(readFileSync(join(this.folder(id), 'state.json'), 'utf8')) as ChangeRecord;
      return record.format === 1 ? record : null;
    } catch {
      return null;
    }
  }

  /** Moves a change on, on disk. Throws where the event cannot happen: that is a bug. */
  advance(id: string, event: ChangeEvent): ChangeRecord {
    const record = this.read(id);
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
    } catch (error) {
      if (decision.decision === 'confirm') throw error;
      // A full disk: the decision to roll back was laid ready when there was room, and needs a name only.
      return claimReady(path, this.#readyDecision(id));
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

  /** How the last change ended, if one did. */
  last(): ChangeRecord | null {
    return this.#find((record) => !isPending(record));
  }

  /** Forgets all but the newest changes that have ended. */
  prune(): void {
    const ended = this.ids().filter((id) => {
      const record = this.read(id);
      return !record || !isPending(record);
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
    };
  }

  #find(wanted: (record: ChangeRecord) => boolean): ChangeRecord | null {
    for (const id of this.ids()) {
      const record = this.read(id);
      if (record && wanted(record)) return record;
    }
    return null;
  }

  #readyDecision(id: string): string {
    return join(this.folder(id), 'outcome.ready.json');
  }

  #planText(id: string, family: FamilyRecord): string {
    try {
      return this.text(id, family, 'plan');
    } catch {
      return '';
    }
  }

  #write(record: ChangeRecord): void {
    writeDurably(join(this.folder(record.id), 'state.json'), `${JSON.stringify(record, null, 1)}\n`);
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
