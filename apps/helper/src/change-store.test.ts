import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChangeRecord } from './change-state.ts';
import { ChangeStore, DamagedChange, digestOf } from './change-store.ts';
import { bootId, bootTime, identify, networkNamespace } from './clock.ts';
import { start } from './exec.ts';

let folder: string;
let store: ChangeStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-store-'));
  store = new ChangeStore(join(folder, 'state'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const TEXTS = { before: '*filter\n-A INPUT -j A\nCOMMIT\n', made: '*filter\nCOMMIT\n', plan: 'é' };
const digests = {
  before: digestOf(TEXTS.before, 'latin1'),
  made: digestOf(TEXTS.made, 'latin1'),
  plan: digestOf(TEXTS.plan, 'latin1'),
};

function create(): ChangeRecord {
  const owner = identify(process.pid);
  if (!owner) throw new Error('no /proc');
  const record: ChangeRecord = {
    format: 1,
    id: store.newId(Date.now()),
    state: 'prepared',
    bootId: bootId(),
    namespace: networkNamespace(),
    owner,
    guard: null,
    createdAt: 1,
    families: [{ family: 'ipv4', backend: 'nft', encoding: 'latin1', planHash: 'h', base: 'b', digests }],
  };
  store.create(record, { texts: new Map([['ipv4', TEXTS]]) }, { deadline: bootTime() + 60_000, length: 60_000 });
  return record;
}

test('keeps a change so that another process finds it, for its owner alone', () => {
  const { id } = create();
  const other = new ChangeStore(join(folder, 'state'));
  expect(other.pending()).toMatchObject({ id, state: 'prepared' });
  expect(other.last()).toBeNull();
  expect(other.status(other.pending() as ChangeRecord)).toMatchObject({ id, window: 60_000, plans: [{ input: 'é' }] });
  const modes = readdirSync(store.folder(id)).map((name) => statSync(join(store.folder(id), name)).mode & 0o777);
  expect(new Set(modes)).toEqual(new Set([0o600]));
  expect(statSync(store.folder(id)).mode & 0o777).toBe(0o700);
});

test('moves on only where it can', () => {
  const { id } = create();
  expect(() => store.advance(id, { type: 'confirm' })).toThrow('prepared');
  store.advance(id, { type: 'rollBack', reason: 'asked' });
  store.advance(id, { type: 'rolledBack' });
  expect(store.pending()).toBeNull();
  expect(store.last()).toMatchObject({ id, state: 'rolledBack', reason: 'asked' });
});

test('is decided once', () => {
  const { id } = create();
  expect(store.decision(id)).toBeNull();
  expect(store.decide(id, { decision: 'confirm' })).toBe(true);
  expect(store.decide(id, { decision: 'rollBack', reason: 'deadline' })).toBe(false);
  expect(store.decision(id)).toEqual({ decision: 'confirm' });
});

test('is decided once among processes that try at the same moment', async () => {
  const script = `
    const [, modulePath, state, id, at] = process.argv;
    const { ChangeStore } = await import(modulePath);
    const store = new ChangeStore(state);
    while (Date.now() < Number(at));
    console.log(store.decide(id, { decision: 'rollBack', reason: 'deadline' }));`;
  const { id } = create();
  const at = String(Date.now() + 900);
  const words = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const racer = start({
        program: 'node',
        argv: [
          '--input-type=module',
          '-e',
          script,
          join(import.meta.dirname, 'change-store.ts'),
          join(folder, 'state'),
          id,
          at,
        ],
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'inherit',
      });
      let said = '';
      racer.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      await racer.ended;
      return said.trim();
    }),
  );
  expect(words.toSorted()).toEqual(['false', 'false', 'false', 'false', 'false', 'true']);
});

test('a damaged text is read from its copy, and two damaged ones are noticed', () => {
  const record = create();
  const family = record.families[0] as (typeof record.families)[number];
  const path = join(store.folder(record.id), 'before.ipv4.save');
  writeFileSync(path, readFileSync(path, 'utf8').replace('-j A', '-j B'));
  expect(store.text(record.id, family, 'before')).toBe(TEXTS.before);
  writeFileSync(`${path}.copy`, '');
  expect(() => store.text(record.id, family, 'before')).toThrow(DamagedChange);
});

test('without a deadline that can be read there is no time left', () => {
  const { id } = create();
  writeFileSync(join(store.folder(id), 'window.json'), '{');
  expect(store.window(id).deadline).toBe(0);
});

test('forgets old changes that ended, and never one that waits', () => {
  const waiting = create();
  for (let made = 0; made < 25; made++) {
    const { id } = create();
    store.advance(id, { type: 'rollBack', reason: 'failed' });
    store.advance(id, { type: 'rolledBack' });
  }
  store.prune();
  expect(store.ids()).toHaveLength(21);
  expect(store.pending()?.id).toBe(waiting.id);
});

test('fault 43: a change that another version wrote is not taken for none, and is left alone', () => {
  const { id } = create();
  const path = join(store.folder(id), 'state.json');
  const written = readFileSync(path, 'utf8').replace('"format": 1', '"format": 2');
  for (const copy of [path, `${path}.copy`]) writeFileSync(copy, written);
  expect(store.pending()).toBeNull();
  expect(store.holdsOtherVersion()).toBe(true);
  store.prune();
  expect(readFileSync(path, 'utf8')).toBe(written);
  writeFileSync(path, written.replace('"prepared"', '"rolledBack"'));
  writeFileSync(`${path}.copy`, written.replace('"prepared"', '"rolledBack"'));
  expect(store.holdsOtherVersion()).toBe(false);
});
