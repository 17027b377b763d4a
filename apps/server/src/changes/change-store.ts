import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { FAMILIES } from '@sluice/netfilter';
import type { TrialGroups } from '@sluice/protocol';
import type { Storage } from '../store/storage.ts';

/** What the server keeps about a change that it asked a host for, beside what the host itself keeps. */
export interface ChangeRecord {
  readonly host: string;
  readonly id: string;
  /** The session that applied, and whose it was. */
  readonly sessionKey: string;
  readonly by: string;
  readonly nonceHash: string;
  /** Which drafts went into it, and how many groups of each. */
  readonly trial: TrialGroups;
  /** A request has come over a connection that was made after the change. */
  readonly probed: boolean;
  /** The end of the change has been dealt with. */
  readonly settled: boolean;
}

/** Changes on disk, so that a server that starts in the window knows whose change waits. */
export interface ChangeStore {
  find(host: string, id: string): ChangeRecord | null;
  add(change: Pick<ChangeRecord, 'host' | 'id' | 'sessionKey' | 'by' | 'trial'>, nonce: string): void;
  markProbed(host: string, id: string): void;
  markSettled(host: string, id: string): void;
  /** The disk takes writes again: writes what it did not take. */
  mend(): void;
}

const KEEP_MS = 30 * 86_400_000;

/**
 * The store in the server's database. What the disk does not take is known as long as this process lives: whoever
 * applied a change can keep it all the same.
 */
export function createChangeStore(db: DatabaseSync, storage: Storage, now: () => number): ChangeStore {
  const unkept = new Map<string, ChangeRecord>();
  const select = db.prepare('SELECT * FROM changes WHERE host = ? AND id = ?');
  const insert = db.prepare(
    'INSERT INTO changes (host, id, session_key, nonce_hash, families, applied_at, by_name) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const probed = db.prepare('UPDATE changes SET probed = 1 WHERE host = ? AND id = ?');
  const settled = db.prepare('UPDATE changes SET settled = 1 WHERE host = ? AND id = ?');
  const forget = db.prepare('DELETE FROM changes WHERE applied_at < ?');

  function find(host: string, id: string): ChangeRecord | null {
    const known = unkept.get(`${host} ${id}`);
    if (known) return known;
    const row = select.get(host, id);
    if (!row) return null;
    return {
      host,
      id,
      sessionKey: String(row['session_key']),
      by: String(row['by_name']),
      nonceHash: String(row['nonce_hash']),
      trial: readTrial(String(row['families'])),
      probed: row['probed'] === 1,
      settled: row['settled'] === 1,
    };
  }

  function mark(host: string, id: string, what: Partial<ChangeRecord>, write: () => void): void {
    const record = find(host, id);
    if (!record) return;
    const kept = !unkept.has(`${host} ${id}`) && storage.attempt(write);
    if (!kept) unkept.set(`${host} ${id}`, { ...record, ...what });
  }

  return {
    find,
    add(change, nonce) {
      const { host, id, sessionKey, by, trial } = change;
      const nonceHash = hashOfNonce(nonce);
      const kept = storage.attempt(() => {
        forget.run(now() - KEEP_MS);
        insert.run(host, id, sessionKey, nonceHash, writeTrial(trial), now(), by);
      });
      if (!kept) unkept.set(`${host} ${id}`, { ...change, nonceHash, probed: false, settled: false });
    },
    markProbed: (host, id) => mark(host, id, { probed: true }, () => probed.run(host, id)),
    markSettled: (host, id) => mark(host, id, { settled: true }, () => settled.run(host, id)),
    mend() {
      for (const [name, record] of unkept) {
        const { host, id, sessionKey, nonceHash, by, trial } = record;
        const kept = storage.attempt(() => {
          if (!select.get(host, id)) insert.run(host, id, sessionKey, nonceHash, writeTrial(trial), now(), by);
          if (record.probed) probed.run(host, id);
          if (record.settled) settled.run(host, id);
        });
        if (kept) unkept.delete(name);
      }
    },
  };
}

/** As it is kept: `ipv4:3 ipv6:1`. */
function writeTrial(trial: TrialGroups): string {
  return Object.entries(trial)
    .map(([family, groups]) => `${family}:${groups}`)
    .join(' ');
}

function readTrial(text: string): TrialGroups {
  const words = new Map(text.split(' ').map((word) => word.split(':') as [string, string]));
  return Object.fromEntries(
    FAMILIES.filter((family) => words.has(family)).map((family) => [family, Number(words.get(family))]),
  );
}

/** The form in which a nonce is kept. */
export function hashOfNonce(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex');
}
