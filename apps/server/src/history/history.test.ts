import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Applied, Draft, History, HistoryExport, Review, Revision, RevisionRules } from '@sluice/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startScriptedHelper, type ScriptedHelper } from '../testing/scripted-helper.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { actionLogIn } from './action-log.ts';
import { verifyData } from './verify-data.ts';

const RULES = `*filter
:INPUT DROP [1:60]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
:f2b-sshd - [0:0]
[10:600] -A INPUT -i lo -j ACCEPT
[20:1200] -A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd
COMMIT
`;
const SEEN = '/api/hosts/box';

let helper: ScriptedHelper;
let server: TestServer;
let cookie: string;

beforeEach(async () => {
  server = await startTestServer({
    hosts: (folder) => [{ kind: 'sandbox', id: 'box', name: 'gate', about: '', socket: join(folder, 's') }],
  });
  helper = await startScriptedHelper(join(server.folder, 's'), { ipv4: RULES, ipv6: '' });
  cookie = await server.logIn();
  await until((revisions) => revisions.length === 1);
});

afterEach(async () => {
  await server.close();
  await helper.close();
});

async function body<T>(line: string, sent?: unknown): Promise<T> {
  const answer = await server.ask(cookie, line, sent);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body as T;
}

async function until(condition: (revisions: readonly Revision[]) => boolean): Promise<readonly Revision[]> {
  for (const deadline = Date.now() + 8000; Date.now() < deadline;) {
    const { revisions } = await body<History>(`GET ${SEEN}/revisions`);
    if (condition(revisions)) return revisions;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(JSON.stringify(await body<History>(`GET ${SEEN}/revisions`), null, 1));
}

/** Does what the host's own programs do: an unwatched host is read when somebody asks. */
async function change(from: string, to: string): Promise<void> {
  helper.setText('ipv4', helper.text('ipv4').replace(from, to));
  await new Promise((resolve) => setTimeout(resolve, 1600));
  await body(`GET ${SEEN}/snapshots/ipv4`);
}

async function apply(port: number, reason?: string): Promise<Applied> {
  const { version } = await body<Draft>(`GET ${SEEN}/drafts/ipv4`);
  const step = { type: 'insertRule', table: 'filter', chain: 'INPUT', after: null, id: `draft:${port}` };
  const group = { label: `open ${port}`, steps: [{ ...step, text: `-p tcp -m tcp --dport ${port} -j ENVOY` }] };
  await body(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'do', version, group });
  const review = await body<Review>(`POST ${SEEN}/review`, {});
  const plans = review.plans.map(({ family, planHash }) => ({ family, planHash }));
  return body<Applied>(`POST ${SEEN}/change`, { seconds: 60, plans, ...(reason === undefined ? {} : { reason }) });
}

async function keep({ change: { id }, nonce }: Applied): Promise<void> {
  await body(`POST ${SEEN}/change/probe`, { id, nonce });
  await body(`POST ${SEEN}/change/confirm`, { id, nonce });
}

test('what was found is the first state; what is applied and kept is the next, with who, when, why and what', async () => {
  const [first] = await until((revisions) => revisions.length === 1);
  expect(first).toMatchObject({ number: 1, kind: 'first', state: 'stood', rules: 2 });
  server.clock.now += 60_000;
  const applied = await apply(9090, 'the envoy admin port');
  await until(([newest]) => newest?.state === 'trial');
  server.clock.now += 22_000;
  await keep(applied);
  const [newest] = await until(([revision]) => revision?.state === 'stood' && revision.number === 2);
  expect(newest).toMatchObject({
    number: 2,
    kind: 'applied',
    author: { how: 'person', name: 'tester', address: '127.0.0.1' },
    message: 'the envoy admin port',
    counts: { added: 1, removed: 0, changed: 0, moved: 0 },
    chains: [{ family: 'ipv4', table: 'filter', chain: 'INPUT' }],
    window: 60_000,
    decidedAfter: 22_000,
    undoneBy: null,
    rules: 3,
  });
  const before = await body<RevisionRules>(`GET ${SEEN}/revisions/1/ipv4`);
  const after = await body<RevisionRules>(`GET ${SEEN}/revisions/2/ipv4`);
  expect(before.text).not.toContain('9090');
  expect(after.text).toContain('-A INPUT -p tcp -m tcp --dport 9090 -j ENVOY\n');
});

test('what others do is a state too, by whom it seems; what the same one does soon after is no other', async () => {
  await change('COMMIT', '-A f2b-sshd -s 192.0.2.1/32 -j REJECT\nCOMMIT');
  const [banned] = await until((revisions) => revisions.length === 2);
  expect(banned).toMatchObject({ number: 2, kind: 'outside', author: { how: 'likely', name: 'fail2ban' } });
  await change('COMMIT', '-A f2b-sshd -s 192.0.2.2/32 -j REJECT\nCOMMIT');
  await until(([newest]) => newest?.number === 2 && newest.counts.added === 2);
  await change('-A INPUT -i lo', '-A INPUT -i lo0');
  const [edited] = await until((revisions) => revisions.length === 3);
  expect(edited).toMatchObject({
    author: { how: 'unknown' },
    counts: { added: 0, removed: 0, changed: 1, moved: 0 },
  });
});

