import { createHash, randomBytes } from 'node:crypto';
import type { Login } from '@sluice/server';

/** A one-time login: the server gets the hash, the person gets the link. */
export interface LoginLink {
  readonly login: Login;
  /** The page's address with the token behind `#`, which browsers never send and no log sees. */
  link(address: string): string;
}

/** How long a link may be used. */
export const LOGIN_MINUTES = 15;

/** A new link with 256 random bits, for a person of this name. */
export function createLoginLink(now: number, name = ''): LoginLink {
  const token = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(token).digest('hex');
  return {
    login: { hash, expiresAt: now + LOGIN_MINUTES * 60_000, ...(name === '' ? {} : { name }) },
    link: (address) => `${address}#login=${token}`,
  };
}
