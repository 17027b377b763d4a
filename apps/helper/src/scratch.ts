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

/** Who makes the namespaces: root, or anyone who may make a user namespace first. */
export type Maker = 'root' | 'user';

/** The words for `unshare`, up to the program that shall run in the new namespaces. */
export const UNSHARE: Readonly<Record<Maker, readonly string[]>> = {
  root: ['-n', '-m', '--'],
  // In two steps, or iptables-legacy-save may not read its list of tables.
  user: ['-Urm', '--', 'unshare', '-n', '--'],
};

/**
 * Makes a scratch namespace, with a lock file of its own for iptables-legacy. It goes away when it is closed, and
 * when the helper dies. Refuses with `unavailable` where the host allows no namespaces.
 */
export async function openScratch(makers: readonly Maker[] = ['root', 'user']): Promise<Scratch> {
  const reasons = new Set<string>();
  for (const maker of makers) {
    const scratch = await hold(maker);
    if (typeof scratch !== 'string') return scratch;
    reasons.add(scratch);
  }
  const message = `No scratch namespace can be made here: ${[...reasons].join('; ')}`;
  throw new HelperRefusal('unavailable', message, { unchanged: true });
}

/** Starts a `cat` in new namespaces: they live while it does, and it ends when its input does. */
async function hold(maker: Maker): Promise<Scratch | string> {
  const argv = [...UNSHARE[maker], 'cat'];
  const holder = start({ program: 'unshare', argv, stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' });
  const refusal = await greet(holder);
  if (refusal !== null) {
    holder.kill();
    holder.release();
    return refusal;
  }
  const inside: Namespaces = { pid: holder.pid, user: maker === 'user' };
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
