import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { restoreBackup } from './backup.ts';
import { MIGRATIONS } from './migrations.ts';
import { diskTrouble } from './storage.ts';

/** An open database, and what had to be done to open it. */
export interface OpenedDatabase {
  readonly db: DatabaseSync;
  /** Where it is on disk; null when nothing can be kept there. */
  readonly file: string | null;
  /** Where a damaged one was put that this one replaces. */
  readonly quarantined: string | null;
  /** Whether it was taken from the last backup. */
  readonly restored: boolean;
  /** Why nothing is kept on disk; null when it is. */
  readonly trouble: string | null;
}

/** The database was written by a newer Sluice; it is left alone. */
export class NewerDatabase extends Error {
  override readonly name = 'NewerDatabase';
}

/**
 * Opens the server's database in a folder and brings it to this version. A damaged one is put aside, never deleted, and
 * the last backup takes its place, or a fresh one. Where the disk takes nothing, the database is in memory: the hosts
 * and their pending changes must be reachable all the same.
 */
export function openDatabase(folder: string, now: () => number): OpenedDatabase {
  const file = join(folder, 'sluice.db');
  const sound = { file, quarantined: null, restored: false, trouble: null };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { ...sound, db: openSound(file, now) };
  } catch (error) {
    if (error instanceof NewerDatabase) throw error;
    if (isDamage(error)) return recover(file, now);
    const trouble = diskTrouble(error);
    if (trouble === null) throw error;
    return { ...sound, db: openSound(':memory:', now), file: null, trouble };
  }
}

/** Puts the damaged file aside and opens the last backup; when that is damaged too, a fresh database. */
function recover(file: string, now: () => number): OpenedDatabase {
  const quarantined = putAside(file, `${file}.damaged-${now()}`);
  const sound = { file, quarantined, trouble: null };
  try {
    if (restoreBackup(file)) return { ...sound, db: openSound(file, now), restored: true };
  } catch (error) {
    if (!isDamage(error)) throw error;
    putAside(file, `${file}.backup-damaged-${now()}`);
  }
  return { ...sound, db: openSound(file, now), restored: false };
}

function putAside(file: string, aside: string): string {
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
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
    // A full disk has rolled it back already.
    if (db.isTransaction) db.exec('ROLLBACK');
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
