import { closeSync, openSync } from 'node:fs';
import { lockHolder, takeLock } from './lock.ts';
import { HelperRefusal } from './failure.ts';
import { versionAtLeast } from './tools.ts';

/** Compiled into the tools; rivals who name another file exclude nobody. */
const PATH = '/run/xtables.lock';
const PATIENCE = 8000;

/**
 * Does something while nobody else who uses iptables-legacy can write: a reading, and what is restored because of it, are
 * one step then. `held` says whether it is so; older tools know no other lock file, would wait for us for ever, and so take
 * the lock themselves. Refuses with `busy` when someone keeps the lock.
 */
export async function underXtablesLock<T>(work: (held: boolean) => Promise<T>): Promise<T> {
  // XTABLES_LOCKFILE came with 1.8.4.
  if (!(await versionAtLeast(1, 8, 4))) return work(false);
  if (!canLock()) return work(false);
  const lock = await takeLock(PATH, PATIENCE);
  if (!lock) {
    const holder = lockHolder(PATH);
    const who = holder ? `${holder.name || 'a process'} (process ${holder.pid})` : 'another program';
    throw new HelperRefusal('busy', `The lock of the iptables rules is held by ${who}.`);
  }
  try {
    return await work(true);
  } finally {
    lock.release();
  }
}

/** The tool itself says best what keeps it from its lock file. */
function canLock(): boolean {
  try {
    closeSync(openSync(PATH, 'a', 0o600));
    return true;
  } catch {
    return false;
  }
}
