import { join } from 'node:path';
import * as fc from 'fast-check';
import { apiError } from '@sluice/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counterRoutes, type CounterDesks } from '../routes/counter-routes.ts';
import { fileRoutes, type FileDesks } from '../routes/file-routes.ts';
import { historyRoutes } from '../routes/history-routes.ts';
import { hostRoutes, type Desks } from '../routes/host-routes.ts';
import { problemRoutes, type ProblemDesks } from '../routes/problem-routes.ts';
import { sessionRoutes, type Doorkeeper } from '../routes/session-routes.ts';
import type { HistoryDesk } from '../history/history-desk.ts';
import type { HostList } from '../hosts/host-list.ts';
import { startScriptedHelper, type ScriptedHelper } from '../testing/scripted-helper.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { Route } from './routes.ts';

/** What holds for every route of the table, also for those that are added later. */

const RULES = '*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
const PUBLIC = ['GET /health', 'POST /session'];

/** The table itself asks nothing of what its handlers use, so nothing stands behind it here. */
const table: readonly Route[] = [
  ...sessionRoutes({} as Doorkeeper),
  ...hostRoutes({} as Desks),
  ...historyRoutes({} as HostList, {} as HistoryDesk),
  ...counterRoutes({} as CounterDesks),
  ...problemRoutes({} as ProblemDesks),
  ...fileRoutes({} as FileDesks),
];
const lineOf = ({ method, path }: Route): string =>
  `${method} /api${path.replace(':host', 'local').replace(':family', 'ipv4').replace(':since', '0').replace(':number', '1')}`;
const lines = table.map(lineOf);

let server: TestServer;
let helper: ScriptedHelper;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer({
    hosts: (folder) => [{ kind: 'local', id: 'local', name: 'gate', about: '', socket: join(folder, 's') }],
  });
  helper = await startScriptedHelper(join(server.folder, 's'), { ipv4: RULES });
  cookie = await server.logIn();
  while ((await server.ask(cookie, 'GET /api/hosts/local/change')).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
afterAll(async () => {
  await server.close();
  await helper.close();
});

test('no path stands in the table twice', () => {
  expect(new Set(lines).size).toBe(table.length);
});

test.each(table.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s is for who is logged in, unless it is meant to be public',
  async (name, route) => {
    expect(route.access).toBe(PUBLIC.includes(name) ? 'public' : 'session');
    const answer = await server.ask('', lineOf(route), {});
    if (route.access === 'session') expect(answer).toMatchObject({ status: 401, body: { code: 'notLoggedIn' } });
    else expect(answer.status).not.toBe(404);
  },
);

test('no GET changes anything', async () => {
  const asked = helper.asked.length;
  for (const route of table) {
    if (route.method === 'GET') await server.ask(cookie, lineOf(route));
    else expect((await server.ask(cookie, lineOf({ ...route, method: 'GET' }))).status).toBeLessThan(500);
  }
  const verbs = new Set(helper.asked.slice(asked).map(({ verb }) => verb));
  for (const verb of ['apply', 'confirm', 'rollback', 'extend', 'dryRun', 'resetCounters'])
    expect(verbs).not.toContain(verb);
  expect(helper.text('ipv4')).toBe(RULES);
  const draft = await server.ask(cookie, 'GET /api/hosts/local/drafts/ipv4');
  expect(draft.body).toMatchObject({ version: 0, groups: [] });
});

/** Bodies that are nearly right, and bodies that are nothing of the kind. */
const words = fc.constantFrom(
  'action',
  'version',
  'group',
  'steps',
  'label',
  'type',
  'table',
  'chain',
  'id',
  'text',
  'after',
  'seconds',
  'plans',
  'family',
  'planHash',
  'nonce',
  'name',
  'token',
  '__proto__',
  'constructor',
);
const values = fc.oneof(
  fc.constantFrom(
    'do',
    'undo',
    'ipv4',
    'ipv6',
    'insertRule',
    'filter',
    'INPUT',
    'gate',
    '-j DROP',
    null,
    -1,
    1e308,
    60,
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.bigInt().map(String),
);
const bodies = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    values,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(words, tie('any'), { maxKeys: 6 }),
  ),
})).any;

test('whatever is sent, the answer is an error that a person can read, never a failure of the server', async () => {
  const changing = table.filter(({ method, path }) => method === 'POST' && path !== '/hosts/:host/unlock');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...changing), bodies, async (route, body) => {
      const answer = await server.ask(cookie, lineOf(route), body);
      if (answer.status < 400) return;
      expect(answer.status).toBeLessThan(500);
      const { message } = apiError.parse(answer.body);
      expect(message).toMatch(/^\S.*\.$/su);
    }),
    { numRuns: 400 },
  );
  expect(helper.text('ipv4')).toBe(RULES);
  expect(server.logged.filter((line) => line.includes('"bug"'))).toEqual([]);
});
