import { host as hostSchema } from '@sluice/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const TEXT = '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
const FILE = { name: 'gate.save', family: 'ipv4', text: TEXT };
const EDIT = {
  action: 'do',
  version: 0,
  group: { label: 'x', steps: [{ type: 'createChain', table: 'filter', chain: 'NEW' }] },
};

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  cookie = await server.logIn();
});
afterAll(() => server.close());

const listed = async (): Promise<readonly string[]> =>
  z
    .object({ hosts: z.array(hostSchema) })
    .parse((await server.ask(cookie, 'GET /api/hosts')).body)
    .hosts.map(({ name }) => name);

test('an opened file is a host with its own draft, stays over a restart, and goes with its draft', async () => {
  const opened = hostSchema.parse((await server.ask(cookie, 'POST /api/hosts', FILE)).body);
  expect(opened).toMatchObject({ kind: 'file', name: 'gate.save', locked: false, state: 'up' });
  expect(opened.families.map(({ family }) => family)).toEqual(['ipv4']);
  const snapshot = await server.ask(cookie, `GET /api/hosts/${opened.id}/snapshots/ipv4`);
  expect(snapshot.body).toMatchObject({ text: TEXT });
  expect((await server.ask(cookie, `POST /api/hosts/${opened.id}/drafts/ipv4/edits`, EDIT)).status).toBe(200);
  const review = await server.ask(cookie, `POST /api/hosts/${opened.id}/review`, {});
  expect(review.body).toMatchObject({ problems: [], plans: [{ family: 'ipv4' }] });
  const applied = await server.ask(cookie, `POST /api/hosts/${opened.id}/change`, {
    seconds: 30,
    plans: [{ family: 'ipv4', planHash: 'x' }],
  });
  expect(applied.status).toBeGreaterThanOrEqual(400);

  await server.restart();
  expect(await listed()).toEqual(['gate.save']);
  const draft = await server.ask(cookie, `GET /api/hosts/${opened.id}/drafts/ipv4`);
  expect(draft.body).toMatchObject({ version: 1, cursor: 1 });

  expect((await server.ask(cookie, `DELETE /api/hosts/${opened.id}`, {})).status).toBe(200);
  expect(await listed()).toEqual([]);
  expect((await server.ask(cookie, `GET /api/hosts/${opened.id}/drafts/ipv4`)).status).toBe(404);
  await server.restart();
  expect(await listed()).toEqual([]);
});

test.each([
  ['no table', { ...FILE, text: 'hello\n' }],
  ['no name', { ...FILE, name: '' }],
  ['another family', { ...FILE, family: 'bridge' }],
])('a file with %s is not opened', async (_name, body) => {
  const answer = await server.ask(cookie, 'POST /api/hosts', body);
  expect(answer).toMatchObject({ status: 400, body: { code: 'badInput', unchanged: true } });
  expect(await listed()).toEqual([]);
});

test('what is no file cannot be closed', async () => {
  expect((await server.ask(cookie, 'DELETE /api/hosts/sandbox', {})).status).toBe(404);
});
