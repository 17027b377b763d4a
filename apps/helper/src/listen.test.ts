import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createFrameReader, encodeFrame } from '@sluice/protocol/helper';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectHelper } from './client.ts';
import { HelperRefusal } from './failure.ts';
import { listen, serveConnection, type Listener, type Service } from './listen.ts';
import { refusalOf } from './testing/rig.ts';

let folder: string;
let listener: Listener;
const left = vi.fn();
const service: Service = {
  answer: async ({ verb, params }, watcher) => {
    if (verb === 'read') throw new HelperRefusal('readFailed', 'no', { stderr: 'words' });
    if (verb === 'counters') throw new TypeError('a bug');
    if (verb === 'watch') watcher({ event: 'rules', family: 'ipv4', fingerprint: 'f' });
    return { verb, params };
  },
  leave: left,
};

beforeEach(async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  left.mockClear();
  folder = mkdtempSync(join(tmpdir(), 'sluice-listen-'));
  listener = await listen(join(folder, 's'), service);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await listener.close();
  rmSync(folder, { recursive: true });
});

const open = async (): Promise<Socket> => {
  const socket = connect(join(folder, 's'));
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
};
const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve));

test('only the owner may use the socket', () => {
  expect(statSync(join(folder, 's')).mode & 0o777).toBe(0o600);
});

test('answers each request, refusals and bugs too, and goes on', async () => {
  const events: string[] = [];
  const client = await connectHelper(join(folder, 's'), (event) => events.push(event.event));
  const [status, read, counters, bad] = await Promise.all([
    client.call('status', {}),
    refusalOf(client.call('read', {})),
    refusalOf(client.call('counters', { family: 'ipv6' })),
    refusalOf(client.call('extend', { id: '../x', seconds: 1 })),
  ]);
  expect(status).toEqual({ verb: 'status', params: {} });
  expect(read).toEqual({ code: 'readFailed', message: 'no', stderr: 'words' });
  expect(counters).toMatchObject({ code: 'internal' });
  expect(bad).toMatchObject({ code: 'badRequest', unchanged: true });
  await client.call('watch', { on: true, interval: 500 });
  expect(events).toEqual(['rules']);
  client.close();
  await vi.waitFor(() => expect(left).toHaveBeenCalled());
});

test.each([
  ['what is no frame', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['what is no JSON', Buffer.from([0, 0, 0, 2, 0x7b, 0x7b])],
  ['a frame without end', Buffer.from([0xff, 0xff, 0xff, 0xff])],
  ['a message without a number', Buffer.from(encodeFrame({ verb: 'read', params: {} }))],
])('%s ends that connection, and no other', async (_what, bytes) => {
  const client = await connectHelper(join(folder, 's'));
  const socket = await open();
  socket.write(bytes);
  await closed(socket);
  expect(await client.call('status', {})).toMatchObject({ verb: 'status' });
  client.close();
});

test('half a frame waits for its other half', async () => {
  const socket = await open();
  const frame = encodeFrame({ id: 5, verb: 'status', params: {} });
  socket.write(frame.subarray(0, 7));
  await new Promise((resolve) => setTimeout(resolve, 30));
  socket.write(frame.subarray(7));
  const reader = createFrameReader();
  const bytes = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(reader.push(bytes)).toEqual([{ id: 5, ok: true, result: { verb: 'status', params: {} } }]);
  socket.destroy();
});

test('a socket that nobody answers on is replaced; a live one is not', async () => {
  await expect(listen(join(folder, 's'), service)).rejects.toThrow('another helper');
  writeFileSync(join(folder, 'old'), '');
  const second = await listen(join(folder, 'old'), service);
  expect(statSync(join(folder, 'old')).isSocket()).toBe(true);
  await second.close();
});

test('talks over any pair of streams', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const ended = serveConnection(input, output, service);
  input.write(encodeFrame({ id: 1, verb: 'status', params: {} }));
  const bytes = await new Promise<Buffer>((resolve) => output.once('data', resolve));
  expect(createFrameReader().push(bytes)).toMatchObject([{ id: 1, ok: true }]);
  input.end();
  await ended;
});
