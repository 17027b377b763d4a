import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { PLAIN_ENV, runProgram, type CommandResult, type RunOptions } from './process.ts';

/** A network of its own that lives as long as its holder process. */
export interface Namespace {
  /** The holder: `nsenter -t PID` leads in. */
  readonly pid: number;
  /** The argument vector that runs a program inside. */
  inside(argv: readonly string[]): readonly string[];
  /** Runs a program inside and waits for its end. */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Ends the holder, and with it the network and every rule in it. */
  close(): Promise<void>;
}

const AS_ROOT = process.getuid?.() === 0;

/**
 * Two steps without root: the network must be made by someone who already is root in the user namespace, or
 * iptables-legacy-save may not read its list of tables.
 */
const UNSHARE = AS_ROOT ? ['unshare', '-m', '-n', '--'] : ['unshare', '-Urm', '--', 'unshare', '-n', '--'];
const ENTER = AS_ROOT ? ['-n', '-m'] : ['-U', '-n', '-m', '--preserve-credentials'];

/** A private /run for the lock of iptables-legacy; then wait until whoever started us goes away. */
const HOLD = 'mount -t tmpfs tmpfs /run && ip link set lo up && echo ready && exec cat';

/** Makes a network namespace with loopback up. Works as root and, where user namespaces are allowed, without. */
export async function openNamespace(): Promise<Namespace> {
  return hold([...UNSHARE, 'sh', '-c', HOLD]);
}

/** A second network beside the given one, so that the two can be joined; it ends with `close` of its own. */
export async function openNeighbour(beside: Namespace): Promise<Namespace> {
  return hold([...beside.inside(['unshare', '-m', '-n', '--', 'sh', '-c', HOLD])]);
}

async function hold(argv: readonly string[]): Promise<Namespace> {
  const [program = '', ...args] = argv;
  const holder = spawn(program, args, { env: PLAIN_ENV });
  const complaints: Buffer[] = [];
  holder.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const ended = once(holder, 'close');
  if (!(await isReady(holder))) {
    await ended;
    throw new Error(`no network namespace: ${Buffer.concat(complaints).toString('utf8').trim()}`);
  }
  const pid = holder.pid ?? 0;
  const inside = (inner: readonly string[]): readonly string[] => [
    'nsenter',
    '-t',
    String(pid),
    ...ENTER,
    '--',
    ...inner,
  ];
  return {
    pid,
    inside,
    run: (inner, options) => runProgram(inside(inner), options),
    close: async () => {
      // Only its input: `cat` ends by itself, and would do so as well if this process died.
      holder.stdin.end();
      await ended;
    },
  };
}

async function isReady(holder: ChildProcessWithoutNullStreams): Promise<boolean> {
  return new Promise((resolve) => {
    holder.stdout.once('data', () => resolve(true));
    holder.once('error', () => resolve(false));
    holder.once('close', () => resolve(false));
  });
}
