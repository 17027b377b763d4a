import type { DatabaseSync } from 'node:sqlite';
import { openActionLog, type ActionLog, type LogCheck } from '../history/action-log.ts';
import type { Log } from '../log.ts';
import { keepBackups } from './backup.ts';
import { openDatabase, type OpenedDatabase } from './database.ts';
import { watchStorage, type Storage } from './storage.ts';

/** The server's own data, open, and what a person must know about it. */
export interface OpenData {
  readonly db: DatabaseSync;
  readonly storage: Storage;
  readonly actions: ActionLog;
  /** What is wrong with the data now; empty when nothing is. */
  notices(): readonly string[];
  /** Has the database copied soon. */
  backUp(): void;
  close(): Promise<void>;
}

/** What the data is opened with. */
export interface DataKeepers {
  readonly log: Log;
  readonly now: () => number;
  /** Something in `notices()` changed; `mended`: the disk takes writes again. */
  readonly changed: (mended: boolean) => void;
}

/** How often a disk that took nothing is tried again. */
const MEND_MS = 5000;

/** Opens database and log of actions in a folder; damage is put aside, and a disk that takes nothing is lived with. */
export function openData(folder: string, { log, now, changed }: DataKeepers): OpenData {
  const opened = openDatabase(folder, now);
  const { db, file, quarantined } = opened;
  if (quarantined !== null) log('database damaged', { quarantined });
  // What is found while opening stands in the notices; nobody can be told of it yet.
  let isOpen = false;
  const storage = watchStorage(log, () => isOpen && changed(storage.trouble === null));
  const { actions, found } = openActionLog(folder, storage, now);
  if (found.brokenAt !== null) log('log of actions broken', { line: found.brokenAt });
  actions.note('start', { logBrokenAt: found.brokenAt });
  const backups = file === null ? null : keepBackups(db, file, (error) => void storage.isTrouble(error));
  const said = openingNotices(opened, found);

  const mending = setInterval(() => {
    if (storage.trouble === null) return;
    actions.flush();
    storage.attempt(() => db.exec('PRAGMA user_version = 1'));
  }, MEND_MS).unref();

  isOpen = true;
  return {
    db,
    storage,
    actions,
    notices: () => [...said, ...storageNotices(storage)],
    backUp: () => backups?.wish(),
    async close() {
      clearInterval(mending);
      await backups?.settled();
      actions.note('stop');
      actions.close();
      db.close();
    },
  };
}

/** What was found wrong with the data at the start, for everyone who logs in. */
function openingNotices({ quarantined, restored, trouble }: OpenedDatabase, { brokenAt }: LogCheck): readonly string[] {
  const notices: string[] = [];
  if (quarantined !== null) {
    const instead = restored ? 'the last backup took its place' : 'a new one was begun';
    notices.push(
      `The database of drafts, history and logins was damaged. It was put aside as ${quarantined}, and ${instead}; the hosts' rules are not touched by this.`,
    );
  }
  if (brokenAt !== null) {
    notices.push(
      `The log of actions is not what was written, from line ${brokenAt} on: somebody or something changed it. "sluice log verify" says more.`,
    );
  }
  if (trouble !== null) {
    notices.push(
      `Sluice runs without its data: ${trouble}. Earlier drafts and the history are not shown, and nothing new is kept. The hosts can be looked at, and a pending change can be kept or rolled back. Make room, then start Sluice again.`,
    );
  }
  return notices;
}

function storageNotices({ trouble }: Storage): readonly string[] {
  if (trouble === null) return [];
  return [
    `Sluice cannot write its data: ${trouble}. Edits and new changes are refused until it can; a pending change can be kept or rolled back, and its way back does not need this data.`,
  ];
}
