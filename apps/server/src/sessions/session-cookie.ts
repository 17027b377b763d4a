import type { IncomingMessage } from 'node:http';

/** The cookie that holds a session's secret; named by port, because cookies do not tell ports apart. */
export interface SessionCookie {
  /** The secret that the request carries; null when it carries none, or more than one. */
  read(request: IncomingMessage): string | null;
  /** The Set-Cookie value that stores the secret until the browser closes. */
  set(secret: string, secure: boolean): string;
  /** The Set-Cookie value that removes it. */
  clear(secure: boolean): string;
}

const SECRET = /^[\w-]{43}$/;

/** The cookie of the server on this port. */
export function createSessionCookie(port: number): SessionCookie {
  const plain = `sluice-${port}`;
  // The prefix makes browsers refuse the cookie unless it is secure, host-only and for the whole site.
  const nameFor = (secure: boolean): string => (secure ? `__Host-${plain}` : plain);
  return {
    read(request) {
      const found = (request.headers.cookie ?? '')
        .split(';')
        .map((pair) => pair.trim().split('='))
        .filter(([name]) => name === nameFor(true) || name === nameFor(false))
        .map(([, value]) => value ?? '');
      const [secret, another] = found;
      return secret !== undefined && another === undefined && SECRET.test(secret) ? secret : null;
    },
    set: (secret, secure) => `${nameFor(secure)}=${secret}; ${attributes(secure)}`,
    clear: (secure) => `${nameFor(secure)}=; Max-Age=0; ${attributes(secure)}`,
  };
}

function attributes(secure: boolean): string {
  return `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}
