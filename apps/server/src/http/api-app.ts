import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { statusOf, type ApiError } from '@sluice/protocol';
import { refusal, type Answer } from '../answers.ts';
import type { Log } from '../log.ts';
import type { SessionBook } from '../sessions/session-book.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';
import type { Border } from './border.ts';
import { readJsonBody } from './json-body.ts';
import type { Storage } from '../store/storage.ts';
import type { Call, Route } from './routes.ts';
import { securityHeaders } from './security-headers.ts';

/** What the checks before a route need. */
export interface Gatekeepers {
  readonly border: Border;
  readonly sessions: SessionBook;
  readonly cookie: SessionCookie;
  readonly log: Log;
  readonly storage: Storage;
  /** Whether the next request is to come over a new connection, so that it proves that the host lets one in. */
  readonly wantsNewConnections: () => boolean;
}

/**
 * The HTTP side: checks, then the routes of the table, then `page` for everything outside /api.
 * A path that no route names is not found; a route that forgot nothing else still has its checks.
 */
export function createApiApp(routes: readonly Route[], page: RequestHandler, keepers: Gatekeepers): Express {
  const app = express();
  app.enable('case sensitive routing');
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', false);

  app.use((_request, response, next) => {
    response.set(securityHeaders());
    next();
  });
  app.use(pass((request) => keepers.border.checkHost(request)));
  app.use((_request, response, next) => {
    if (keepers.wantsNewConnections()) response.set('Connection', 'close');
    next();
  });
  app.use('/api', apiRouter(routes, keepers));
  app.use(page);
  app.use(lastResort(keepers.log));
  return app;
}

function apiRouter(routes: readonly Route[], keepers: Gatekeepers): RequestHandler {
  const router = express.Router({ caseSensitive: true, strict: true });
  router.use(pass((request) => keepers.border.checkOrigin(request)));
  router.use(pass((request) => (isReading(request.method) ? null : keepers.border.checkChange(request))));
  for (const route of routes) {
    const handlers = [handlerOf(route, keepers)];
    if (route.access === 'session') handlers.unshift(pass((request) => checkSession(request, keepers)));
    router[route.method === 'GET' ? 'get' : route.method === 'POST' ? 'post' : 'delete'](route.path, ...handlers);
  }
  router.use((_request, response) => {
    sendError(response, refusal('notFound', 'There is nothing at this address. Nothing was changed.').error);
  });
  return router;
}

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function checkSession(request: express.Request, { sessions, cookie }: Gatekeepers): Answer<void> {
  const secret = cookie.read(request);
  const session = secret === null ? null : sessions.find(secret);
  if (session) return { ok: true, value: undefined };
  return refusal(
    secret === null ? 'notLoggedIn' : 'loginExpired',
    'You are not logged in, or your session has ended. Nothing was changed. Run "bin/sluice login" on the machine for a new login link.',
    { unchanged: true },
  );
}

function handlerOf(route: Route, { sessions, cookie, storage, wantsNewConnections }: Gatekeepers): RequestHandler {
  return async (request, response) => {
    const body = await readJsonBody(request, route.limit);
    if (!body.ok) {
      // What is left of a body that was not read would be taken for the next request.
      response.set('Connection', 'close');
      sendError(response, body.error);
      return;
    }
    const secret = cookie.read(request);
    const call = {
      body: body.value,
      params: request.params as Readonly<Record<string, string | undefined>>,
      session: secret === null ? null : sessions.find(secret),
      request,
      response,
    };
    const answer = await answered(route, call, storage);
    // Asked again: this request may have been the one that applied.
    if (wantsNewConnections()) response.set('Connection', 'close');
    if (!answer.ok) sendError(response, answer.error);
    else if (answer.value === undefined) response.status(204).end();
    else response.json(answer.value);
  };
}

/** The route's answer; where the disk failed it, that is said. */
async function answered(route: Route, call: Call<unknown>, storage: Storage): Promise<Answer<unknown>> {
  try {
    return await route.answer(call);
  } catch (error) {
    if (!storage.isTrouble(error)) throw error;
    return refusal(
      'storageFailed',
      `Sluice's own data cannot be read or written: ${storage.trouble ?? 'the disk failed'}. The hosts' rules, and the way back of a pending change, do not need it. Make room where Sluice keeps its data.`,
    );
  }
}

/** A handler that goes on when the check passes. */
function pass(check: (request: express.Request) => Answer<void> | null): RequestHandler {
  return (request, response, next) => {
    const answer = check(request);
    if (answer === null || answer.ok) next();
    else sendError(response, answer.error);
  };
}

/** Sends an error with its status. */
export function sendError(response: express.Response, error: ApiError): void {
  response.status(statusOf(error.code)).json(error);
}

/** What express throws at a broken path becomes an answer; anything else is a bug, told without its details. */
function lastResort(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (error instanceof URIError) {
      sendError(response, refusal('notFound', 'There is nothing at this address. Nothing was changed.').error);
      return;
    }
    log('bug', { path: request.path, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    const bug = refusal(
      'internal',
      'The server failed at this request. What it was doing may be half done: look again.',
    );
    sendError(response, bug.error);
  };
}
