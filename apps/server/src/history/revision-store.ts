import type { DatabaseSync } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Family } from '@sluice/netfilter';
import type { Revision } from '@sluice/protocol';
import { inTransaction } from '../store/database.ts';

/** A revision with what only the server needs to know of it. */
export interface StoredRevision extends Revision {
  /** The change on the host that made it; null when none of ours did. */
  readonly changeId: string | null;
  /** The head of the action log when it was written. */
  readonly logHash: string;
}

/** The rules of one family, to be kept with a revision. */
export interface StoredRules {
  readonly family: Family;
  readonly fingerprint: string;
  readonly text: string;
}

/** Revisions and their rules on disk. Rules that several revisions share are kept once. */
export interface RevisionStore {
  /** The newest first. */
  list(host: string, most: number): readonly StoredRevision[];
  find(host: string, number: number): StoredRevision | null;
  /** The rules with this fingerprint. */
  text(fingerprint: string): string | null;
  /** Writes a revision, or writes it anew. */
  put(host: string, revision: StoredRevision, rules: readonly StoredRules[]): void;
  /** Takes away what is beyond what is kept of a host. */
  prune(host: string): void;
  /** Takes away all of a host that is no more. */
  remove(host: string): void;
}

/** States that others made are many, and those of long ago are of little use. */
const KEPT_OF_OTHERS = 500;
const KEPT_OF_OURS = 5000;

/** The store in the server's database. */
export function createRevisionStore(db: DatabaseSync): RevisionStore {
  const select = db.prepare('SELECT * FROM revisions WHERE host = ? ORDER BY number DESC LIMIT ?');
  const selectOne = db.prepare('SELECT * FROM revisions WHERE host = ? AND number = ?');
  const selectText = db.prepare('SELECT text FROM rulesets WHERE fingerprint = ?');
  const putText = db.prepare('INSERT OR IGNORE INTO rulesets (fingerprint, text) VALUES (?, ?)');
  const hasText = db.prepare('SELECT 1 FROM rulesets WHERE fingerprint = ?');
  const insert = db.prepare(
    'INSERT INTO revisions (host, number, at, kind, state, change_id, facts, log_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertFamily = db.prepare(
    'INSERT INTO revision_families (host, number, family, fingerprint) VALUES (?, ?, ?, ?)',
  );
  const removeOne = db.prepare('DELETE FROM revisions WHERE host = ? AND number = ?');
  const removeAll = db.prepare('DELETE FROM revisions WHERE host = ?');
  const removeOld = db.prepare(
    `DELETE FROM revisions WHERE host = ?1 AND (kind = 'outside') = ?2 AND number <
       (SELECT min(number) FROM (SELECT number FROM revisions WHERE host = ?1 AND (kind = 'outside') = ?2 ORDER BY number DESC LIMIT ?3))`,
  );
  const removeTexts = db.prepare(
    'DELETE FROM rulesets WHERE NOT EXISTS (SELECT 1 FROM revision_families AS f WHERE f.fingerprint = rulesets.fingerprint)',
  );

  function write(host: string, revision: StoredRevision, rules: readonly StoredRules[]): void {
    const { number, at, kind, state, changeId, logHash, ...facts } = revision;
    for (const { fingerprint, text } of rules) {
      if (!hasText.get(fingerprint)) putText.run(fingerprint, gzipSync(text, { level: 5 }));
    }
    removeOne.run(host, number);
    insert.run(host, number, at, kind, state, changeId, JSON.stringify(facts), logHash);
    for (const { family, fingerprint } of revision.families) insertFamily.run(host, number, family, fingerprint);
  }

  return {
    list: (host, most) => select.all(host, most).map(readRow),
    find(host, number) {
      const row = selectOne.get(host, number);
      return row ? readRow(row) : null;
    },
    text(fingerprint) {
      const blob = selectText.get(fingerprint)?.['text'];
      return blob instanceof Uint8Array ? gunzipSync(blob).toString('utf8') : null;
    },
    put: (host, revision, rules) => inTransaction(db, () => write(host, revision, rules)),
    prune(host) {
      inTransaction(db, () => {
        const gone =
          Number(removeOld.run(host, 1, KEPT_OF_OTHERS).changes) + Number(removeOld.run(host, 0, KEPT_OF_OURS).changes);
        if (gone > 0) removeTexts.run();
      });
    },
    remove(host) {
      inTransaction(db, () => {
        removeAll.run(host);
        removeTexts.run();
      });
    },
  };
}

function readRow(row: Record<string, unknown>): StoredRevision {
  // Written by this server from a revision that the protocol's type held.
  const facts = JSON.parse(String(row['facts'])) as Omit<
    StoredRevision,
    'number' | 'at' | 'kind' | 'state' | 'changeId' | 'logHash'
  >;
  return {
    ...facts,
    number: Number(row['number']),
    at: Number(row['at']),
    kind: row['kind'] as Revision['kind'],
    state: row['state'] as Revision['state'],
    changeId: typeof row['change_id'] === 'string' ? row['change_id'] : null,
    logHash: String(row['log_hash']),
  };
}
