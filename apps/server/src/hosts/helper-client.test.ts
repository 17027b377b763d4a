import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFrameReader, encodeFrame, type HelperRequest } from '@sluice/protocol/helper';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectHelper, type HelperClient } from './helper-client.ts';

const STATUS = { protocol: 1, pid: 1, privileged: false, pending: null, last: null };

let folder: string;
let server: Server | null = null;
let client: HelperClient | null = null;
let answer: (socket: Socket, request: HelperRequest) => void;
const events: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-line-'));
  answer = (socket, { id }) => socket.write(encodeFrame({ id, ok: true, result: STATUS }));
  events.length = 0;
});

afterEach(async () => {
  client?.close();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  rmSync(folder, { recursive: true });
});

function listen(): Promise<void> {
  server = createServer((socket) => {
    const reader = createFrameReader();
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      for (const message of reader.push(bytes)) answer(socket, message as HelperRequest);
    });
  });
  return new Promise((resolve) => server?.listen(join(folder, 's'), resolve));
}

function connect(): HelperClient {
  client = connectHelper(join(folder, 's'), {
    connected: () => void events.push('connected'),
    stateChanged: () => void events.push(client?.state ?? 'first'),
    event: ({ event }) => void events.push(`event ${event}`),
  });
  return client;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it did not happen: ${events.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a helper that is not there yet is found when it comes', async () => {
  const line = connect();
  expect(await line.call('read', {})).toMatchObject({ ok: false, error: { code: 'hostUnreachable', unchanged: true } });
  await until(() => line.state === 'down');
  expect(line.trouble).toContain('cannot be reached');
  const since = line.down?.since ?? 0;
  expect(Date.now() - since).toBeLessThan(5000);
  expect(line.down?.retryAt).toBeGreaterThan(since);
  await listen();
  await until(() => line.state === 'up');
  expect(line.trouble).toBeNull();
  expect(line.down).toBeNull();
  expect(events.filter((event) => event !== 'down')).toEqual(['up', 'connected']);
});

test('asked to, it tries at once; the time since when it is down stays', async () => {
  const line = connect();
  await until(() => (line.down?.retryAt ?? 0) - Date.now() > 1500);
  const since = line.down?.since;
  const tries = events.length;
  line.retryNow();
  await until(() => events.length > tries);
  expect(line.down?.since).toBe(since);
  await listen();
  line.retryNow();
  await until(() => line.state === 'up');
  line.retryNow();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(events.filter((event) => event === 'connected')).toHaveLength(1);
});

test('answers find their questions in whatever order they come', async () => {
  await listen();
  const line = connect();
  await until(() => line.state === 'up');
  const held: (() => void)[] = [];
  answer = (socket, { id, verb }) => {
    const result = verb === 'watch' ? { watching: true } : STATUS;
    held.unshift(() => socket.write(encodeFrame({ id, ok: true, result })));
  };
  const both = Promise.all([line.call('watch', { on: true, interval: 1000 }), line.call('status', {})]);
  await until(() => held.length === 2);
  for (const send of held) send();
  expect(await both).toMatchObject([{ value: { watching: true } }, { value: { protocol: 1 } }]);
});

test('fault 28: a change whose answer is lost is not called undone', async () => {
  await listen();
  const line = connect();
  await until(() => line.state === 'up');
  answer = (socket) => socket.destroy();
  const change = await line.call('rollback', { id: 'change-1' });
  expect(change).toMatchObject({ ok: false, error: { code: 'hostUnreachable' } });
  expect(change).not.toHaveProperty('error.unchanged');
  answer = (socket, { id }) => socket.write(encodeFrame({ id, ok: true, result: STATUS }));
  await until(() => line.state === 'up');
  answer = (socket) => socket.destroy();
  expect(await line.call('read', {})).toMatchObject({ error: { unchanged: true } });
});

test.each([
  ['what is not a frame', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a frame that is not JSON', Buffer.from([0, 0, 0, 2, 0x7b, 0x7b])],
  ['a message that nobody knows', Buffer.from(encodeFrame({ hello: 1 }))],
  ['an endless frame', Buffer.from([0xff, 0xff, 0xff, 0xff])],
])('%s ends the line, which then mends', async (_what, bytes) => {
  await listen();
  const line = connect();
  await until(() => line.state === 'up');
  answer = (socket) => socket.write(bytes);
  expect(await line.call('read', {})).toMatchObject({ ok: false, error: { code: 'hostUnreachable' } });
  answer = (socket, { id }) => socket.write(encodeFrame({ id, ok: true, result: STATUS }));
  await until(() => events.filter((event) => event === 'connected').length === 2);
});

test('a helper of another version is not talked to', async () => {
  await listen();
  answer = (socket, { id }) => socket.write(encodeFrame({ id, ok: true, result: { ...STATUS, protocol: 2 } }));
  const line = connect();
  await until(() => line.state === 'down');
  expect(line.trouble).toContain('another form');
  expect(events).not.toContain('connected');
});
