import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start, startSandbox } from '@sluice/helper';
import { FAMILIES } from '@sluice/netfilter';
import type { HostConfig } from '@sluice/server';
import type { DataFolder, Identity } from './data-folder.ts';

/** A helper that runs, as `serve` holds it. */
interface RunningHelper {
  /** Settles when it is gone. */
  readonly ended: Promise<unknown>;
  /** Lets it end; it stays for as long as a change is pending. */
  stop(): void;
}

/** A helper that is started again when it dies, until stopped. */
export interface SupervisedHelper {
  /** Lets it end; resolves when it has. It stays for as long as a change is pending. */
  stop(): Promise<unknown>;
}

/** What helpers need to know of their place. */
export interface HelperPlace {
  readonly data: DataFolder;
  /** Whose group may open their sockets; null when all run as one user. */
  readonly server: Identity | null;
  readonly say: (message: string) => void;
}

const HELPER = fileURLToPath(new URL('../../helper/src/main.ts', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));
const START_MS = 15_000;
const FIRST_WAIT_MS = 200;
const LAST_WAIT_MS = 10_000;

/** Starts the sandbox and keeps it running. Rejects with the reason where this machine cannot have one. */
export async function superviseSandbox(place: HelperPlace): Promise<SupervisedHelper & { readonly host: HostConfig }> {
  const { stateDir, socket } = placesOf('sandbox', place);
  const begin = async (): Promise<RunningHelper> => {
    const running = await startSandbox({ stateDir, socket, rulesDir: join(EXAMPLES, 'sandbox') });
    share(socket, place.server);
    return running;
  };
  const helper = await keepRunning('The sandbox', begin, place.say);
  const about =
    'A private network with the real kernel’s netfilter, example rules and small real traffic. It cannot touch this machine.';
  return { ...helper, host: { kind: 'sandbox', id: 'sandbox', name: 'Sandbox', about, socket } };
}

/** Starts the helper for this machine's own rules and keeps it running. */
export async function superviseLocal(place: HelperPlace): Promise<SupervisedHelper & { readonly host: HostConfig }> {
  const { stateDir, socket } = placesOf('local', place);
  const begin = async (): Promise<RunningHelper> => {
    const argv = [HELPER, '--socket', socket, '--state', stateDir, '--leash'];
    const running = start({ program: 'node', argv, stdin: 'pipe', stdout: 'ignore', stderr: 'inherit' });
    await answers(socket, running.ended);
    share(socket, place.server);
    return { ended: running.ended, stop: () => running.stdin?.end() };
  };
  const helper = await keepRunning('The helper of this machine', begin, place.say);
  const about = 'The rules of the machine that Sluice runs on. Read-only until you unlock it.';
  return { ...helper, host: { kind: 'local', id: 'local', name: hostname(), about, socket } };
}

/** The examples as hosts without a kernel. */
export function galleryHosts(): readonly HostConfig[] {
  return readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'sandbox')
    .flatMap(({ name }) => {
      const texts = FAMILIES.flatMap((family) => {
        const file = join(EXAMPLES, name, family === 'ipv4' ? 'rules.v4.save' : 'rules.v6.save');
        return existsSync(file) ? [{ family, text: readFileSync(file, 'utf8') }] : [];
      });
      if (texts.length === 0) return [];
      const { title, summary } = readFrontMatter(join(EXAMPLES, name, 'README.md'));
      const about = `${summary} An example: edits and plans work, there is no kernel behind it.`;
      return [{ kind: 'gallery' as const, id: `example-${name}`, name: title || name, about, texts }];
    });
}

function readFrontMatter(file: string): { readonly title: string; readonly summary: string } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, title = ''] = /^title: (.+)$/m.exec(text) ?? [];
  const [, summary = ''] = /^summary: (.+)$/m.exec(text) ?? [];
  return { title, summary };
}

function placesOf(host: string, { data }: HelperPlace): { readonly stateDir: string; readonly socket: string } {
  const stateDir = data.helper(host);
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  return { stateDir, socket: join(data.sockets, host) };
}

/** Lets the server's group, and nobody else, open the socket. */
function share(socket: string, server: Identity | null): void {
  if (server) chownSync(socket, 0, server.gid);
  chmodSync(socket, server ? 0o660 : 0o600);
}

async function keepRunning(
  what: string,
  begin: () => Promise<RunningHelper>,
  say: (message: string) => void,
): Promise<SupervisedHelper> {
  let running = await begin();
  let stopped = false;
  const watchOver = async (): Promise<void> => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
      const startedAt = performance.now();
      await running.ended;
      if (stopped) return;
      if (performance.now() - startedAt > LAST_WAIT_MS * 3) wait = FIRST_WAIT_MS;
      say(`${what} ended; it starts again.`);
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
      if (stopped) return;
      try {
        running = await begin();
      } catch (error) {
        say(`${what} could not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  void watchOver();
  return {
    stop() {
      stopped = true;
      running.stop();
      return running.ended;
    },
  };
}

async function answers(socket: string, ended: Promise<unknown>): Promise<void> {
  const state = { gone: false };
  void ended.then(() => (state.gone = true));
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline && !state.gone) {
    if (await accepts(socket)) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error('the helper did not come up; its reason stands above.');
}

function accepts(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}