/** A rule of fail2ban comes, written by this process. */
async function writtenBy(port: number, by: { pid: number; process: string; parent?: string }): Promise<Revision> {
  helper.push({ event: 'rules', family: 'ipv4', fingerprint: 'f'.repeat(64), by: [by] });
  await change('COMMIT', `-A f2b-sshd -p tcp -m tcp --dport ${port} -j REJECT\nCOMMIT`);
  const [newest] = await until(([first]) => first?.counts.added === 1 && first.author.how !== 'unknown');
  if (!newest) throw new Error('no revision');
  return newest;
}

test('whom the kernel named comes before what the rules look like; a tool alone does not', async () => {
  const { author } = await writtenBy(1, { pid: 811, process: 'iptables', parent: 'ansible-playboo' });
  expect(author).toMatchObject({ how: 'program', name: 'ansible-playboo' });
  expect((await writtenBy(2, { pid: 812, process: 'iptables' })).author).toMatchObject({
    how: 'likely',
    name: 'fail2ban',
  });
});

test('nobody keeps it: the state is there as undone, and the one before it runs', async () => {
  await apply(9090);
  await until(([newest]) => newest?.state === 'trial');
  helper.passDeadline();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await body(`GET ${SEEN}/change`);
  const [newest] = await until(([revision]) => revision?.state === 'undone');
  expect(newest).toMatchObject({ number: 2, undoneBy: 'deadline' });
  expect(await body<History>(`GET ${SEEN}/revisions`)).toMatchObject({ running: 1 });
});

test('a roll back that keeps what others did meanwhile makes a state of its own', async () => {
  const { change: pending } = await apply(9090);
  await until(([newest]) => newest?.state === 'trial');
  await change('COMMIT', '-A f2b-sshd -s 192.0.2.1/32 -j REJECT\nCOMMIT');
  await until(([newest]) => newest?.kind === 'outside');
  helper.undoTo(RULES.replace('COMMIT', '-A f2b-sshd -s 192.0.2.1/32 -j REJECT\nCOMMIT'));
  await body(`POST ${SEEN}/change/rollback`, { id: pending.id });
  const revisions = await until(([newest]) => newest?.kind === 'back');
  expect(revisions.map(({ number, kind, state }) => `${number} ${kind} ${state}`)).toEqual([
    '4 back stood',
    '3 outside stood',
    '2 applied undone',
    '1 first stood',
  ]);
});

test('what happened while the server was away is found when it is back', async () => {
  await server.running.close();
  helper.setText('ipv4', RULES.replace('-i lo ', '-i eth0 '));
  await server.start();
  cookie = await server.logIn();
  const [newest] = await until((revisions) => revisions.length === 2);
  expect(newest).toMatchObject({ kind: 'outside', counts: { changed: 1 } });
});

test('all of it can be taken along', async () => {
  await keep(await apply(9090, 'why'));
  await until(([newest]) => newest?.number === 2 && newest.state === 'stood');
  const all = await body<HistoryExport>(`GET ${SEEN}/history`);
  expect(all).toMatchObject({ format: 'sluice-history-1', host: 'gate' });
  const prints = all.revisions.flatMap(({ families }) => families.map(({ fingerprint }) => fingerprint));
  expect(new Set(Object.keys(all.rulesets))).toEqual(new Set(prints));
  expect(Object.values(all.rulesets).some((text) => text.includes('9090'))).toBe(true);
});

test('the log says who did what, holds no secret, and shows what was changed behind its back', async () => {
  const applied = await apply(9090, 'why');
  await keep(applied);
  await until(([newest]) => newest?.number === 2 && newest.state === 'stood');
  const path = actionLogIn(server.config.dataDir);
  const log = readFileSync(path, 'utf8');
  const events = log.split('\n').flatMap((line) => (line ? [JSON.parse(line) as { event: string; by?: string }] : []));
  expect(events.map(({ event, by }) => `${event} ${by ?? ''}`.trim())).toEqual([
    'start',
    'login tester',
    'rules first',
    'edit tester',
    'apply tester',
    'rules applied tester',
    'confirmed',
    'confirm tester',
  ]);
  expect(log).not.toContain(applied.nonce);
  expect(verifyData(server.config.dataDir)).toMatchObject({ brokenAt: null, problems: [] });

  writeFileSync(path, log.replace('why', 'because'));
  expect(verifyData(server.config.dataDir)).toMatchObject({ brokenAt: 5 });
  // Whoever cuts the end off leaves a chain that is whole.
  writeFileSync(path, log.split('\n').slice(0, 4).join('\n').concat('\n'));
  expect(verifyData(server.config.dataDir)).toMatchObject({
    brokenAt: null,
    problems: [expect.stringMatching(/revision 2 of box/) as string],
  });
  writeFileSync(path, log);
  const db = new DatabaseSync(join(server.config.dataDir, 'sluice.db'));
  db.exec(
    "UPDATE rulesets SET text = (SELECT text FROM rulesets AS r WHERE r.text <> rulesets.text) WHERE fingerprint = (SELECT fingerprint FROM revision_families WHERE number = 2 AND family = 'ipv4')",
  );
  db.close();
  expect(verifyData(server.config.dataDir).problems).toEqual([expect.stringMatching(/rules of revision 2/) as string]);
});
