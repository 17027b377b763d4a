import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceSkip } from '@sluice/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultDataFolder, foldersIn, prepareDataFolder, serverIdentity } from './data-folder.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-data-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test.each([
  [{ SLUICE_DATA: '/srv/sluice', HOME: '/home/x' }, true, '/srv/sluice'],
  [{}, true, '/var/lib/sluice'],
  [{ XDG_STATE_HOME: '/home/x/state' }, false, '/home/x/state/sluice'],
])('with %j, root %s: %s', (env, isRoot, path) => {
  expect(defaultDataFolder(env, isRoot)).toBe(path);
});

test('without anything said it is in the home folder', () => {
  expect(defaultDataFolder({}, false)).toMatch(/\/\.local\/state\/sluice$/);
});

test('only its owner can look inside', () => {
  const data = prepareDataFolder(join(folder, 'a/b'), null);
  for (const path of [data.path, data.server, data.sockets]) expect(modeOf(path)).toBe(0o700);
});

test('a folder that was open to others is closed', () => {
  const path = join(folder, 'open');
  mkdirSync(path, { mode: 0o755 });
  prepareDataFolder(path, null);
  expect(modeOf(path)).toBe(0o700);
});

const isRoot = process.getuid?.() === 0;
if (!isRoot) announceSkip('data folders of two users', 'not root');

test.skipIf(!isRoot)('of root: the server passes through to its own, and sees nothing else', () => {
  const server = { uid: 65_530, gid: 65_530 };
  const data = prepareDataFolder(join(folder, 'root'), server);
  expect(statSync(data.path)).toMatchObject({ uid: 0, gid: 65_530 });
  expect(modeOf(data.path)).toBe(0o710);
  expect(statSync(data.server)).toMatchObject({ uid: 65_530, gid: 65_530 });
  expect(modeOf(data.server)).toBe(0o700);
  expect(modeOf(data.sockets)).toBe(0o710);
  // And again, as at the next start.
  expect(prepareDataFolder(join(folder, 'root'), server)).toMatchObject({ path: data.path });
});

test.skipIf(!isRoot)('a folder that somebody else made is refused', () => {
  const path = join(folder, 'root');
  prepareDataFolder(path, { uid: 65_530, gid: 65_530 });
  expect(() => prepareDataFolder(path, { uid: 65_531, gid: 65_531 })).toThrow('belongs to somebody else');
});

test('a link in its place is refused', () => {
  const path = join(folder, 'linked');
  mkdirSync(path);
  symlinkSync(folder, join(path, 'server'));
  expect(() => prepareDataFolder(path, null)).toThrow('belongs to somebody else');
});

test('sockets of a folder with a long name are found elsewhere, always at the same place', () => {
  const long = join(folder, 'x'.repeat(90));
  expect(foldersIn(long).sockets.length).toBeLessThan(80);
  expect(foldersIn(long).sockets).toBe(foldersIn(long).sockets);
  expect(foldersIn(long).sockets).not.toBe(foldersIn(`${long}y`).sockets);
});

test('the server becomes the user sluice where there is one', () => {
  expect(serverIdentity('root:x:0:0::/:/bin/sh\nsluice:x:990:991::/:/bin/false\n')).toEqual({ uid: 990, gid: 991 });
  expect(serverIdentity('root:x:0:0::/:/bin/sh\n')).toEqual({ uid: 65_530, gid: 65_530 });
});
