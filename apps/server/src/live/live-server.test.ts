import type { Socket as NetSocket } from 'node:net';
import { join } from 'node:path';
import { decodeCounterFrame, type CounterFrame, type Host, type HostChange } from '@sluice/protocol';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startScriptedHelper, type ScriptedHelper } from '../testing/scripted-helper.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const RULES = `*filter\n:INPUT DROP [1:60]\n[10:600] -A INPUT -i lo -j ACCEPT\nCOMMIT\n`;
const FINGERPRINT = 'f'.repeat(64);

let helper: ScriptedHelper;
let server: TestServer;
let cookie: string;
const opened: Socket[] = [];

beforeEach(async () => {
  server = await startTestServer({
    hosts: (folder) => [{ kind: 'sandbox', id: 'sandbox', name: 'Sandbox', about: '', socket: join(folder, 's') }],
  });
  helper = await startScriptedHelper(join(server.folder, 's'), { ipv4: RULES });
  cookie = await server.logIn();
});

afterEach(async () => {
  for (const socket of opened.splice(0)) socket.disconnect();
  await server.close();
  await helper.close();
});

function open(headers: Readonly<Record<string, string>> = {}, transports = ['websocket']): Socket {
  const socket = io(`http://127.0.0.1:${server.port}`, {
    transports,
    reconnection: false,
    extraHeaders: { Cookie: cookie, Origin: `http://127.0.0.1:${server.port}`, ...headers },
  });
  opened.push(socket);
  return socket;
}

function next<T>(socket: Socket, event: string): Promise<T> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve as (value: unknown) => void);
    socket.once('connect_error', reject);
    setTimeout(() => reject(new Error(`no ${event}`)), 5000).unref();
  });
}

/** The next frame for which the condition holds; volatile frames before it may have been left out. */
async function frame(socket: Socket, wanted: (frame: CounterFrame) => boolean = () => true): Promise<CounterFrame> {
  for (;;) {
    const decoded = decodeCounterFrame(new Uint8Array(await next<Buffer>(socket, 'counters')));
    if (wanted(decoded)) return decoded;
  }
}

async function watching(socket: Socket): Promise<void> {
  socket.emit('watch', { host: 'sandbox', family: 'ipv4' });
  await until(() =>
    helper.asked.some(({ verb, params }) => verb === 'watch' && (params as { interval: number }).interval === 1000),
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function sample(values: string, fingerprint = FINGERPRINT): void {
  const taken = {
    family: 'ipv4',
    otherBackendHasRules: false,
    fingerprint,
    takenAt: Date.now(),
    cost: 1,
    values,
  } as const;
  helper.push({ event: 'sample', sample: taken });
}

describe.each(['websocket', 'polling'])('over %s', (transport) => {
  const named = (headers: Readonly<Record<string, string>>): Promise<unknown> =>
    next(open(headers, [transport]), 'connect').then(() => 'connected');

  test('the page connects', async () => {
    expect(await named({})).toBe('connected');
  });

  test.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['a null origin', { Origin: 'null' }],
    ['no origin', { Origin: '' }],
    ['another host', { Host: 'evil.example', Origin: 'http://evil.example' }],
    ['another host with our port', { Host: 'evil.example:PORT', Origin: 'http://evil.example:PORT' }],
    ['no cookie', { Cookie: '' }],
    ['a cookie that nobody gave out', { Cookie: `sluice-PORT=${'a'.repeat(43)}` }],
  ])('%s is refused', async (_what, headers) => {
    const filled = Object.entries(headers).map(([name, value]) => [
      name,
      value.replaceAll('PORT', String(server.port)),
    ]);
    await expect(named(Object.fromEntries(filled) as Record<string, string>)).rejects.toThrow();
  });
});

function poll(headers: Readonly<Record<string, string>>): ReturnType<TestServer['send']> {
  const own = { Host: `127.0.0.1:${server.port}`, Cookie: cookie };
  return server.send('GET /socket.io/?EIO=4&transport=polling', { ...own, ...headers });
}

