import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import { createFrameReader, encodeFrame, type HelperEvent, type HelperReply } from '@sluice/protocol/helper';
import { failureOf, HelperRefusal } from './failure.ts';
import { checkRequest, requestNumber, type CheckedRequest } from './requests.ts';
import type { Watcher } from './sampler.ts';

/** What answers requests. */
export interface Service {
  /** Answers one request, or throws a refusal. `watcher` is the connection that asked. */
  answer(request: CheckedRequest, watcher: Watcher): Promise<unknown>;
  /** The connection is gone. */
  leave(watcher: Watcher): void;
}

/** How many bytes may wait for a peer that does not read before it is cut off. */
const MAX_BACKLOG = 256 * 1024 * 1024;
/** Beyond this, samples are left out: the next one says it all again. */
const SLOW = 4 * 1024 * 1024;

/**
 * Talks over one connection: frames in, frames out, one reply per request. A message that cannot be read ends the
 * connection; a request that fails, in whatever way, is answered and hurts no other.
 */
export function serveConnection(input: Readable, output: Writable, service: Service): Promise<void> {
  const reader = createFrameReader();
  const send = (message: HelperReply | HelperEvent): void => {
    if (output.destroyed) return;
    if (output.writableLength > MAX_BACKLOG) output.destroy();
    else output.write(encodeFrame(message));
  };
  const watcher: Watcher = (event) => {
    if (event.event !== 'sample' || output.writableLength < SLOW) send(event);
  };
  return new Promise((resolve) => {
    const end = (): void => {
      input.destroy();
      output.destroy();
      service.leave(watcher);
      resolve();
    };
    input.on('data', (bytes: Buffer) => {
      try {
        for (const message of reader.push(bytes)) void answerMessage(message, { service, watcher }).then(send, end);
      } catch {
        end();
      }
    });
    input.once('end', end).once('close', end).once('error', end);
    output.once('close', end).once('error', end);
  });
}

interface Asked {
  readonly service: Service;
  readonly watcher: Watcher;
}

async function answerMessage(message: unknown, { service, watcher }: Asked): Promise<HelperReply> {
  const id = requestNumber(message);
  // Nobody would know which answer this is: the connection is of no use.
  if (id === null) throw new Error('a message without a number');
  try {
    const result = await service.answer(checkRequest(message), watcher);
    return { id, ok: true, result };
  } catch (thrown) {
    if (!(thrown instanceof HelperRefusal)) complain(thrown);
    return { id, ok: false, error: failureOf(thrown) };
  }
}

function complain(thrown: unknown): void {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`sluice helper: ${text}\n`);
}

/** A listening socket. */
export interface Listener {
  /** How many connections are open. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * Listens on a unix socket that only its owner may use. A socket file that nobody answers on is removed; where a live
 * process answers, it throws.
 */
export async function listen(path: string, service: Service): Promise<Listener> {
  if (await isAnswered(path)) throw new Error(`another helper answers on ${path}`);
  rmSync(path, { force: true });
  const open = new Set<Duplex>();
  const server = createServer((socket) => {
    open.add(socket);
    void serveConnection(socket, socket, service).then(() => open.delete(socket));
  });
  const before = process.umask(0o177);
  try {
    await started(server, path);
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
  return {
    connections: () => open.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function started(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

/** Whether someone accepts connections there. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
