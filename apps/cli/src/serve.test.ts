import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newFolder, serve, sluice, until, type ServingSluice } from './testing/serving.ts';

/** `sluice serve` without a kernel: what it starts, who it becomes, what survives what. */

let folder: string;
let serving: ServingSluice | null;
beforeEach(() => {
  folder = newFolder();
  serving = null;
});
afterEach(async () => {
  await serving?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(...argv: string[]): Promise<ServingSluice> {
  serving = await serve(argv, folder);
  return serving;
}

test('starts, logs in once, and serves without root', async () => {
  const { see, post, logIn, token, serverPid } = await start('--no-sandbox');
  const cookie = await logIn();
  expect((await post('/session', { token })).status).toBe(401);
  const { hosts } = (await see('/hosts', cookie)) as { hosts: { kind: string }[] };
  expect(hosts.some(({ kind }) => kind === 'gallery')).toBe(true);
  const status = readFileSync(`/proc/${serverPid()}/status`, 'utf8');
  expect(status).toMatch(/^Uid:\t([1-9]\d*)\t\1\t\1\t\1$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  // Everybody can read the arguments of a process.
  expect(readFileSync(`/proc/${serverPid()}/cmdline`, 'utf8')).not.toContain(token);
});

test('a server that is killed comes back: same port, same session, same draft', async () => {
  const { address, post, see, logIn, token, serverPid, printed } = await start('--no-sandbox');
  const cookie = await logIn();
  const draft = '/hosts/example-fail2ban/drafts/ipv4';
  const group = { label: 'new chain', steps: [{ type: 'createChain', table: 'filter', chain: 'WEB' }] };
  expect((await post(`${draft}/edits`, { action: 'do', version: 0, group }, cookie)).status).toBe(200);

  const killed = serverPid();
  process.kill(killed, 'SIGKILL');
  await until(
    () => ![0, killed].includes(serverPid()),
    () => printed,
  );
  await until(() =>
    fetch(`${address}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  expect(await see(draft, cookie)).toMatchObject({ version: 1, groups: [group], cursor: 1 });
  // A link that was used stays used.
  expect((await post('/session', { token })).status).toBe(401);
});

test('gives a new login link when asked by its owner', async () => {
  const { logIn, token } = await start('--no-sandbox');
  const asking = sluice('login', '--data', folder);
  await asking.process.ended;
  await until(() => asking.printed.out.includes('#login='));
  const another = asking.printed.out.trim().split('#login=')[1] ?? '';
  expect(another).not.toBe(token);
  await logIn(another);
  await logIn();
});

test('a link can be for somebody by name, who is named so in the log of actions, which can be verified', async () => {
  const { logIn, see } = await start('--no-sandbox');
  const asking = sluice('login', '--data', folder, '--as', 'Ann');
  await asking.process.ended;
  await until(() => asking.printed.out.includes('#login='));
  const cookie = await logIn(asking.printed.out.trim().split('#login=')[1] ?? '');
  expect(await see('/session', cookie)).toMatchObject({ user: 'Ann' });
  const path = join(folder, 'server/actions.jsonl');
  expect(readFileSync(path, 'utf8')).toContain('"event":"login","by":"Ann"');
  const verified = sluice('log', 'verify', '--data', folder);
  expect((await verified.process.ended).exit).toBe(0);
  await until(() => /^\d+ entries, the last one is [0-9a-f]{64}$/m.test(verified.printed.out));
  writeFileSync(path, readFileSync(path, 'utf8').replace('Ann', 'Bob'));
  const { exit, err } = await refusalOf('log', 'verify', '--data', folder);
  expect(exit).toBe(1);
  expect(err).toMatch(/Line \d of the log is not what was written/);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends everything', async (signal) => {
  const { process: started, commands } = await start('--no-sandbox');
  expect(commands().length).toBeGreaterThan(1);
  process.kill(started.pid, signal);
  expect((await started.ended).exit).toBe(0);
  await until(() => commands().length === 0, commands);
});

async function refusalOf(...argv: string[]): Promise<{ exit: number | null; err: string }> {
  const refused = sluice(...argv);
  const { exit } = await refused.process.ended;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { exit, err: refused.printed.err };
}

describe('says what to do', () => {
  test('when the port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { exit, err } = await refusalOf('serve', '--no-sandbox', '--port', String(port), '--data', folder);
    taken.close();
    expect(exit).toBe(1);
    expect(err).toContain('Choose another one with --port');
  });

  test('when it runs already', async () => {
    await start('--no-sandbox');
    const { exit, err } = await refusalOf('serve', '--no-sandbox', '--port', '0', '--data', folder);
    expect(exit).toBe(1);
    expect(err).toContain('already runs');
  });

  test.each([
    ['other machines could reach it', ['serve', '--listen', '0.0.0.0'], 2, 'without TLS'],
    ['there is nobody to give a login link', ['login', '--data', '/nonexistent'], 1, 'No running Sluice'],
    ['nothing answers', ['health', '--port', '1'], 1, 'Nothing answers'],
  ] as const)('when %s', async (_what, argv, code, words) => {
    const { exit, err } = await refusalOf(...argv);
    expect(exit).toBe(code);
    expect(err).toContain(words);
  });
});
