import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** A logged-in browser. `key` is the hash of its cookie: safe to keep and to compare. */
export interface Session {
  readonly key: string;
}

/** Who is logged in. Only hashes of cookies are kept; sessions outlive the server's process. */
export interface SessionBook {
  /** A new session and the secret for its cookie. */
  open(): { readonly session: Session; readonly secret: string };
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

/** Sessions in the database, by the clock that is given. */
export function createSessionBook(db: DatabaseSync, now: () => number): SessionBook {
  const insert = db.prepare('INSERT INTO sessions (key, opened_at, seen_at) VALUES (?, ?, ?)');
  const select = db.prepare('SELECT opened_at, seen_at FROM sessions WHERE key = ?');
  const touch = db.prepare('UPDATE sessions SET seen_at = ? WHERE key = ?');
  const remove = db.prepare('DELETE FROM sessions WHERE key = ?');
  const ended = db.prepare('SELECT key FROM sessions WHERE opened_at <= ? OR seen_at <= ?');
  const listeners: ((session: Session) => void)[] = [];

  function lastSeen(key: string): number | null {
    const row = select.get(key);
    if (!row) return null;
    const openedAt = Number(row['opened_at']);
    const seenAt = Number(row['seen_at']);
    // A clock that was set back must not prolong anything.
    const age = Math.abs(now() - openedAt);
    return age < ABSOLUTE_MS && Math.abs(now() - seenAt) < IDLE_MS ? seenAt : null;
  }

  function close(session: Session): void {
    if (remove.run(session.key).changes === 0) return;
    for (const listener of listeners) listener(session);
  }

  return {
    open() {
      const secret = randomBytes(32).toString('base64url');
      const key = keyOf(secret);
      insert.run(key, now(), now());
      return { session: { key }, secret };
    },
    find(secret) {
      const session = { key: keyOf(secret) };
      const seenAt = lastSeen(session.key);
      if (seenAt === null) {
        close(session);
        return null;
      }
      if (now() - seenAt > TOUCH_MS) touch.run(now(), session.key);
      return session;
    },
    isLive: (session) => lastSeen(session.key) !== null,
    close,
    sweep() {
      for (const row of ended.all(now() - ABSOLUTE_MS, now() - IDLE_MS)) close({ key: String(row['key']) });
    },
    onEnd: (listener) => void listeners.push(listener),
  };
}

function keyOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
