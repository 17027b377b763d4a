import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchStorage } from '../store/storage.ts';
import { actionLogIn, checkLog, openActionLog } from './action-log.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const storage = watchStorage(
  () => {},
  () => {},
);
const read = (): string => readFileSync(actionLogIn(folder), 'utf8');

function write(...events: readonly string[]): void {
  const { actions } = openActionLog(folder, storage, () => 1_700_000_000_000);
  for (const event of events) actions.note(event, { by: 'ann', host: 'local' });
  actions.close();
}

test('entries are chained, over a restart too, and nobody else can read them', () => {
  write('login', 'apply');
  write('keep');
  expect(checkLog(read())).toMatchObject({ entries: 3, brokenAt: null });
  expect(read().split('\n')[2]).toMatch(/^\{"entry":3,"at":"2023-11-14T22:13:20.000Z","event":"keep","by":"ann"/);
  expect(statSync(actionLogIn(folder)).mode & 0o777).toBe(0o600);
});

const lines = (): string[] => read().split('\n').slice(0, -1);
const rewrite = (changed: readonly string[]): void => writeFileSync(actionLogIn(folder), `${changed.join('\n')}\n`);

test.each([
  ['a word is changed', 2, () => rewrite(lines().map((line, at) => (at === 1 ? line.replace('ann', 'bob') : line)))],
  ['an entry is taken out', 2, () => rewrite(lines().toSpliced(1, 1))],
  ['two entries change places', 1, () => rewrite([lines()[1] ?? '', lines()[0] ?? '', ...lines().slice(2)])],
  ['the first one is gone', 1, () => rewrite(lines().slice(1))],
  ['an entry is made up', 4, () => appendFileSync(actionLogIn(folder), `${lines()[0]}\n`)],
  ['a line is no entry at all', 4, () => appendFileSync(actionLogIn(folder), 'nothing to see here\n')],
])('it shows when %s', (_what, brokenAt, tamper) => {
  write('login', 'apply', 'keep');
  tamper();
  expect(checkLog(read()).brokenAt).toBe(brokenAt);
});

test('it goes on after a break, and the break stays visible', () => {
  write('login', 'apply', 'keep');
  rewrite(lines().toSpliced(1, 1));
  write('login');
  expect(checkLog(read())).toMatchObject({ entries: 3, brokenAt: 2 });
});

test('what a crash left of a line is taken away by the next entry', () => {
  write('login', 'apply');
  truncateSync(actionLogIn(folder), statSync(actionLogIn(folder)).size - 20);
  const { entries, brokenAt } = checkLog(read());
  expect({ entries, brokenAt }).toEqual({ entries: 1, brokenAt: null });
  write('keep');
  expect(checkLog(read())).toMatchObject({ entries: 2, brokenAt: null });
});
