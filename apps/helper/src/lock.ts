import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { start } from './exec.ts';

/** A lock that is held. It is the kernel's: whoever holds it and dies has let it go. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of this file, waiting up to `patience` milliseconds; null when someone else keeps it. Node cannot
 * lock files, so a small process holds the lock for as long as our end of its pipe is open.
 */
export async function takeLock(path: string, patience: number): Promise<Lock | null> {
  closeSync(openSync(path, 'a', 0o600));
  const holder = start({
    program: 'flock',
    argv: ['-x', '-w', (patience / 1000).toFixed(3), path, 'cat'],
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'ignore',
  });
  holder.stdin?.write('\n');
  const held = holder.stdout ? once(holder.stdout, 'data').then(() => true) : Promise.resolve(false);
  const got = await Promise.race([held, holder.ended.then(() => false)]);
  const release = (): void => {
    // `cat` ends with its input, and the lock with it.
    holder.stdin?.end();
    holder.release();
  };
  if (got) return { release };
  release();
  return null;
}

/** Who holds the lock of this file now, if that can be told: the kernel lists the holders in /proc/locks. */
export function lockHolder(path: string): { readonly pid: number; readonly name: string } | null {
  try {
    const { ino } = statSync(path);
    const line = readFileSync('/proc/locks', 'latin1')
      .split('\n')
      .find((entry) => entry.includes(' FLOCK ') && !entry.includes('->') && entry.includes(`:${ino} `));
    const pid = Number(line?.trim().split(/\s+/)[4]);
    // Zero and less: a process of another pid namespace.
    return pid > 0 ? { pid, name: nameOf(pid) } : null;
  } catch {
    return null;
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1').trim();
  } catch {
    return '';
  }
}
