import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from './migrations.ts';

/** An open database, and where a damaged one that it replaces was put. */
export interface OpenedDatabase {
  readonly db: DatabaseSync;
  readonly quarantined: string | null;
}

/** The database was written by a newer Sluice; it is left alone. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase';
}

/**
 * Opens the server's database in a folder and brings it to this version. A damaged one is put aside,
 * never deleted, and a fresh one takes its place: the rules are on the hosts, only drafts and logins are here.
 */
export function openDatabase(folder: string, now: () => number): OpenedDatabase {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'sluice.db');
  try {
    return { db: openSound(file, now), quarantined: null };
  } catch (error) {
    if (error instanceof NewerDatabase || !isDamage(error)) throw error;
    const quarantined = `${file}.damaged-${now()}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, quarantined + suffix);
    }
    return { db: openSound(file, now), quarantined };
  }
}

function openSound(file: string, now: () => number): DatabaseSync {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;');
    const [check] = db.prepare('PRAGMA quick_check(1)').all();
    if (check?.['quick_check'] !== 'ok') throw new DamagedDatabase();
    migrate(db, now);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: DatabaseSync, now: () => number): void {
  db.exec('CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, run_at INTEGER NOT NULL) STRICT');
  const version = Number(db.prepare('SELECT coalesce(max(version), 0) AS version FROM migrations').get()?.['version']);
  if (version > MIGRATIONS.length) {
    throw new NewerDatabase(
      `The data was written by a newer Sluice (version ${version}, this one knows ${MIGRATIONS.length}). Nothing was touched. Run the newer Sluice, or name another data directory.`,
    );
  }
  const note = db.prepare('INSERT INTO migrations (version, run_at) VALUES (?, ?)');
  for (const [at, statements] of MIGRATIONS.entries()) {
    if (at < version) continue;
    inTransaction(db, () => {
      db.exec(statements);
      note.run(at + 1, now());
    });
  }
}

/** Runs all of it or none of it. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

class DamagedDatabase extends Error {}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

function isDamage(error: unknown): boolean {
  if (error instanceof DamagedDatabase) return true;
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}