test('a poll without Origin passes only where the browser says that it is the same site', async () => {
  expect((await poll({ 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  expect((await poll({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  expect((await poll({})).status).toBe(403);
});

test('counters: everything first, then what moved, then everything when the rules are others', async () => {
  const socket = open();
  await watching(socket);
  sample('1 60 10 600');
  expect(await frame(socket)).toMatchObject({
    host: 'sandbox',
    family: 'ipv4',
    full: true,
    changes: [
      { ordinal: 0, packets: 1n, bytes: 60n },
      { ordinal: 1, packets: 10n, bytes: 600n },
    ],
  });
  sample('1 60 18446744073709551615 700');
  expect(await frame(socket)).toMatchObject({
    full: false,
    changes: [{ ordinal: 1, packets: 18446744073709551615n, bytes: 700n }],
  });
  sample('1 60 18446744073709551615 700');
  expect(await frame(socket)).toMatchObject({ full: false, changes: [] });
  sample('1 60', 'e'.repeat(64));
  expect(await frame(socket)).toMatchObject({ full: true, changes: [{ ordinal: 0 }] });

  const second = open();
  second.emit('watch', { host: 'sandbox', family: 'ipv4' });
  expect(await frame(second)).toMatchObject({ full: true, changes: [{ ordinal: 0 }] });
});

test('the host is sampled every second while somebody watches, and seldom otherwise', async () => {
  const socket = open();
  const intervals = (): readonly number[] =>
    helper.asked.filter(({ verb }) => verb === 'watch').map(({ params }) => (params as { interval: number }).interval);
  await until(() => intervals().length === 1);
  await watching(socket);
  socket.emit('watch', null);
  await until(() => intervals().length === 3);
  socket.emit('watch', { host: 'sandbox', family: 'ipv6' });
  await until(() => intervals().length === 4);
  // A helper that comes back knows nothing of who watches.
  helper.hangUp();
  await until(() => intervals().length === 5);
  socket.disconnect();
  await until(() => intervals().length === 6);
  expect(intervals()).toEqual([10_000, 1000, 10_000, 1000, 1000, 10_000]);
  // Where a sample is dear, it is taken more seldom.
  helper.push({
    event: 'sample',
    sample: {
      family: 'ipv4',
      otherBackendHasRules: false,
      fingerprint: FINGERPRINT,
      takenAt: Date.now(),
      cost: 900,
      values: '1 60 10 600',
    },
  });
  await until(() => intervals().length === 7);
  expect(intervals().at(-1)).toBe(60_000);
});

test('new rules, drafts and changes are pushed', async () => {
  const socket = open();
  await watching(socket);
  const rules = next<{ fingerprint: string }>(socket, 'rules');
  helper.setText('ipv4', RULES.replace('DROP', 'ACCEPT'));
  expect((await rules).fingerprint).toMatch(/^[0-9a-f]{64}$/);

  const pushed = next<{ draft: { version: number } }>(socket, 'draft');
  const group = { label: 'x', steps: [{ type: 'createChain', table: 'filter', chain: 'WEB' }] };
  await server.ask(cookie, 'POST /api/hosts/sandbox/drafts/ipv4/edits', { action: 'do', version: 0, group });
  expect((await pushed).draft).toMatchObject({ version: 1, groups: [group], cursor: 1 });

  const moved = next<{ change: HostChange }>(socket, 'change');
  const review = await server.ask(cookie, 'POST /api/hosts/sandbox/review', {});
  const plans = (review.body as { plans: { family: string; planHash: string }[] }).plans;
  const request = { seconds: 30, plans: plans.map(({ family, planHash }) => ({ family, planHash })) };
  await server.ask(cookie, 'POST /api/hosts/sandbox/change', request);
  expect((await moved).change).toMatchObject({ pending: { state: 'applied' }, mine: true });

  const ended = next<{ change: HostChange }>(socket, 'change');
  helper.passDeadline();
  expect((await ended).change).toMatchObject({ pending: null, last: { state: 'rolledBack', reason: 'deadline' } });
});

test('the list of hosts is pushed when one goes away and comes back', async () => {
  const socket = open();
  const states: string[] = [];
  socket.on('hosts', (hosts: Host[]) => states.push(hosts[0]?.state ?? ''));
  await next(socket, 'connect');
  await until(() => states.includes('up'));
  helper.hangUp();
  await until(() => states.includes('down'));
  await until(() => states.at(-1) === 'up');
});

test('fault 27: a page that does not read is left out, costs no memory, and is whole again when it reads', async () => {
  const slow = open();
  const quick = open();
  await watching(slow);
  quick.emit('watch', { host: 'sandbox', family: 'ipv4' });
  const seen = { slow: 0, quick: 0, last: '' };
  quick.on('counters', () => seen.quick++);
  const wire = wireOf(slow);
  wire.pause();
  for (let tick = 1; tick <= 120; tick++) {
    const before = seen.quick;
    sample(manyCounters(tick));
    await until(() => seen.quick > before);
  }
  slow.on('counters', (bytes: Buffer) => {
    seen.slow++;
    const { full, changes } = decodeCounterFrame(new Uint8Array(bytes));
    seen.last = `${full ? 'full' : 'delta'} ${changes[0]?.bytes ?? ''}`;
  });
  wire.resume();
  await new Promise((resolve) => setTimeout(resolve, 200));
  sample(manyCounters(121));
  await until(() => seen.last === 'full 121000');
  // What the kernel's own buffers held; the server kept nothing beside.
  expect(seen.slow).toBeLessThan(100);
});

function manyCounters(tick: number): string {
  return Array.from({ length: 20_000 }, (_, at) => `${tick + at} ${tick * 1000 + at}`).join(' ');
}

/** The TCP connection under a client's websocket, which the client itself does not show. */
function wireOf(socket: Socket): NetSocket {
  const { transport } = socket.io.engine as unknown as { transport: { ws: Record<'_socket', NetSocket> } };
  return transport.ws['_socket'];
}

describe('a session that ends', () => {
  test.each(['websocket', 'polling'])('by logout closes its %s at once', async (transport) => {
    const socket = open({}, [transport]);
    await next(socket, 'connect');
    const gone = next(socket, 'disconnect');
    await server.ask(cookie, 'DELETE /api/session', {});
    await gone;
    await expect(next(open({}, [transport]), 'connect')).rejects.toThrow();
  });

  test('closes only its own sockets', async () => {
    const mine = open();
    await next(mine, 'connect');
    const other = await server.logIn();
    await server.ask(other, 'DELETE /api/session', {});
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(mine.connected).toBe(true);
  });
});

test('everyone hears who else looks at the host, and who left', async () => {
  const mine = open();
  mine.emit('watch', { host: 'sandbox', family: 'ipv4' });
  expect(await next(mine, 'people')).toEqual({ host: 'sandbox', people: [] });

  const other = await server.logIn('alice');
  const hers = open({ Cookie: other });
  hers.emit('watch', { host: 'sandbox', family: 'ipv6' });
  const me = { name: expect.any(String) as string, address: '127.0.0.1', families: ['ipv4'] };
  const [mineNow, hersNow] = await Promise.all([next(mine, 'people'), next(hers, 'people')]);
  expect(mineNow).toEqual({
    host: 'sandbox',
    people: [{ name: 'alice', address: '127.0.0.1', families: ['ipv6'] }],
  });
  expect(hersNow).toEqual({ host: 'sandbox', people: [me] });

  const second = open({ Cookie: other });
  second.emit('watch', { host: 'sandbox', family: 'ipv4' });
  expect(await next(mine, 'people')).toMatchObject({ people: [{ name: 'alice', families: ['ipv4', 'ipv6'] }] });

  second.disconnect();
  expect(await next(mine, 'people')).toMatchObject({ people: [{ families: ['ipv6'] }] });
  hers.emit('watch', null);
  expect(await next(mine, 'people')).toEqual({ host: 'sandbox', people: [] });
});

describe('a hostile page', () => {
  test.each([
    ['an unknown host', { host: 'nosuch', family: 'ipv4' }, true],
    ['an unknown family', { host: 'sandbox', family: 'ipv5' }, false],
    ['a number', 7, false],
    ['a member too many', { host: 'sandbox', family: 'ipv4', x: 1 }, false],
    ['something that is too large', { host: 'x'.repeat(20_000), family: 'ipv4' }, false],
  ])('that watches %s', async (_what, wanted, stays) => {
    const socket = open();
    await next(socket, 'connect');
    socket.emit('watch', wanted);
    await until(() => !socket.connected || stays);
    // The server goes on.
    expect((await server.ask(cookie, 'GET /api/session')).status).toBe(200);
  });

  test('that floods is cut off', async () => {
    const socket = open();
    await next(socket, 'connect');
    for (let at = 0; at < 200; at++) socket.emit('watch', null);
    await until(() => !socket.connected);
  });

  test('that sends unknown events, errors and broken packets changes nothing', async () => {
    const socket = open();
    await next(socket, 'connect');
    socket.emit('apply', { seconds: 5 });
    socket.emit('error', 'x');
    socket.io.engine.write('4NONSENSE[');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await server.ask(cookie, 'GET /api/session')).status).toBe(200);
    expect(helper.asked.every(({ verb }) => ['status', 'read', 'watch'].includes(verb))).toBe(true);
  });
});
