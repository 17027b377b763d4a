import { fileURLToPath } from 'node:url';
import { run, start, type LongProcess } from '../exec.ts';
import { isAnswered } from '../listen.ts';
import { resolveProgram } from '../programs.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const START_MS = 20_000;

/** How this machine can give a process namespaces of its own. */
export type SandboxWay =
  | { readonly possible: true; readonly unshare: readonly string[] }
  | { readonly possible: false; readonly reason: string };

/**
 * Two steps: a network namespace that is made before the user namespace has its uid map belongs to nobody, and legacy
 * iptables then cannot read its table names (measured).
 */
const WITH_USER = ['-Urm', '--', 'unshare', '-n', '--'] as const;
/** For root on machines that refuse user namespaces. */
const AS_ROOT = ['-m', '-n', '--'] as const;

/** Finds out by trial whether a sandbox can run here, and says in words why it cannot. */
export async function detectSandbox(): Promise<SandboxWay> {
  for (const program of ['iptables-nft', 'ip', 'unshare', 'nsenter'] as const) {
    const found = resolveProgram(program);
    if (!found.found) return { possible: false, reason: found.reason };
  }
  const ways = process.getuid?.() === 0 ? [WITH_USER, AS_ROOT] : [WITH_USER];
  let words = '';
  for (const unshare of ways) {
    const trial = ['iptables-nft', '-t', 'filter', '-S'];
    const { exit, stderr } = await run({ program: 'unshare', argv: [...unshare, ...trial], timeout: 10_000 });
    if (exit === 0) return { possible: true, unshare };
    words ||= stderr.trim();
  }
  return { possible: false, reason: `This machine does not let a process have a network of its own (${words}).` };
}

/** A sandbox as its starter holds it. */
export interface RunningSandbox {
  readonly pid: number;
  /** Settles when it is gone. */
  readonly ended: Promise<unknown>;
  /** Asks it to end; it does so once no change is pending. */
  stop(): void;
}

/** Where a sandbox keeps its state, listens, and finds the rules it begins with. */
export interface SandboxPlace {
  readonly stateDir: string;
  readonly socket: string;
  readonly rulesDir: string;
}

/**
 * Starts a helper in namespaces of its own, with network, rules and traffic, and resolves when its socket answers. It ends by itself
 * when this process is gone and no change is pending. Rejects with the reason when it does not come up.
 */
export async function startSandbox(place: SandboxPlace): Promise<RunningSandbox> {
  const way = await detectSandbox();
  if (!way.possible) throw new Error(way.reason);
  const helper = [
    process.execPath,
    MAIN,
    '--socket',
    place.socket,
    '--state',
    place.stateDir,
    '--sandbox',
    place.rulesDir,
    '--leash',
  ];
  const argv = [...way.unshare, ...helper];
  const sandbox = start({ program: 'unshare', argv, stdin: 'pipe', stdout: 'ignore', stderr: 'inherit' });
  await answers(place.socket, sandbox);
  return { pid: sandbox.pid, ended: sandbox.ended, stop: () => sandbox.stdin?.end() };
}

async function answers(socket: string, sandbox: LongProcess): Promise<void> {
  let gone = false;
  void sandbox.ended.then(() => (gone = true));
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    if (gone) throw new Error('The sandbox ended while it was starting; its reason stands above.');
    if (await isAnswered(socket)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  sandbox.kill();
  throw new Error(`The sandbox did not answer within ${START_MS / 1000} s.`);
}
