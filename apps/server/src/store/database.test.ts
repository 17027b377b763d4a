import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTransaction, NewerDatabase, openDatabase } from './database.ts';
import { keepBackups } from './backup.ts';
import { MIGRATIONS } from './migrations.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): ReturnType<typeof openDatabase> => openDatabase(join(folder, 'data'), () => 1);

test('a new one is made in a folder that only its owner can enter, and found again', () => {
  const { db } = open();
  db.exec("INSERT INTO sessions (key, opened_at, seen_at) VALUES ('k', 1, 1)");
  db.close();
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  const again = open();
  expect(again.quarantined).toBeNull();
  expect(again.db.prepare('SELECT count(*) AS n FROM sessions').get()).toMatchObject({ n: 1 });
  expect(again.db.prepare('SELECT max(version) AS v FROM migrations').get()).toMatchObject({ v: MIGRATIONS.length });
  again.db.close();
});

test('fault 23: a damaged one is put aside, never deleted', () => {
  open().db.close();
  writeFileSync(join(folder, 'data/sluice.db'), 'this is no database, and longer than a header '.repeat(10));
  const { db, quarantined } = open();
  expect(quarantined).toMatch(/sluice\.db\.damaged-1$/);
  expect(readdirSync(join(folder, 'data'))).toContain('sluice.db.damaged-1');
  db.exec("INSERT INTO sessions (key, opened_at, seen_at) VALUES ('k', 1, 1)");
  db.close();
});

test('fault 23: a damaged one is replaced by the last backup, whole', async () => {
  const { db, file } = open();
  db.exec("INSERT INTO sessions (key, opened_at, seen_at) VALUES ('kept', 1, 1)");
  const backups = keepBackups(db, String(file), (error) => {
    throw error;
  });
  backups.wish();
  backups.wish();
  await backups.settled();
  db.exec("INSERT INTO sessions (key, opened_at, seen_at) VALUES ('later', 1, 1)");
  db.close();
  const bytes = readFileSync(String(file));
  // The roots of most tables: the header alone would be found by anyone.
  bytes.fill(0xa5, 4096, 65_536);
  writeFileSync(String(file), bytes);
  const again = open();
  expect(again).toMatchObject({ restored: true, quarantined: expect.stringContaining('.damaged-1') as string });
  expect(again.db.prepare('SELECT key FROM sessions').all()).toEqual([{ key: 'kept' }]);
  again.db.close();
});

test('a damaged one with a damaged backup begins anew, and both are kept', () => {
  open().db.close();
  writeFileSync(join(folder, 'data/sluice.db'), 'no database '.repeat(100));
  writeFileSync(join(folder, 'data/sluice.db.backup'), 'no database either '.repeat(100));
  const { db, restored } = open();
  expect(restored).toBe(false);
  expect(readdirSync(join(folder, 'data'))).toEqual(
    expect.arrayContaining(['sluice.db.damaged-1', 'sluice.db.backup-damaged-1', 'sluice.db.backup']),
  );
  db.close();
});

test('fault 23: where nothing can be written, it is in memory and says why', () => {
  mkdirSync(join(folder, 'data/sluice.db'), { recursive: true });
  const { db, file, trouble } = open();
  expect({ file, trouble }).toEqual({ file: null, trouble: 'the data file cannot be opened' });
  db.exec("INSERT INTO sessions (key, opened_at, seen_at) VALUES ('k', 1, 1)");
  db.close();
});

test('fault 23: one that a newer version wrote is left alone', () => {
  const { db } = open();
  db.prepare('INSERT INTO migrations VALUES (?, 1)').run(MIGRATIONS.length + 1);
  db.close();
  expect(open).toThrow(NewerDatabase);
  expect(readdirSync(join(folder, 'data')).filter((name) => name.includes('damaged'))).toEqual([]);
});

test('a transaction is whole or absent', () => {
  const { db } = open();
  expect(() =>
    inTransaction(db, () => {
      db.exec("INSERT INTO sessions (key, opened_at, seen_at) VALUES ('k', 1, 1)");
      throw new Error('halfway');
    }),
  ).toThrow('halfway');
  expect(db.prepare('SELECT count(*) AS n FROM sessions').get()).toMatchObject({ n: 0 });
  db.close();
});
