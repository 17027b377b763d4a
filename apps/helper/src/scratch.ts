import { once } from 'node:events';
import { run, start, type Command, type LongProcess, type Namespaces, type Outcome } from './exec.ts';
import { HelperRefusal } from './failure.ts';

/** A network namespace with nothing in it: what is restored there reaches nobody. */
export interface Scratch {
  /** Runs a program of the closed list in it. */
  readonly run: (command: Omit<Command, 'inside'>) => Promise<Outcome>;
  close(): void;
}

const READY_WITHIN = 5000;

/**
 * Makes a scratch namespace, with a lock file of its own for iptables-legacy. It goes away when it is closed, and
 * when the helper dies. Refuses with `unavailable` where the host allows no namespaces.
 */
export async function openScratch(): Promise<Scratch> {
  const asRoot = ['-n', '-m', '--', 'cat'];
  const asUser = ['-Urm', '--', 'unshare', '-n', '--', 'cat'];
  const first = await hold(asRoot, false);
  if (typeof first !== 'string') return first;
  const second = await hold(asUser, true);
  if (typeof second !== 'string') return second;
  const why = first === second ? first : `${first}; ${second}`;
  throw new HelperRefusal('unavailable', `No scratch namespace can be made here: ${why}`, { unchanged: true });
}

/** Starts a `cat` in new namespaces: they live while it does, and it ends when its input does. */
async function hold(argv: readonly string[], user: boolean): Promise<Scratch | string> {
  const holder = start({ program: 'unshare', argv, stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
  const refusal = await greet(holder);
  if (refusal !== null) {
    holder.kill();
    holder.release();
    return refusal;
  }
  const inside: Namespaces = { pid: holder.pid, user };
  const scratch: Scratch = {
    run: (command) => run({ ...command, inside }),
    close: () => {
      holder.kill();
      holder.release();
    },
  };
  const mounted = await scratch.run({
    program: 'mount',
    argv: ['-t', 'tmpfs', 'tmpfs', '/run'],
    timeout: READY_WITHIN,
  });
  if (mounted.exit === 0) return scratch;
  scratch.close();
  return mounted.stderr.trim();
}

/** Null when the holder echoes, which it does only once its namespaces are there. */
async function greet(holder: LongProcess): Promise<string | null> {
  let complaint = '';
  holder.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  holder.stdin?.write('\n');
  const patience = AbortSignal.timeout(READY_WITHIN);
  const echoed = holder.stdout
    ? once(holder.stdout, 'data', { signal: patience }).then(
        () => true,
        () => false,
      )
    : Promise.resolve(false);
  const answered = await Promise.race([echoed, holder.ended.then(() => false)]);
  if (answered) return null;
  await new Promise((resolve) => setImmediate(resolve));
  return complaint.trim() || 'unshare did not answer';
}
