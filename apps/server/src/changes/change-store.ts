import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { FAMILIES } from '@sluice/netfilter';
import type { TrialGroups } from '@sluice/protocol';

/** What the server keeps about a change that it asked a host for, beside what the host itself keeps. */
export interface ChangeRecord {
  readonly host: string;
  readonly id: string;
  /** The session that applied. */
  readonly sessionKey: string;
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
  add(change: Pick<ChangeRecord, 'host' | 'id' | 'sessionKey' | 'trial'>, nonce: string): void;
  markProbed(host: string, id: string): void;
  markSettled(host: string, id: string): void;
}

const KEEP_MS = 30 * 86_400_000;

/** The store in the server's database. */
export function createChangeStore(db: DatabaseSync, now: () => number): ChangeStore {
  const select = db.prepare('SELECT * FROM changes WHERE host = ? AND id = ?');
  const insert = db.prepare(
    'INSERT INTO changes (host, id, session_key, nonce_hash, families, applied_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const probed = db.prepare('UPDATE changes SET probed = 1 WHERE host = ? AND id = ?');
  const settled = db.prepare('UPDATE changes SET settled = 1 WHERE host = ? AND id = ?');
  const forget = db.prepare('DELETE FROM changes WHERE applied_at < ?');
  return {
    find(host, id) {
      const row = select.get(host, id);
      if (!row) return null;
      return {
        host,
        id,
        sessionKey: String(row['session_key']),
        nonceHash: String(row['nonce_hash']),
        trial: readTrial(String(row['families'])),
        probed: row['probed'] === 1,
        settled: row['settled'] === 1,
      };
    },
    add({ host, id, sessionKey, trial }, nonce) {
      forget.run(now() - KEEP_MS);
      insert.run(host, id, sessionKey, hashOfNonce(nonce), writeTrial(trial), now());
    },
    markProbed: (host, id) => void probed.run(host, id),
    markSettled: (host, id) => void settled.run(host, id),
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
