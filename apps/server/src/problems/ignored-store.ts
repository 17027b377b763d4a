import type { DatabaseSync } from 'node:sqlite';
import type { IgnoredProblem } from '@sluice/protocol';

/** Findings that people decided to live with, on disk, until somebody thinks otherwise. */
export interface IgnoredStore {
  /** The newest first. */
  list(host: string): readonly IgnoredProblem[];
  /** Adds one, or gives it another reason. */
  put(host: string, problem: IgnoredProblem): void;
  /** False when it was not ignored. */
  remove(host: string, id: string): boolean;
  /** Takes away all of a host that is no more. */
  forget(host: string): void;
}

/** The store in the server's database. */
export function createIgnoredStore(db: DatabaseSync): IgnoredStore {
  const select = db.prepare('SELECT id, reason, by_name, at FROM ignored_problems WHERE host = ? ORDER BY at DESC, id');
  const insert = db.prepare(
    'INSERT OR REPLACE INTO ignored_problems (host, id, reason, by_name, at) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM ignored_problems WHERE host = ? AND id = ?');
  const forget = db.prepare('DELETE FROM ignored_problems WHERE host = ?');
  return {
    list: (host) =>
      select.all(host).map((row) => ({
        id: String(row['id']),
        reason: String(row['reason']),
        by: String(row['by_name']),
        at: Number(row['at']),
      })),
    put: (host, { id, reason, by, at }) => void insert.run(host, id, reason, by, at),
    remove: (host, id) => remove.run(host, id).changes > 0,
    forget: (host) => void forget.run(host),
  };
}
