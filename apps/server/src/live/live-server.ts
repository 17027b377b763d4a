import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { FAMILIES, type Family } from '@sluice/netfilter';
import {
  encodeCounterFrame,
  family as familySchema,
  type ClientToServerEvents,
  type CounterFrame,
  type DraftChange,
  type HostChange,
  type Person,
  type ServerToClientEvents,
} from '@sluice/protocol';
import type { ChangeStatus, CounterSample } from '@sluice/protocol/helper';
import { Server, type Socket } from 'socket.io';
import * as z from 'zod/mini';
import type { HostList } from '../hosts/host-list.ts';
import type { HostService } from '../hosts/host-service.ts';
import type { Border } from '../http/border.ts';
import { securityHeaders } from '../http/security-headers.ts';
import type { Session, SessionBook } from '../sessions/session-book.ts';
import type { SessionCookie } from '../sessions/session-cookie.ts';
import { createCounterStream, type CounterStream } from './counter-stream.ts';

/** Pushes to pages what they watch. Nothing can be changed over it. */
export interface LiveServer {
  hostsChanged(): void;
  rulesChanged(host: HostService, family: Family, fingerprint: string): void;
  sampled(host: HostService, sample: CounterSample): void;
  draftChanged(host: string, draft: DraftChange): void;
  changeMoved(host: HostService, status: ChangeStatus): void;
  historyGrew(host: HostService): void;
  ignoredChanged(host: HostService): void;
  /** What everyone must know changed. */
  noticeChanged(notice: string | null): void;
  close(): Promise<void>;
}

/** What the live side needs to know. */
export interface LiveKeepers {
  readonly border: Border;
  readonly cookie: SessionCookie;
  readonly sessions: SessionBook;
  /** Asked late: hosts are made after the server that they report to. */
  readonly hosts: () => HostList;
  readonly view: (host: HostService, session: Session, status: ChangeStatus) => HostChange;
}

const target = z.nullable(z.strictObject({ host: z.string().check(z.maxLength(100)), family: familySchema }));

const MAX_MESSAGE = 8 * 1024;
const MAX_SOCKETS_PER_SESSION = 30;
/** A page that says what it watches more often than this is broken or hostile. */
const MAX_WATCHES_PER_MINUTE = 120;
const RECHECK_MS = 30_000;

interface SocketData {
  session: Session;
  host: string | null;
  family: Family | null;
  /** Missed a frame: the next one must be whole. */
  behind: boolean;
  watches: number;
}
type PageSocket = Socket<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;

/** Holds the pages' sockets and one counter stream per host and family. */
class Live implements LiveServer {
  readonly #keepers: LiveKeepers;
  readonly #io: Server<ClientToServerEvents, ServerToClientEvents, Record<string, never>, SocketData>;
  readonly #streams = new Map<string, CounterStream>();
  readonly #recheck: NodeJS.Timeout;

