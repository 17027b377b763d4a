import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { createAttemptLimiter, networkOf } from './attempt-limiter.ts';
import { createSessionCookie } from './session-cookie.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const logIn = (token: string): ReturnType<TestServer['ask']> => server.ask('', 'POST /api/session', { token });
const see = async (cookie: string): Promise<number> => (await server.ask(cookie, 'GET /api/session')).status;
const MINUTE = 60_000;

describe('a login link', () => {
  test('opens one session, once, also when fifty try at the same time', async () => {
    const token = server.newToken();
    const answers = await Promise.all(Array.from({ length: 50 }, () => logIn(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('that was used stays used when the server starts again', async () => {
    const token = server.newToken();
    expect((await logIn(token)).status).toBe(200);
    await server.restart();
    const again = server.newToken();
    expect((await logIn(token)).status).toBe(401);
    expect((await logIn(again)).status).toBe(200);
  });

  test('that is too old opens nothing', async () => {
    const token = server.newToken(15 * MINUTE);
    server.clock.now += 15 * MINUTE;
    expect((await logIn(token)).body).toMatchObject({ code: 'loginExpired' });
  });

  test.each(['x'.repeat(16), 'short', 'x'.repeat(300)])('that was made up (%s) opens nothing', async (token) => {
    expect((await logIn(token)).status).toBeGreaterThanOrEqual(400);
  });

  test('guessing is slowed down, but never keeps the right one out', async () => {
    const guesses = [];
    for (let at = 0; at < 15; at++) guesses.push((await logIn(`guess-number-${at}-of-many`)).status);
    expect(guesses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401));
    expect(guesses.slice(10)).toEqual(Array.from({ length: 5 }, () => 429));
    expect((await logIn(server.newToken())).status).toBe(200);
  });
});

describe('a session', () => {
  test('is a strict, hidden cookie of which the server keeps only a hash', async () => {
    const answer = await logIn(server.newToken());
    const [cookie = ''] = [answer.headers['set-cookie']].flat();
    expect(cookie).toMatch(new RegExp(`^sluice-${server.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    const secret = /=([\w-]{43});/.exec(cookie)?.[1] as string;
    for (const file of ['sluice.db', 'sluice.db-wal']) {
      expect(readFileSync(join(server.config.dataDir, file)).includes(secret)).toBe(false);
    }
    expect(server.logged.join()).not.toContain(secret);
  });

  test('gets a new secret at login, and the one before ends', async () => {
    const first = await server.logIn();
    const answer = await server.ask(first, 'POST /api/session', { token: server.newToken() });
    const second = ([answer.headers['set-cookie']].flat()[0] ?? '').split(';')[0] ?? '';
    expect(second).not.toBe(first);
    expect(await see(first)).toBe(401);
    expect(await see(second)).toBe(200);
  });

  test('that somebody planted is not taken over', async () => {
    const planted = `sluice-${server.port}=${'a'.repeat(43)}`;
    const answer = await server.ask(planted, 'POST /api/session', { token: server.newToken() });
    expect([answer.headers['set-cookie']].flat()[0]).not.toContain('a'.repeat(43));
    expect(await see(planted)).toBe(401);
  });

  test('ends after thirty idle minutes, not before', async () => {
    const cookie = await server.logIn();
    server.clock.now += 29 * MINUTE;
    expect(await see(cookie)).toBe(200);
    server.clock.now += 29 * MINUTE;
    expect(await see(cookie)).toBe(200);
    server.clock.now += 30 * MINUTE;
    expect(await see(cookie)).toBe(401);
  });

  test('ends after twelve hours, however busy', async () => {
    const cookie = await server.logIn();
    for (let passed = 0; passed < 12 * 60 - 20; passed += 20) {
      server.clock.now += 20 * MINUTE;
      expect(await see(cookie)).toBe(200);
    }
    server.clock.now += 20 * MINUTE;
    expect(await see(cookie)).toBe(401);
  });

  test('is not prolonged by a clock that is set back', async () => {
    const cookie = await server.logIn();
    server.clock.now -= 24 * 60 * MINUTE;
    expect(await see(cookie)).toBe(401);
  });

  test('outlives the server’s process', async () => {
    const cookie = await server.logIn();
    await server.restart();
    expect(await see(cookie)).toBe(200);
  });

  test('ends at logout, with its cookie', async () => {
    const cookie = await server.logIn();
    const answer = await server.ask(cookie, 'DELETE /api/session', {});
    expect(answer.status).toBe(204);
    expect([answer.headers['set-cookie']].flat()[0]).toContain('Max-Age=0');
    expect(await see(cookie)).toBe(401);
  });
});

test('over TLS the cookie is bound to this very host', () => {
  const cookie = createSessionCookie(443);
  expect(cookie.set('s', true)).toBe('__Host-sluice-443=s; Path=/; HttpOnly; SameSite=Strict; Secure');
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:DB8:0:0:ffff::1', '2001:db8:0:0::/64'],
  ['2001:0db8:0000:0001::2', '2001:db8:0:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('one address’s failures never touch another’s, and are forgotten after a while', () => {
  let now = 0;
  const limiter = createAttemptLimiter(() => now);
  for (let at = 0; at < 10; at++) expect(limiter.fail('192.0.2.1')).toBe(0);
  expect(limiter.fail('192.0.2.1')).toBeGreaterThan(0);
  expect(limiter.fail('192.0.2.2')).toBe(0);
  now += 5 * MINUTE;
  expect(limiter.fail('192.0.2.1')).toBe(0);
});
