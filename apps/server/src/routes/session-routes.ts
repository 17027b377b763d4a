import { loginRequest, type Session as SessionMessage } from '@sluice/protocol';
import { ok } from '@sluice/netfilter';
import { refusal } from '../answers.ts';
import type { ActionLog } from '../history/action-log.ts';
import { API_VERSION, type Border } from '../http/border.ts';
import { get, post, nothing, type Route } from '../http/routes.ts';
import type { Log } from '../log.ts';
import type { LoginGate } from '../sessions/login-gate.ts';
import { who, type SessionBook } from '../sessions/session-book.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';

/** What the routes around logging in need. */
export interface Doorkeeper {
  readonly gate: LoginGate;
  readonly sessions: SessionBook;
  readonly cookie: SessionCookie;
  readonly border: Border;
  readonly log: Log;
  readonly user: string;
  readonly actions: ActionLog;
  /** What everyone must know now. */
  readonly notice: () => string | null;
}

/** Logging in and out, and whether the server runs. */
export function sessionRoutes(door: Doorkeeper): readonly Route[] {
  const { gate, sessions, cookie, border, log, actions } = door;
  const tell = (person: string): SessionMessage => ({ version: API_VERSION, user: person, notice: door.notice() });
  return [
    { ...get('/health', async () => ok({ ok: true })), access: 'public' },
    get('/session', async ({ session }) => ok(tell(session?.name || door.user))),
    post(
      '/session',
      loginRequest,
      async ({ body, session, request, response }) => {
        const address = request.socket.remoteAddress ?? '';
        const redeemed = gate.redeem(body.token, address);
        if (!redeemed.ok) {
          log('login refused', { address, code: redeemed.error.code });
          // Whoever hammers at the door must not fill the disk.
          if (redeemed.error.code !== 'tooMany') actions.note('login refused', { from: address });
          return redeemed;
        }
        // The session before, if any, is not carried over: nobody can plant one.
        if (session) sessions.close(session);
        const name = redeemed.value.name ?? door.user;
        const { secret, session: opened } = sessions.open({ name, address });
        response.setHeader('Set-Cookie', cookie.set(secret, border.isSecure(request)));
        log('login', { address, name });
        actions.note('login', who(opened));
        return ok(tell(name));
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
        actions.note('logout', who(session));
        return ok(undefined);
      },
      { method: 'DELETE' },
    ),
  ];
}
