import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, type LongProcess } from '@sluice/helper';

/** `sluice` as a person starts it, for tests: real processes, found by their parents and by the data folder. */

const MAIN = join(import.meta.dirname, '../main.ts');

/** A command line that runs. */
export interface RunningSluice {
  readonly process: LongProcess;
  /** Everything printed so far. */
  readonly printed: { out: string; err: string };
}

/** A started designer, with its address and the token of its link. */
export interface ServingSluice extends RunningSluice {
  readonly address: string;
  readonly token: string;
  readonly folder: string;
  /** The process that serves now; 0 between two. */
  readonly serverPid: () => number;
  /** Commands of all processes that belong to it. */
  readonly commands: () => readonly string[];
  /** A request that changes something. */
  readonly post: (path: string, body: unknown, cookie?: string) => Promise<Response>;
  /** What a path shows to who is logged in. */
  readonly see: (path: string, cookie: string) => Promise<unknown>;
  readonly logIn: (token?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts the command line with these words. */
export function sluice(...argv: string[]): RunningSluice {
  const options = ['--disable-warning=ExperimentalWarning', MAIN, ...argv];
  const process = start({ program: 'node', argv: options, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const printed = { out: '', err: '' };
  process.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  process.stderr?.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  return { process, printed };
}

/** Starts `sluice serve` on a free port, with a data folder of its own unless one is given. */
export async function serve(argv: readonly string[], folder = newFolder()): Promise<ServingSluice> {
  const running = sluice('serve', '--port', '0', '--data', folder, ...argv);
  let ended = false;
  void running.process.ended.then(() => (ended = true));
  await until(
    () => running.printed.out.includes('#login=') || ended,
    () => running.printed,
  );
  const [, address = '', token = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/#login=([\w-]+)/.exec(running.printed.out) ?? [];
  const { pid } = running.process;

  async function post(path: string, body: unknown, cookie = ''): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'x-sluice': '1', cookie };
    return fetch(`${address}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  return {
    ...running,
    address,
    token,
    folder,
    post,
    see: async (path, cookie) => (await fetch(`${address}/api${path}`, { headers: { cookie } })).json(),
    serverPid: () =>
      processes().find(({ parent, command }) => parent === pid && command.includes('server/src/main.ts'))?.pid ?? 0,
    commands: () =>
      processes()
        .filter((found) => found.pid === pid || found.parent === pid || found.command.includes(folder))
        .map(({ command }) => command),
    logIn: async (other = token) => {
      const answer = await post('/session', { token: other });
      if (answer.status !== 200) throw new Error(`login failed: ${await answer.text()}`);
      return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    },
    stop: async () => {
      running.process.kill('SIGTERM');
      await running.process.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until it is so; says what `shown` gives when it never is. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  shown: () => unknown = () => '',
): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it did not happen: ${JSON.stringify(shown())}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** An empty data folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sluice-serve-'));
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
