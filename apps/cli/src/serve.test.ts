import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, type LongProcess } from '@sluice/helper';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

/** `sluice serve` as a person starts it: real processes, found by the data folder in their arguments. */

const MAIN = join(import.meta.dirname, 'main.ts');

let folder: string;
let running: Serving[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-serve-'));
  running = [];
});
afterEach(async () => {
  for (const { process } of running) {
    process.kill('SIGTERM');
    await process.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

interface Serving {
  readonly process: LongProcess;
  /** Everything printed so far. */
  readonly printed: { out: string; err: string };
}

function sluice(...argv: string[]): Serving {
  const options = ['--disable-warning=ExperimentalWarning', MAIN, ...argv];
  const process = start({ program: 'node', argv: options, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const printed = { out: '', err: '' };
  process.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  process.stderr?.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  return { process, printed };
}

/** A started designer, with its address and the token of its link. */
async function serve(...argv: string[]): Promise<Serving & { address: string; token: string }> {
  const serving = sluice('serve', '--port', '0', '--data', folder, ...argv);
  running.push(serving);
  let ended = false;
  void serving.process.ended.then(() => (ended = true));
  await until(() => serving.printed.out.includes('#login=') || ended, serving);
  const [, address = '', token = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/#login=([\w-]+)/.exec(serving.printed.out) ?? [];
  return { ...serving, address, token };
}

async function until(condition: () => boolean | Promise<boolean>, serving?: Serving): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it did not happen: ${JSON.stringify(serving?.printed)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function post(address: string, path: string, body: unknown, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-sluice': '1', cookie };
  return fetch(`${address}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function logIn(address: string, token: string): Promise<string> {
  const answer = await post(address, '/session', { token });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process that lives now; one that ends while we look is left out. */
function processes(): readonly Found[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
}

function serverOf({ process }: Serving): number {
  return (
    processes().find(({ parent, command }) => parent === process.pid && command.includes('server/src/main.ts'))?.pid ??
    0
  );
}

/** Everything of this test: what was started by it, or names its data folder. */
function mine({ process }: Serving): readonly string[] {
  return processes()
    .filter(({ pid, parent, command }) => pid === process.pid || parent === process.pid || command.includes(folder))
    .map(({ command }) => command);
}

test('starts, logs in once, and serves without root', async () => {
  const serving = await serve('--no-sandbox');
  const cookie = await logIn(serving.address, serving.token);
  expect((await post(serving.address, '/session', { token: serving.token })).status).toBe(401);
  const answer = await fetch(`${serving.address}/api/hosts`, { headers: { cookie } });
  const { hosts } = (await answer.json()) as { hosts: { kind: string }[] };
  expect(hosts.some(({ kind }) => kind === 'gallery')).toBe(true);
  const status = readFileSync(`/proc/${serverOf(serving)}/status`, 'utf8');
  expect(status).toMatch(/^Uid:\t([1-9]\d*)\t\1\t\1\t\1$/m);
  expect(status).toMatch(/^CapEff:\t0+$/m);
  // Nothing of whoever started it reaches the server, or the programs that it makes others start.
  const environment = readFileSync(`/proc/${serverOf(serving)}/cmdline`, 'utf8');
  expect(environment).not.toContain(serving.token);
});

test('a server that is killed comes back: same port, same session, same draft', async () => {
  const serving = await serve('--no-sandbox');
  const cookie = await logIn(serving.address, serving.token);
  const draft = '/hosts/example-fail2ban/drafts/ipv4';
  const group = { label: 'new chain', steps: [{ type: 'createChain', table: 'filter', chain: 'WEB' }] };
  expect((await post(serving.address, `${draft}/edits`, { action: 'do', version: 0, group }, cookie)).status).toBe(200);

  const killed = serverOf(serving);
  process.kill(killed, 'SIGKILL');
  await until(() => ![0, killed].includes(serverOf(serving)), serving);
  await until(
    () =>
      fetch(`${serving.address}/api/health`).then(
        (answer) => answer.ok,
        () => false,
      ),
    serving,
  );
  const answer = await fetch(`${serving.address}/api${draft}`, { headers: { cookie } });
  expect(await answer.json()).toMatchObject({ version: 1, groups: [group], cursor: 1 });
  // A link that was used stays used.
  expect((await post(serving.address, '/session', { token: serving.token })).status).toBe(401);
});

test('gives a new login link when asked by its owner', async () => {
  const serving = await serve('--no-sandbox');
  const asking = sluice('login', '--data', folder);
  await asking.process.ended;
  await until(() => asking.printed.out.includes('#login='), asking);
  const token = asking.printed.out.trim().split('#login=')[1] ?? '';
  expect(token).not.toBe(serving.token);
  await logIn(serving.address, token);
  await logIn(serving.address, serving.token);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends everything', async (signal) => {
  const serving = await serve();
  expect(mine(serving).length).toBeGreaterThan(1);
  process.kill(serving.process.pid, signal);
  const { exit } = await serving.process.ended;
  expect(exit).toBe(0);
  await until(() => mine(serving).length === 0, serving);
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
    const { port } = taken.address() as { port: number };
    const { exit, err } = await refusalOf('serve', '--no-sandbox', '--port', String(port), '--data', folder);
    taken.close();
    expect(exit).toBe(1);
    expect(err).toContain('Choose another one with --port');
  });

  test('when it runs already', async () => {
    await serve('--no-sandbox');
    const { exit, err } = await refusalOf('serve', '--no-sandbox', '--port', '0', '--data', folder);
    expect(exit).toBe(1);
    expect(err).toContain('already runs');
  });

  test('when other machines could reach it', async () => {
    const { exit, err } = await refusalOf('serve', '--listen', '0.0.0.0', '--data', folder);
    expect(exit).toBe(2);
    expect(err).toContain('without TLS');
  });

  test('when there is nobody to give a login link', async () => {
    const { exit, err } = await refusalOf('login', '--data', folder);
    expect(exit).toBe(1);
    expect(err).toContain('No running Sluice');
  });

  test('when nothing answers', async () => {
    expect((await refusalOf('health', '--port', '1')).exit).toBe(1);
  });
});
