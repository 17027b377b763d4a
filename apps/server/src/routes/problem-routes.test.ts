import { host as hostSchema, ignoredProblems } from '@sluice/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const TEXT = '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
const ID = 'shadowed ipv4 filter INPUT 4f';

let server: TestServer;
let cookie: string;
let path: string;
beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.logIn();
  const opened = await server.ask(cookie, 'POST /api/hosts', { name: 'gate.save', family: 'ipv4', text: TEXT });
  path = `/api/hosts/${hostSchema.parse(opened.body).id}`;
});
afterAll(() => server.close());

const ignored = async () => ignoredProblems.parse((await server.ask(cookie, `GET ${path}/ignored`)).body).ignored;

test('a finding is ignored with a reason and a name, over a restart, until somebody withdraws it', async () => {
  const answer = await server.ask(cookie, `POST ${path}/ignored`, { id: ID, reason: ' kept for the audit of May ' });
  expect(answer.status).toBe(200);
  await server.restart();
  expect(await ignored()).toMatchObject([{ id: ID, reason: 'kept for the audit of May', by: expect.any(String) }]);
  expect((await server.ask(cookie, `POST ${path}/ignored/withdraw`, { id: ID })).status).toBe(200);
  expect(await ignored()).toEqual([]);
});

test('another reason takes the place of the first', async () => {
  for (const reason of ['first', 'second']) await server.ask(cookie, `POST ${path}/ignored`, { id: ID, reason });
  expect((await ignored()).map(({ reason }) => reason)).toEqual(['second']);
});

test.each([
  ['no reason', 'ignored', { id: ID, reason: '  ' }, 400],
  ['a reason like a book', 'ignored', { id: ID, reason: 'x'.repeat(501) }, 400],
  ['no name', 'ignored', { id: '', reason: 'x' }, 400],
  ['what is not ignored is withdrawn', 'ignored/withdraw', { id: 'nosuch' }, 404],
])('%s is refused', async (_what, route, body, status) => {
  const before = await ignored();
  expect((await server.ask(cookie, `POST ${path}/${route}`, body)).status).toBe(status);
  expect(await ignored()).toEqual(before);
});
