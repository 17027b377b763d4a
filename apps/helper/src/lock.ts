import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
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
