import { loginRequest, type Session as SessionMessage } from '@sluice/protocol';
import { ok } from '@sluice/netfilter';
import { refusal } from '../answers.ts';
import { API_VERSION, type Border } from '../http/border.ts';
import { get, post, nothing, type Route } from '../http/routes.ts';
import type { Log } from '../log.ts';
import type { LoginGate } from '../sessions/login-gate.ts';
import type { SessionBook } from '../sessions/session-book.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';

/** What the routes around logging in need. */
export interface Doorkeeper {
  readonly gate: LoginGate;
  readonly sessions: SessionBook;
  readonly cookie: SessionCookie;
  readonly border: Border;
  readonly log: Log;
  readonly user: string;
  readonly notice: string | null;
}

/** Logging in and out, and whether the server runs. */
export function sessionRoutes(door: Doorkeeper): readonly Route[] {
  const { gate, sessions, cookie, border, log } = door;
  const who = (): SessionMessage => ({ version: API_VERSION, user: door.user, notice: door.notice });
  return [
    { ...get('/health', async () => ok({ ok: true })), access: 'public' },
    get('/session', async () => ok(who())),
    post(
      '/session',
      loginRequest,
      async ({ body, session, request, response }) => {
        const address = request.socket.remoteAddress ?? '';
        const redeemed = gate.redeem(body.token, address);
        if (!redeemed.ok) {
          log('login refused', { address, code: redeemed.error.code });
          return redeemed;
        }
        // The session before, if any, is not carried over: nobody can plant one.
        if (session) sessions.close(session);
        const { secret } = sessions.open();
        response.setHeader('Set-Cookie', cookie.set(secret, border.isSecure(request)));
        log('login', { address });
        return ok(who());
      },
      { access: 'public', limit: 2048 },
    ),
    post(
      '/session',
      nothing,
      async ({ session, request, response }) => {
        if (!session) return refusal('notLoggedIn', 'You are not logged in.');
        sessions.close(session);
        response.setHeader('Set-Cookie', cookie.clear(border.isSecure(request)));
        log('logout');
        return ok(undefined);
      },
      { method: 'DELETE' },
    ),
  ];
}