  constructor(server: HttpServer, keepers: LiveKeepers) {
    this.#keepers = keepers;
    this.#io = new Server(server, {
      allowRequest: (request, decide) => decide(null, this.#mayConnect(request)),
      maxHttpBufferSize: MAX_MESSAGE,
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      allowEIO3: false,
      cleanupEmptyChildNamespaces: true,
    });
    this.#io.engine.on('headers', (headers: Record<string, string>) => Object.assign(headers, securityHeaders()));
    this.#io.use((socket, next) => {
      const session = this.#sessionOf(socket.request);
      if (!session) return next(new Error('notLoggedIn'));
      if (this.#socketsOf(session).length >= MAX_SOCKETS_PER_SESSION) return next(new Error('tooMany'));
      socket.data = { session, host: null, family: null, behind: false, watches: 0 };
      next();
    });
    this.#io.on('connection', (socket) => this.#welcome(socket));
    keepers.sessions.onEnd((session) => {
      for (const socket of this.#socketsOf(session)) socket.disconnect(true);
    });
    this.#recheck = setInterval(() => this.#recheckSessions(), RECHECK_MS).unref();
  }

  hostsChanged(): void {
    this.#io.emit('hosts', this.#keepers.hosts().describe());
  }

  rulesChanged(host: HostService, family: Family, fingerprint: string): void {
    this.#io.to(roomOf(host.id, family)).emit('rules', { host: host.id, family, fingerprint });
  }

  sampled(host: HostService, sample: CounterSample): void {
    const watchers = this.#watchers(host.id, sample.family);
    if (watchers.length === 0) return;
    const frame = this.#streamOf(host.id, sample.family).next(sample);
    const bytes = encodeCounterFrame(frame);
    for (const socket of watchers) this.#send(socket, frame, bytes);
  }

  draftChanged(host: string, draft: DraftChange): void {
    for (const family of FAMILIES) this.#io.to(roomOf(host, family)).emit('draft', { host, draft });
  }

  changeMoved(host: HostService, status: ChangeStatus): void {
    for (const family of FAMILIES) {
      for (const socket of this.#watchers(host.id, family)) {
        socket.emit('change', { host: host.id, change: this.#keepers.view(host, socket.data.session, status) });
      }
    }
  }

  historyGrew(host: HostService): void {
    for (const family of FAMILIES) this.#io.to(roomOf(host.id, family)).emit('history', { host: host.id });
  }

  ignoredChanged(host: HostService): void {
    for (const family of FAMILIES) this.#io.to(roomOf(host.id, family)).emit('ignored', { host: host.id });
  }

  noticeChanged(notice: string | null): void {
    this.#io.emit('notice', notice);
  }

  async close(): Promise<void> {
    clearInterval(this.#recheck);
    await this.#io.close();
  }

  #mayConnect(request: IncomingMessage): boolean {
    return this.#keepers.border.checkSocket(request).ok && this.#sessionOf(request) !== null;
  }

  #sessionOf(request: IncomingMessage): Session | null {
    const secret = this.#keepers.cookie.read(request);
    return secret === null ? null : this.#keepers.sessions.find(secret);
  }

  #welcome(socket: PageSocket): void {
    // Without a listener an error event would end the process.
    socket.on('error', () => socket.disconnect(true));
    socket.on('watch', (wanted: unknown) => this.#watch(socket, wanted));
    socket.on('disconnect', () => {
      this.#settleWatching();
      this.#tellPeople(socket.data.host);
    });
    socket.emit('hosts', this.#keepers.hosts().describe());
  }

  #watch(socket: PageSocket, wanted: unknown): void {
    const parsed = target.safeParse(wanted);
    const { data } = socket;
    if (!parsed.success || ++data.watches > MAX_WATCHES_PER_MINUTE || !this.#keepers.sessions.isLive(data.session)) {
      socket.disconnect(true);
      return;
    }
    if (data.host !== null && data.family !== null) void socket.leave(roomOf(data.host, data.family));
    const left = data.host;
    const host = parsed.data && this.#keepers.hosts().find(parsed.data.host);
    data.host = host ? host.id : null;
    data.family = host && parsed.data ? parsed.data.family : null;
    data.behind = true;
    if (data.host !== null && data.family !== null) {
      void socket.join(roomOf(data.host, data.family));
      const frame = this.#streamOf(data.host, data.family).full();
      // The last sample may be old; the next frame is whole all the same.
      if (frame) socket.emit('counters', encodeCounterFrame(frame));
    }
    this.#settleWatching();
    if (left !== data.host) this.#tellPeople(left);
    this.#tellPeople(data.host);
  }

  /** Tells everyone who looks at the host who the others are. */
  #tellPeople(host: string | null): void {
    if (host === null) return;
    const sockets = FAMILIES.flatMap((family) => this.#watchers(host, family));
    const sessions = new Map(sockets.map(({ data }) => [data.session.key, data.session]));
    for (const socket of sockets) {
      const others = [...sessions.values()].filter(({ key }) => key !== socket.data.session.key);
      socket.emit('people', { host, people: others.map((session) => personOf(session, sockets)) });
    }
  }

  /** Whoever cannot take a frame now gets none; it gets everything as soon as it can. */
  #send(socket: PageSocket, frame: CounterFrame, bytes: Uint8Array): void {
    const { transport } = socket.conn;
    if (!transport.writable) {
      socket.data.behind = true;
      return;
    }
    const whole = socket.data.behind && !frame.full ? this.#streamOf(frame.host, frame.family).full() : null;
    socket.data.behind = false;
    socket.volatile.emit('counters', whole ? encodeCounterFrame(whole) : bytes);
  }

  #settleWatching(): void {
    for (const host of this.#keepers.hosts().all()) {
      const watched = FAMILIES.some((family) => this.#watchers(host.id, family).length > 0);
      host.setWatched(watched);
      // Nobody follows any more: rates must not be computed over the gap.
      if (!watched) for (const family of FAMILIES) this.#streams.delete(roomOf(host.id, family));
    }
  }

  #recheckSessions(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      socket.data.watches = 0;
      if (!this.#keepers.sessions.isLive(socket.data.session)) socket.disconnect(true);
    }
    this.#keepers.sessions.sweep();
  }

  #streamOf(host: string, family: Family): CounterStream {
    const name = roomOf(host, family);
    const stream = this.#streams.get(name) ?? createCounterStream(host);
    this.#streams.set(name, stream);
    return stream;
  }

  #watchers(host: string, family: Family): readonly PageSocket[] {
    const ids = this.#io.sockets.adapter.rooms.get(roomOf(host, family)) ?? [];
    return [...ids].flatMap((id) => this.#io.sockets.sockets.get(id) ?? []);
  }

  #socketsOf({ key }: Session): readonly PageSocket[] {
    return [...this.#io.sockets.sockets.values()].filter(({ data }) => data.session.key === key);
  }
}

function personOf({ key, name, address }: Session, sockets: readonly PageSocket[]): Person {
  const shown = new Set(sockets.filter(({ data }) => data.session.key === key).map(({ data }) => data.family));
  return { name, address, families: FAMILIES.filter((family) => shown.has(family)) };
}

function roomOf(host: string, family: Family): string {
  return `${host}/${family}`;
}

/** Attaches the live side to the HTTP server. */
export function attachLiveServer(server: HttpServer, keepers: LiveKeepers): LiveServer {
  return new Live(server, keepers);
}
