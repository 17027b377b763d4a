import { existsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { identify, sleep } from './clock.ts';
import { run, start } from './exec.ts';
import { resolveProgram } from './programs.ts';

const EVIL = { XTABLES_LIBDIR: '/tmp/evil', XTABLES_LOCKFILE: '/tmp/evil.lock', LD_PRELOAD: '/tmp/evil.so', IFS: 'x' };
const saved = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(EVIL)) delete process.env[name];
  Object.assign(process.env, saved);
});

test('children get a fixed environment, whatever ours is', async () => {
  Object.assign(process.env, EVIL, { PATH: '/tmp/evil', NODE_OPTIONS: '--require=/tmp/evil.cjs' });
  const { stdout } = await run({ program: 'cat', argv: ['/proc/self/environ'], timeout: 5000 });
  const words = stdout
    .toString()
    .split('\0')
    .filter((word) => word !== '');
  expect(words.toSorted()).toEqual(['LC_ALL=C', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin']);
});

test('children start in / with the words as given: there is no shell', async () => {
  const words = ['$(touch /tmp/sluice-canary)', '`id`', '; id', '*'];
  const { stdout } = await run({
    program: 'node',
    argv: ['-p', 'JSON.stringify([process.cwd(), ...process.argv.slice(1)])', ...words],
    timeout: 10_000,
  });
  expect(JSON.parse(stdout.toString())).toEqual(['/', ...words]);
  expect(existsSync('/tmp/sluice-canary')).toBe(false);
});

test('input goes in by stdin, and a program that does not read it is judged by its exit', async () => {
  expect((await run({ program: 'cat', argv: [], input: 'hello', timeout: 5000 })).stdout.toString()).toBe('hello');
  const deaf = await run({ program: 'node', argv: ['-e', '0'], input: Buffer.alloc(5_000_000), timeout: 10_000 });
  expect(deaf.exit).toBe(0);
});

test('who takes too long is killed with everything that it started', async () => {
  const script = `const c = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'inherit' }); console.log(c.pid); setTimeout(() => {}, 60000)`;
  const outcome = await run({ program: 'node', argv: ['-e', script], timeout: 700 });
  expect(outcome).toMatchObject({ timedOut: true, exit: null, signal: 'SIGKILL' });
  expect(outcome.took).toBeLessThan(5000);
  const grandchild = Number(outcome.stdout.toString());
  await sleep(50);
  expect(grandchild).toBeGreaterThan(0);
  expect(identify(grandchild)).toBeNull();
});

test('a long process is in a session of its own, and can be let go', async () => {
  const child = start({ program: 'cat', argv: [], stdin: 'pipe', stdout: 'pipe', stderr: 'ignore' });
  child.stdin?.end();
  expect(await child.ended).toEqual({ exit: 0, signal: null });
});

test('only programs of the list are found, at absolute paths', () => {
  expect(resolveProgram('cat')).toMatchObject({ found: true, path: expect.stringMatching(/^\/(usr\/)?s?bin\/cat$/) });
});
