import type { IncomingMessage } from 'node:http';
import type { ApiError } from '@sluice/protocol';
import { ok } from '@sluice/netfilter';
import { refusal, type Answer } from '../answers.ts';

/** Decides whether a request may come in at all, before anything is known about who sent it. */
export interface Border {
  /** The Host header names us: a page of another name that was pointed at this address is turned away (DNS rebinding). */
  checkHost(request: IncomingMessage): Answer<void>;
  /** The request was not made by another site's page. */
  checkOrigin(request: IncomingMessage): Answer<void>;
  /** What a request that changes something must carry besides: things that no form and no image can send. */
  checkChange(request: IncomingMessage): Answer<void>;
  /** All that holds for a socket: browsers send cookies with other sites' sockets too. */
  checkSocket(request: IncomingMessage): Answer<void>;
  /** Whether this request came by the public address over TLS, so that its cookie may be marked secure. */
  isSecure(request: IncomingMessage): boolean;
}

const PASS = ok(undefined);
/** The value of the `x-sluice` header; grows when old pages can no longer talk to the server. */
export const API_VERSION = '1';

/** A border for the port that is really listened on. */
export function createBorder(port: number, publicUrl: string | null): Border {
  const shown = publicUrl === null ? null : new URL(publicUrl);
  const names = ['127.0.0.1', 'localhost', '[::1]'].flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
  const hosts = new Set(names);
  const origins = new Set(names.map((name) => `http://${name}`));
  if (shown) {
    hosts.add(shown.host);
    origins.add(shown.origin);
  }
  const ownOrigin = (origin: string): boolean => origins.has(origin.toLowerCase());

  function checkHost(request: IncomingMessage): Answer<void> {
    const given = hostsOf(request);
    if (given.length === 1 && hosts.has((given[0] ?? '').toLowerCase())) return PASS;
    return refusal(
      'wrongHost',
      'This server does not answer to that name. Nothing was done. Open it by the address that it printed.',
    );
  }

  function checkOrigin(request: IncomingMessage): Answer<void> {
    const { origin } = request.headers;
    if (origin !== undefined && !ownOrigin(origin)) return foreign();
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return foreign();
    return PASS;
  }

  function checkSocket(request: IncomingMessage): Answer<void> {
    const host = checkHost(request);
    if (!host.ok) return host;
    // Browsers name the origin of every websocket; on a poll of their own site they send Sec-Fetch-Site instead.
    const named =
      request.headers.origin !== undefined ||
      (request.headers.upgrade === undefined && request.headers['sec-fetch-site'] === 'same-origin');
    return named ? checkOrigin(request) : foreign();
  }

  function isSecure(request: IncomingMessage): boolean {
    return shown?.protocol === 'https:' && request.headers.host?.toLowerCase() === shown.host;
  }

  return { checkHost, checkOrigin, checkChange, checkSocket, isSecure };
}

function foreign(): { readonly ok: false; readonly error: ApiError } {
  return refusal('wrongOrigin', 'The request came from another site. Nothing was done. Use the page of this server.', {
    unchanged: true,
  });
}

/** Every Host header as sent: Node keeps the first of several and hides the rest. */
function hostsOf(request: IncomingMessage): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at]?.toLowerCase() === 'host') found.push(request.rawHeaders[at + 1] ?? '');
  }
  return found;
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function checkChange(request: IncomingMessage): Answer<void> {
  if (request.headers['sec-fetch-site'] === 'none') return foreign();
  if (request.headers['x-sluice'] !== API_VERSION) {
    return refusal(
      'wrongOrigin',
      `A request that changes something must carry the header x-sluice: ${API_VERSION}. Nothing was changed. Reload the page.`,
      { unchanged: true },
    );
  }
  const isJson = /^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? '');
  if (!isJson && (request.method !== 'DELETE' || hasBody(request))) {
    return refusal('badInput', 'The body must be application/json. Nothing was changed.', { unchanged: true });
  }
  return PASS;
}
