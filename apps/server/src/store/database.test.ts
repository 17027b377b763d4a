import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTransaction, NewerDatabase, openDatabase } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const open = (): ReturnType<typeof openDatabase> => openDatabase(join(folder, 'data'), () => 1);

test('a new one is made in a folder that only its owner can enter, and found again', () => {
  const { db } = open();
  db.exec("INSERT INTO sessions VALUES ('k', 1, 1)");
  db.close();
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  const again = open();
  expect(again.quarantined).toBeNull();
  expect(again.db.prepare('SELECT count(*) AS n FROM sessions').get()).toMatchObject({ n: 1 });
  expect(again.db.prepare('SELECT max(version) AS v FROM migrations').get()).toMatchObject({ v: MIGRATIONS.length });
  again.db.close();
});

test('a damaged one is put aside, never deleted', () => {
  open().db.close();
  writeFileSync(join(folder, 'data/sluice.db'), 'this is no database, and longer than a header '.repeat(10));
  const { db, quarantined } = open();
  expect(quarantined).toMatch(/sluice\.db\.damaged-1$/);
  expect(readdirSync(join(folder, 'data'))).toContain('sluice.db.damaged-1');
  db.exec("INSERT INTO sessions VALUES ('k', 1, 1)");
  db.close();
});

test('one that a newer version wrote is left alone', () => {
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
      db.exec("INSERT INTO sessions VALUES ('k', 1, 1)");
      throw new Error('halfway');
    }),
  ).toThrow('halfway');
  expect(db.prepare('SELECT count(*) AS n FROM sessions').get()).toMatchObject({ n: 0 });
  db.close();
});
