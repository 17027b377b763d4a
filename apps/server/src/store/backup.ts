import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';

/** Copies of the database, made beside it while it is in use. */
export interface Backups {
  /** Makes a copy soon; of many wishes at once comes one copy that has all of it. */
  wish(): void;
  /** Settles when no copy is being made or wished for. */
  settled(): Promise<void>;
}

/** Where the copy of a database is. */
export function backupOf(file: string): string {
  return `${file}.backup`;
}

/** Makes copies of an open database; what goes wrong is told, never thrown. */
export function keepBackups(db: DatabaseSync, file: string, failed: (error: unknown) => void): Backups {
  let wished = false;
  let work: Promise<void> | null = null;

  async function copy(): Promise<void> {
    const fresh = `${file}.backup-new`;
    try {
      rmSync(fresh, { force: true });
      await backup(db, fresh);
      settle(fresh);
      // Whoever finds the copy finds a whole one: the old until this moment, the new from then on.
      renameSync(fresh, backupOf(file));
    } catch (error) {
      rmSync(fresh, { force: true });
      failed(error);
    }
  }

  async function copyWhileWished(): Promise<void> {
    while (wished) {
      wished = false;
      // oxlint-disable-next-line no-await-in-loop -- one copy at a time
      await copy();
    }
    work = null;
  }

  return {
    wish() {
      wished = true;
      work ??= copyWhileWished();
    },
    settled: async () => {
      await work;
    },
  };
}

function settle(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Puts the copy in the place of a database that is gone; false when there is no copy. */
export function restoreBackup(file: string): boolean {
  const copy = backupOf(file);
  if (!existsSync(copy)) return false;
  copyFileSync(copy, file);
  return true;
}
