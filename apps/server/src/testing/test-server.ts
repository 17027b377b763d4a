import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostConfig, ServerConfig } from '../config.ts';
import { startServer, type RunningServer } from '../start-server.ts';

/** A server on a free port with data of its own, and ways to talk to it. */
export interface TestServer {
  readonly folder: string;
  readonly port: number;
  readonly config: ServerConfig;
  readonly running: RunningServer;
  /** Every line that the server logged. */
  readonly logged: readonly string[];
  /** The server's clock: milliseconds since 1970, to be moved. */
  readonly clock: { now: number };
  /** A token that opens a session once. */
  newToken(lifetime?: number, name?: string): string;
  /** Logs in, under this name, and gives the cookie. */
  logIn(name?: string): Promise<string>;
  /** One request over a connection of its own, with exactly these headers. */
  send(line: string, headers: Readonly<Record<string, string>>, body?: string): Promise<RawAnswer>;
  /** A request as the page makes it. */
  ask(cookie: string, line: string, body?: unknown): Promise<Answered>;
  start(): Promise<void>;
  /** Stops it and starts another over the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** An answer with its headers in lower case. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer of the API. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** How to start one. */
export interface TestServerOptions {
  readonly hosts?: (folder: string) => readonly HostConfig[];
  readonly webDir?: string | null;
  readonly publicUrl?: string | null;
}

/** Holds the server that runs now over the data of one test. */
class Started implements TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'sluice-server-'));
  readonly logged: string[] = [];
  readonly clock = { now: Date.now() };
  readonly config: ServerConfig;
  #running: RunningServer | null = null;

  constructor({ hosts, webDir, publicUrl }: TestServerOptions) {
    this.config = {
      address: '127.0.0.1',
      port: 0,
      publicUrl: publicUrl ?? null,
      dataDir: join(this.folder, 'data'),
      webDir: webDir ?? null,
      user: 'tester',
      notice: null,
      identity: null,
      logins: [],
      hosts: [...(hosts?.(this.folder) ?? [])],
    };
  }

  async start(): Promise<void> {
    const log = (event: string, facts = {}): void => void this.logged.push(JSON.stringify({ event, ...facts }));
    const surroundings = { log, now: () => this.clock.now, dropPrivileges: () => {} };
    this.#running = await startServer({ ...this.config, port: this.#running?.port ?? 0 }, surroundings);
  }

  get running(): RunningServer {
    if (!this.#running) throw new Error('not started');
    return this.#running;
  }

  get port(): number {
    return this.running.port;
  }

  newToken(lifetime = 60_000, name?: string): string {
    const token = randomBytes(24).toString('base64url');
    const hash = createHash('sha256').update(token).digest('hex');
    this.running.allowLogin({ hash, expiresAt: this.clock.now + lifetime, ...(name !== undefined && { name }) });
    return token;
  }

  async logIn(name?: string): Promise<string> {
    const answer = await this.ask('', 'POST /api/session', { token: this.newToken(undefined, name) });
    const [cookie] = [answer.headers['set-cookie']].flat();
    if (answer.status !== 200 || cookie === undefined) throw new Error(`login failed: ${JSON.stringify(answer.body)}`);
    return cookie.split(';')[0] ?? '';
  }

  send(line: string, headers: Readonly<Record<string, string>>, body = ''): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.port, '127.0.0.1');
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.on('error', reject);
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('close', () => resolve(parseAnswer(text)));
      socket.write(`${line} HTTP/1.1\r\n${lines.join('')}Connection: close\r\n\r\n${body}`);
    });
  }

  ask(cookie: string, line: string, body?: unknown): Promise<Answered> {
    const [method = '', path = ''] = line.split(' ');
    const text = body === undefined ? '' : JSON.stringify(body);
    const changing = method === 'GET' ? {} : { 'x-sluice': '1', 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const headers = {
        cookie,
        'sec-fetch-site': 'same-origin',
        'content-length': Buffer.byteLength(text),
        ...changing,
      };
      const request = httpRequest({ port: this.port, host: '127.0.0.1', method, path, agent: false, headers });
      request.on('error', reject);
      request.on('response', (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
        response.on('end', () => {
          const parsed: unknown = answer === '' ? undefined : JSON.parse(answer);
          resolve({ status: response.statusCode ?? 0, body: parsed, headers: response.headers });
        });
      });
      request.end(text);
    });
  }

  async restart(): Promise<void> {
    await this.running.close();
    await this.start();
  }

  async close(): Promise<void> {
    await this.running.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [status = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const at = line.indexOf(':');
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const;
  });
  return {
    status: Number(status.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}

/** Starts a server for a test. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const server = new Started(options);
  await server.start();
  return server;
}
