import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChangeDesk } from './changes/change-desk.ts';
import { createChangeStore } from './changes/change-store.ts';
import type { Login, ServerConfig } from './config.ts';
import { createDraftDesk } from './drafts/draft-desk.ts';
import { createDraftStore } from './drafts/draft-store.ts';
import { createHistoryDesk } from './history/history-desk.ts';
import { createRevisionStore } from './history/revision-store.ts';
import { createIgnoredStore } from './problems/ignored-store.ts';
import { createRateBook } from './rates/rate-book.ts';
import { createFileStore } from './hosts/file-store.ts';
import { createHostList, type HostList } from './hosts/host-list.ts';
import { hearHosts } from './hosts/hear-hosts.ts';
import { createApiApp } from './http/api-app.ts';
import { createBorder } from './http/border.ts';
import { watchConnections } from './http/connections.ts';
import { createPageHandler } from './http/page-handler.ts';
import { loadStaticSite } from './http/static-site.ts';
import { attachLiveServer } from './live/live-server.ts';
import type { Log } from './log.ts';
import { counterRoutes } from './routes/counter-routes.ts';
import { fileRoutes } from './routes/file-routes.ts';
import { historyRoutes } from './routes/history-routes.ts';
import { hostRoutes } from './routes/host-routes.ts';
import { problemRoutes } from './routes/problem-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { createAttemptLimiter } from './sessions/attempt-limiter.ts';
import { createLoginGate } from './sessions/login-gate.ts';
import { createSessionBook } from './sessions/session-book.ts';
import { createSessionCookie } from './sessions/session-cookie.ts';
import { openData } from './store/open-data.ts';

/** A server that answers. */
export interface RunningServer {
  /** The port that it really listens on. */
  readonly port: number;
  /** Allows one more one-time login. */
  allowLogin(login: Login): void;
  close(): Promise<void>;
}

/** What a server takes from its surroundings; tests give their own. */
export interface Surroundings {
  readonly log: Log;
  readonly now: () => number;
  /** Gives up root, or throws. */
  readonly dropPrivileges: () => void;
}

const MAX_CONNECTIONS = 1000;

/**
 * Starts the server: loads the page, listens, gives up root, and only then opens its data and answers.
 * Rejects when it cannot listen or cannot get rid of its privileges.
 */
export async function startServer(config: ServerConfig, surroundings: Surroundings): Promise<RunningServer> {
  const { log, now } = surroundings;
  const site = config.webDir === null ? null : loadStaticSite(config.webDir);
  const server = createHttpServer();
  const connections = watchConnections(server);
  const port = await listen(server, config);
  surroundings.dropPrivileges();

  const data = openData(config.dataDir, {
    log,
    now,
    changed(mended) {
      live.noticeChanged(notice());
      if (mended) for (const keeper of [changeStore, drafts, history]) keeper.mend();
    },
  });
  const { db, storage, actions } = data;
  const notice = (): string | null => [config.notice, ...data.notices()].filter(Boolean).join(' ') || null;
  const border = createBorder(port, config.publicUrl);
  const cookie = createSessionCookie(port);
  const sessions = createSessionBook(db, storage, now);
  const gate = createLoginGate(db, { storage, limiter: createAttemptLimiter(now) }, now);
  for (const login of config.logins) gate.allow(login);

  const drafts = createDraftDesk(createDraftStore(db, now), storage, (host, change) => live.draftChanged(host, change));
  const history = createHistoryDesk({
    store: createRevisionStore(db),
    storage,
    actions,
    now,
    grew(host) {
      data.backUp();
      live.historyGrew(host);
    },
  });
  const changeStore = createChangeStore(db, storage, now);
  const changes = createChangeDesk({
    store: changeStore,
    drafts,
    history,
    actions,
    listener: (host, status) => live.changeMoved(host, status),
  });
  const rates = createRateBook();
  const ignored = createIgnoredStore(db);
  const listener = hearHosts({ rates, drafts, history, changes, storage, live: () => live });

  // Hosts report to the live side, which asks for hosts: it does so only when something has happened.
  const live = attachLiveServer(server, {
    border,
    cookie,
    sessions,
    hosts: (): HostList => hosts,
    view: (host, session, status) => changes.view(host, session, status),
  });
  const hosts: HostList = createHostList(config.hosts, listener, { sessions, files: createFileStore(db, now) });

  const routes = [
    ...sessionRoutes({ gate, sessions, cookie, border, log, actions, user: config.user, notice }),
    ...hostRoutes({ hosts, drafts, changes, connections, actions, log }),
    ...historyRoutes(hosts, history),
    ...counterRoutes({ hosts, rates, actions, log }),
    ...problemRoutes({ hosts, ignored, actions, now, changed: (host) => live.ignoredChanged(host) }),
    ...fileRoutes({ hosts, drafts, ignored, actions, log }),
  ];
  const app = createApiApp(routes, createPageHandler(site), {
    border,
    cookie,
    sessions,
    log,
    storage,
    wantsNewConnections: () => hosts.all().some((host) => (host.changes?.pending ?? null) !== null),
  });
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/socket.io/')) app(request, response);
  });

  return {
    port,
    allowLogin: (login) => gate.allow(login),
    async close() {
      hosts.close();
      await live.close();
      server.closeAllConnections();
      await history.close();
      await data.close();
    },
  };
}

function createHttpServer(): Server {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 60_000, headersTimeout: 15_000 });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

/** Listens, and refuses what comes before the server is ready by not accepting it into a handler. */
function listen(server: Server, { address, port }: ServerConfig): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, backlog: 511 }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
