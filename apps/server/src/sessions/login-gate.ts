import { createHash, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { ok } from '@sluice/netfilter';
import { refusal, type Answer } from '../answers.ts';
import type { Login } from '../config.ts';
import type { Storage } from '../store/storage.ts';
import type { AttemptLimiter } from './attempt-limiter.ts';

/** Turns one-time login tokens into permission to open a session. */
export interface LoginGate {
  /** Allows one more login. */
  allow(login: Login): void;
  /** Uses up the token and gives the login that it was; or says why it opens nothing. */
  redeem(token: string, address: string): Answer<Login>;
}

/**
 * A gate over the used tokens in the database, so that a token stays used when the server starts again.
 * A right token is let in however many wrong ones came before, from whatever address: it has 256 bits,
 * so guessing is hopeless, and a limit on right ones would let anybody lock the person out.
 */
export function createLoginGate(
  db: DatabaseSync,
  { storage, limiter }: { readonly storage: Storage; readonly limiter: AttemptLimiter },
  now: () => number,
): LoginGate {
  const isUsed = db.prepare('SELECT 1 FROM used_logins WHERE hash = ?');
  const use = db.prepare('INSERT OR IGNORE INTO used_logins (hash, used_at, expires_at) VALUES (?, ?, ?)');
  const forget = db.prepare('DELETE FROM used_logins WHERE expires_at < ?');
  let allowed: readonly Login[] = [];
  /** Used while the disk took nothing: they stay used as long as this process lives. */
  const unkept = new Set<string>();

  /** Compares with every token, so that the time taken says nothing about which one was close. */
  function find(token: string): Login | undefined {
    const given = createHash('sha256').update(token).digest();
    return allowed.filter(({ hash }) => timingSafeEqual(Buffer.from(hash, 'hex'), given))[0];
  }

  function refuseToken(address: string, known: boolean): Answer<never> {
    const wait = limiter.fail(address);
    if (wait > 0) {
      return refusal(
        'tooMany',
        `Too many logins failed from this address. Try again in ${Math.ceil(wait / 1000)} seconds; a valid login link still works.`,
      );
    }
    return known
      ? refusal(
          'loginExpired',
          'This login link was used or is too old. Run "bin/sluice login" on the machine for a new one.',
        )
      : refusal('notLoggedIn', 'This login link is not valid. Run "bin/sluice login" on the machine for a new one.');
  }

  return {
    allow(login) {
      allowed = [...allowed.filter(({ expiresAt }) => expiresAt > now() - 3_600_000), login];
    },
    redeem(token, address) {
      const login = find(token);
      if (!login) return refuseToken(address, false);
      if (login.expiresAt <= now() || unkept.has(login.hash) || isUsed.get(login.hash)) {
        return refuseToken(address, true);
      }
      const kept = storage.attempt(() => {
        forget.run(now() - 86_400_000);
        use.run(login.hash, now(), login.expiresAt);
      });
      if (!kept) unkept.add(login.hash);
      return ok(login);
    },
  };
}
