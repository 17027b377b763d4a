import type { Log } from '../log.ts';

/**
 * Whether the server's own data can be written. What must go on when it cannot (a confirmation, a login, the news of a
 * host) writes through `attempt`; everything else may throw, and its caller is told `storageFailed`.
 */
export interface Storage {
  /** For a person; null while all is well. */
  readonly trouble: string | null;
  /** Does a write; false when the disk did not take it. Other errors are bugs and thrown on. */
  attempt(write: () => void, where?: Where): boolean;
  /** Whether an error is the disk's; remembers it. */
  isTrouble(error: unknown, where?: Where): boolean;
}

/** What is written to; each may fail while the other does not. */
export type Where = 'database' | 'log';

const DAMAGED = 'the data file is damaged';

/** SQLite's primary result codes that speak of the disk, not of us: https://sqlite.org/rescode.html */
const DISK = new Map<number, string>([
  [8, 'the disk is read-only'],
  [10, 'the disk does not take what is written'],
  [11, DAMAGED],
  [13, 'the disk is full'],
  [14, 'the data file cannot be opened'],
  [26, DAMAGED],
]);
const SYSTEM = new Map<string, string>([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota on the disk is used up'],
  ['EROFS', 'the disk is read-only'],
  ['EIO', 'the disk does not take what is written'],
]);

/** What the disk has to say, when the error is its own. */
export function diskTrouble(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const sqlite = 'errcode' in error ? DISK.get(Number(error.errcode) & 0xff) : undefined;
  const system = 'code' in error ? SYSTEM.get(String(error.code)) : undefined;
  return sqlite ?? system ?? null;
}

/** Watches over writes; `changed` runs when trouble begins or ends. */
export function watchStorage(log: Log, changed: () => unknown): Storage {
  const troubles = new Map<Where, string>();
  const now = (): string | null => troubles.values().next().value ?? null;

  function become(where: Where, words: string | null): void {
    const before = now();
    // A damaged file stays one, though some of it can still be written.
    if (words === null && troubles.get(where) !== DAMAGED) troubles.delete(where);
    if (words !== null) troubles.set(where, words);
    if (now() === before) return;
    log('storage', { trouble: now() });
    changed();
  }

  function isTrouble(error: unknown, where: Where = 'database'): boolean {
    const words = diskTrouble(error);
    if (words !== null) become(where, words);
    return words !== null;
  }

  return {
    get trouble() {
      return now();
    },
    isTrouble,
    attempt(write, where = 'database') {
      try {
        write();
      } catch (error) {
        if (isTrouble(error, where)) return false;
        throw error;
      }
      become(where, null);
      return true;
    },
  };
}
