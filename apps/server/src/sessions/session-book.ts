import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Storage } from '../store/storage.ts';

/** A logged-in browser. `key` is the hash of its cookie: safe to keep and to compare. */
export interface Session {
  readonly key: string;
  /** Whose it is. */
  readonly name: string;
  /** From where the person logged in. */
  readonly address: string;
}

/** Who did something, for the log of actions. */
export function who({ name, address }: Session): { readonly by: string; readonly from: string } {
  return { by: name, from: address };
}

/** Who is logged in. Only hashes of cookies are kept; sessions outlive the server's process. */
export interface SessionBook {
  /** A new session and the secret for its cookie. */
  open(person: Pick<Session, 'name' | 'address'>): { readonly session: Session; readonly secret: string };
  /** The session of a cookie, if it is still good; counts as activity. */
  find(secret: string): Session | null;
  /** Whether the session is still good; does not count as activity. */
  isLive(session: Session): boolean;
  close(session: Session): void;
  /** Forgets sessions whose time is over. */
  sweep(): void;
  /** Tells when a session ended, for whatever reason. */
  onEnd(listener: (session: Session) => void): void;
}

/** Without a request for this long a session ends. */
export const IDLE_MS = 30 * 60_000;
/** No session lasts longer than this. */
export const ABSOLUTE_MS = 12 * 3_600_000;
/** Activity is written at most this often. */
const TOUCH_MS = 30_000;

interface Kept extends Session {
  readonly openedAt: number;
  readonly seenAt: number;
}

/**
 * Sessions in the database, by the clock that is given. One that the disk does not take lives in memory: who can log in
 * can roll back.
 */
export function createSessionBook(db: DatabaseSync, storage: Storage, now: () => number): SessionBook {
  const insert = db.prepare('INSERT INTO sessions (key, opened_at, seen_at, name, address) VALUES (?, ?, ?, ?, ?)');
  const select = db.prepare('SELECT opened_at, seen_at, name, address FROM sessions WHERE key = ?');
  const touch = db.prepare('UPDATE sessions SET seen_at = ? WHERE key = ?');
  const remove = db.prepare('DELETE FROM sessions WHERE key = ?');
  const ended = db.prepare('SELECT key FROM sessions WHERE opened_at <= ? OR seen_at <= ?');
  const listeners: ((session: Session) => void)[] = [];

  const unkept = new Map<string, Kept>();

  function load(key: string): Kept | null {
    const row = select.get(key);
    if (!row) return null;
    const { opened_at: openedAt, seen_at: seenAt, name, address } = row;
    return { key, openedAt: Number(openedAt), seenAt: Number(seenAt), name: String(name), address: String(address) };
  }

  function findLive(key: string): Kept | null {
    const kept = unkept.get(key) ?? load(key);
    if (!kept) return null;
    // A clock that was set back must not prolong anything.
    const age = Math.abs(now() - kept.openedAt);
    return age < ABSOLUTE_MS && Math.abs(now() - kept.seenAt) < IDLE_MS ? kept : null;
  }

  /** Activity, and a session's end, are known in memory when the disk does not take them. */
  function see(session: Kept): void {
    const seen = { ...session, seenAt: now() };
    const kept = !unkept.has(session.key) && storage.attempt(() => touch.run(seen.seenAt, session.key));
    if (!kept) unkept.set(session.key, seen);
  }

  function close(session: Session): void {
    const inMemory = unkept.delete(session.key);
    let onDisk = load(session.key) !== null;
    if (onDisk && !storage.attempt(() => remove.run(session.key))) {
      unkept.set(session.key, { ...session, openedAt: Number.NEGATIVE_INFINITY, seenAt: 0 });
      onDisk = true;
    }
    if (!inMemory && !onDisk) return;
    for (const listener of listeners) listener(session);
  }

  return {
    open({ name, address }) {
      const secret = randomBytes(32).toString('base64url');
      const kept: Kept = { key: keyOf(secret), name, address, openedAt: now(), seenAt: now() };
      if (!storage.attempt(() => insert.run(kept.key, kept.openedAt, kept.seenAt, name, address))) {
        unkept.set(kept.key, kept);
      }
      return { session: sessionOf(kept), secret };
    },
    find(secret) {
      const key = keyOf(secret);
      const kept = findLive(key);
      if (!kept) {
        const over = load(key);
        if (over) close(sessionOf(over));
        return null;
      }
      if (now() - kept.seenAt > TOUCH_MS) see(kept);
      return sessionOf(kept);
    },
    isLive: (session) => findLive(session.key) !== null,
    close,
    sweep() {
      for (const row of ended.all(now() - ABSOLUTE_MS, now() - IDLE_MS)) {
        const session = load(String(row['key']));
        if (session) close(sessionOf(session));
      }
    },
    onEnd: (listener) => void listeners.push(listener),
  };
}

function sessionOf({ key, name, address }: Kept): Session {
  return { key, name, address };
}

function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
