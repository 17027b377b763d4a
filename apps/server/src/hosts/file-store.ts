import type { DatabaseSync } from 'node:sqlite';
import type { Family } from '@sluice/netfilter';

/** A dump that a person opened: its rules are all that is known of its host. */
export interface OpenedFile {
  /** Names it among the hosts. */
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly text: string;
}

/** Opened files on disk, until somebody closes them. */
export interface FileStore {
  all(): readonly OpenedFile[];
  add(file: OpenedFile): void;
  remove(id: string): void;
}

/** The store in the server's database. */
export function createFileStore(db: DatabaseSync, now: () => number): FileStore {
  const select = db.prepare('SELECT id, name, family, text FROM opened_files ORDER BY opened_at');
  const insert = db.prepare('INSERT INTO opened_files (id, name, family, text, opened_at) VALUES (?, ?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM opened_files WHERE id = ?');
  return {
    all: () =>
      select.all().map((row) => ({
        id: String(row['id']),
        name: String(row['name']),
        family: row['family'] === 'ipv6' ? 'ipv6' : 'ipv4',
        text: String(row['text']),
      })),
    add: ({ id, name, family, text }) => void insert.run(id, name, family, text, now()),
    remove: (id) => void remove.run(id),
  };
}
