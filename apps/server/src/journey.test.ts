import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { parseSave } from '@sluice/iptables';
import { findChain, type Family } from '@sluice/netfilter';
import type { Applied, Draft, DraftChange, Host, HostChange, Review, Snapshot } from '@sluice/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startScriptedHelper, type ScriptedHelper } from './testing/scripted-helper.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

/** From login to a kept change, over real HTTP, with a host that has no kernel behind it. */

const RULES = `*filter
:INPUT DROP [1:60]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
[10:600] -A INPUT -i lo -j ACCEPT
[20:1200] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
[0:0] -A ENVOY -j ACCEPT
COMMIT
`;
const SEEN = '/api/hosts/local';

let helper: ScriptedHelper;
let server: TestServer;
let cookie: string;

beforeEach(async () => {
  server = await startTestServer({
    hosts: (folder) => [
      { kind: 'local', id: 'local', name: 'gate', about: 'A test.', socket: join(folder, 'local.sock') },
    ],
  });
  helper = await startScriptedHelper(join(server.folder, 'local.sock'), { ipv4: RULES });
  cookie = await server.logIn();
  await until(async () => (await host()).state === 'up');
});

afterEach(async () => {
  await server.close();
  await helper.close();
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 8000; Date.now() < deadline;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen');
}

async function body<T>(line: string, sent?: unknown, status = 200): Promise<T> {
  const answer = await server.ask(cookie, line, sent);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
  return answer.body as T;
}

async function refusalOf(line: string, sent?: unknown): Promise<string> {
  const answer = await server.ask(cookie, line, sent);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.body).toMatchObject({ message: expect.stringMatching(/\w/) as string });
  return (answer.body as { code: string }).code;
}

async function host(): Promise<Host> {
  const { hosts } = await body<{ hosts: Host[] }>('GET /api/hosts');
  return hosts[0] as Host;
}

const draft = (family: Family = 'ipv4'): Promise<Draft> => body<Draft>(`GET ${SEEN}/drafts/${family}`);
const edit = (sent: unknown): Promise<DraftChange> => body<DraftChange>(`POST ${SEEN}/drafts/ipv4/edits`, sent);

const JUMP = { label: 'insert jump', steps: [insert('-p tcp -m tcp --dport 9090 -j ENVOY', 'draft:1')] };

const NEXT = { label: 'next', steps: [insert('-p udp -m udp --dport 53 -j ACCEPT', 'draft:2')] };
/** Leans on a rule that is on trial. */
const BEHIND = { label: 'behind', steps: [{ ...(insert('-j LOG', 'draft:3') as object), after: 'draft:1' }] };

function insert(text: string, id: string): unknown {
  return { type: 'insertRule', table: 'filter', chain: 'INPUT', after: null, id, text };
}

async function applyJump(): Promise<Applied> {
  const { version } = await draft();
  await edit({ action: 'do', version, group: JUMP });
  await body(`POST ${SEEN}/unlock`, { name: 'gate' });
  const review = await body<Review>(`POST ${SEEN}/review`, {});
  return body<Applied>(`POST ${SEEN}/change`, { seconds: 60, plans: review.plans.map(planOf) });
}

async function keep({ change, nonce }: Applied): Promise<void> {
  await body(`POST ${SEEN}/change/probe`, { id: change.id, nonce });
  await body(`POST ${SEEN}/change/confirm`, { id: change.id, nonce });
}

async function editOnTrial(): Promise<Applied> {
  const applied = await applyJump();
  expect(applied.trial).toEqual({ ipv4: 1 });
  const { version } = await draft();
  await edit({ action: 'do', version, group: NEXT });
  await edit({ action: 'do', version: version + 1, group: BEHIND });
  expect(await body(`GET ${SEEN}/change`)).toMatchObject({ trial: { ipv4: 1 } });
  return applied;
}

function planOf({ family, planHash }: Review['plans'][number]): unknown {
  return { family, planHash };
}

test('a draft is reviewed, applied, proven over a new connection, and kept', async () => {
  const applied = await applyJump();
  expect(helper.text('ipv4')).toContain('-A INPUT -p tcp -m tcp --dport 9090 -j ENVOY');
  const { id } = applied.change;

  expect(await refusalOf(`POST ${SEEN}/change/confirm`, { id, nonce: applied.nonce })).toBe('notNewConnection');
  expect(await body(`POST ${SEEN}/change/probe`, { id, nonce: applied.nonce })).toEqual({ newConnection: true });
  const kept = await body<HostChange>(`POST ${SEEN}/change/confirm`, { id, nonce: applied.nonce });
  expect(kept).toMatchObject({ pending: null, last: { id, state: 'confirmed' } });

  const empty = await draft();
  expect(empty).toMatchObject({ groups: [], cursor: 0 });
  expect(empty.base.text).toContain('--dport 9090');
  expect(helper.text('ipv4')).toContain('--dport 9090');
});

describe('a disabled rule', () => {
  const [rule] = rulesOf();
  const disabled = { table: 'filter', chain: 'INPUT', id: rule?.id, after: null, text: rule?.text };
  const group = { label: 'Disable rule', steps: [{ type: 'disableRule', ...disabled }] };

  test('is taken from the host and kept, over the apply and a restart of the server', async () => {
    await edit({ action: 'do', version: 0, group });
    await body(`POST ${SEEN}/unlock`, { name: 'gate' });
    const review = await body<Review>(`POST ${SEEN}/review`, {});
    const { change } = await body<Applied>(`POST ${SEEN}/change`, { seconds: 60, plans: review.plans.map(planOf) });
    expect(helper.text('ipv4')).not.toContain('-i lo');
    await body(`POST ${SEEN}/change/probe`, { id: change.id });
    await body(`POST ${SEEN}/change/confirm`, { id: change.id });
    expect(await draft()).toMatchObject({ groups: [], shelf: [disabled] });
    await server.restart();
    await until(async () => (await host()).state === 'up');
    expect(await draft()).toMatchObject({ groups: [], shelf: [disabled] });
  });

  test('of a discarded draft was never disabled', async () => {
    const { version } = await edit({ action: 'do', version: 0, group });
    await edit({ action: 'discard', version });
    expect(await draft()).toMatchObject({ groups: [], shelf: [] });
  });
});

function rulesOf() {
  const { ruleset } = parseSave(RULES, { family: 'ipv4' });
  return findChain(ruleset, { table: 'filter', chain: 'INPUT' })?.rules ?? [];
}

test('a change that is rolled back leaves the draft as it was', async () => {
  const { change } = await applyJump();
  await body(`POST ${SEEN}/change/rollback`, { id: change.id });
  expect(helper.text('ipv4')).toBe(RULES);
  expect(await draft()).toMatchObject({ groups: [JUMP], cursor: 1 });
});

test('fault 28: a deadline that passes unseen is noticed, and the draft is kept', async () => {
  await applyJump();
  helper.passDeadline();
  const status = await body<HostChange>(`GET ${SEEN}/change`);
  expect(status).toMatchObject({ pending: null, last: { state: 'rolledBack', reason: 'deadline' } });
  expect(await draft()).toMatchObject({ groups: [JUMP], cursor: 1 });
});

describe('while a change waits', () => {
  test('edits are a new draft on top of what is on trial, which is left alone', async () => {
    await editOnTrial();
    const { version } = await draft();
    expect(await edit({ action: 'undo', version })).toMatchObject({ cursor: 2 });
    expect(await edit({ action: 'discard', version: version + 1 })).toMatchObject({ groups: [JUMP], cursor: 1 });
    const undone = { action: 'undo', version: version + 2 };
    expect(await refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, undone)).toBe('pendingChange');
    expect(helper.text('ipv4')).not.toContain('--dport 53');
  });

  test('kept: the new draft stands on the new rules, also where the server was killed in between', async () => {
    const applied = await editOnTrial();
    await server.restart();
    await until(async () => (await host()).state === 'up');
    await keep(applied);
    const after = await draft();
    expect(after.groups.map(({ label }) => label)).toEqual(['next', 'behind']);
    expect(after.base.text).toContain('--dport 9090');
    const review = await body<Review>(`POST ${SEEN}/review`, {});
    expect(review.plans.map(({ input }) => input)).toEqual([
      '*filter\n-I INPUT 1 -p udp -m udp --dport 53 -j ACCEPT\n-I INPUT 3 -j LOG\nCOMMIT\n',
    ]);
  });

  test('rolled back: the draft holds what was tried and what was done since, on the rules that are back', async () => {
    const { change } = await editOnTrial();
    await body(`POST ${SEEN}/change/rollback`, { id: change.id });
    const after = await draft();
    expect(after).toMatchObject({ groups: [JUMP, NEXT, BEHIND], cursor: 3 });
    expect(after.base.text).toBe(RULES);
    expect((await body<Review>(`POST ${SEEN}/review`, {})).problems).toEqual([]);
  });

  test('nothing can be reviewed or applied', async () => {
    await applyJump();
    expect(await refusalOf(`POST ${SEEN}/review`, {})).toBe('pendingChange');
    const plans = [{ family: 'ipv4', planHash: 'a'.repeat(64) }];
    expect(await refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans })).toBe('pendingChange');
  });

  test('fault 28: a server that starts again knows whose change it is, and its draft', async () => {
    const { change } = await applyJump();
    await server.restart();
    await until(async () => (await host()).state === 'up');
    const found = await body<HostChange>(`GET ${SEEN}/change`);
    expect(found).toMatchObject({ pending: { id: change.id }, mine: true });
    await body(`POST ${SEEN}/change/probe`, { id: change.id });
    await body(`POST ${SEEN}/change/confirm`, { id: change.id });
    expect(await draft()).toMatchObject({ groups: [] });
  });

  test('a change that was kept while the server was away empties the draft at its return', async () => {
    await applyJump();
    await server.running.close();
    helper.confirm();
    await server.start();
    await until(async () => (await host()).state === 'up');
    await until(async () => (await draft()).groups.length === 0);
  });

  test('another session cannot keep it without the nonce, but can roll it back', async () => {
    const { change, nonce } = await applyJump();
    cookie = await server.logIn();
    expect(await refusalOf(`POST ${SEEN}/change/probe`, { id: change.id })).toBe('notYours');
    expect(await refusalOf(`POST ${SEEN}/change/confirm`, { id: change.id, nonce: `${nonce}x` })).toBe('notYours');
    expect(await body(`GET ${SEEN}/change`)).toMatchObject({ mine: false });
    await body(`POST ${SEEN}/change/rollback`, { id: change.id });
  });

  test('fault 33: the nonce alone proves who applied, after logging in again', async () => {
    const { change, nonce } = await applyJump();
    await server.ask(cookie, 'DELETE /api/session', {});
    cookie = await server.logIn();
    await body(`POST ${SEEN}/change/probe`, { id: change.id, nonce });
    await body(`POST ${SEEN}/change/confirm`, { id: change.id, nonce });
  });
});

describe('others change the rules', () => {
  const banned = RULES.replace(
    '[10:600] -A INPUT -i lo',
    '[0:0] -A INPUT -s 192.0.2.9/32 -j DROP\n[10:600] -A INPUT -i lo',
  );

  test('between review and apply, where the plan stays the same: it is applied on the newest rules', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    await body(`POST ${SEEN}/unlock`, { name: 'gate' });
    const review = await body<Review>(`POST ${SEEN}/review`, {});
    helper.failNext('apply', { code: 'staleBase', message: 'The rules changed.', unchanged: true });
    await body(`POST ${SEEN}/change`, { seconds: 60, plans: review.plans.map(planOf) });
    expect(helper.text('ipv4')).toContain('--dport 9090');
  });

  test('between review and apply, where the plan comes out otherwise: it is to be reviewed again', async () => {
    const second = (await snapshot()).text;
    expect(second).toBe(RULES);
    const after = {
      type: 'insertRule',
      table: 'filter',
      chain: 'INPUT',
      after: ruleId(0),
      id: 'draft:1',
      text: '-j ENVOY',
    };
    await edit({ action: 'do', version: 0, group: { label: 'insert jump', steps: [after] } });
    await body(`POST ${SEEN}/unlock`, { name: 'gate' });
    const review = await body<Review>(`POST ${SEEN}/review`, {});
    helper.setText('ipv4', banned);
    const plans = review.plans.map(planOf);
    expect(['staleBase', 'stalePlan']).toContain(await refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans }));
    expect(helper.text('ipv4')).toBe(banned);
    const again = await draft();
    expect(again.base.text).toBe(banned);
    expect(again.groups).toHaveLength(1);
  });

  test('under an open draft: it is laid on the new rules', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    helper.setText('ipv4', banned);
    await until(async () => (await draft()).base.text === banned);
    expect((await draft()).groups).toHaveLength(1);
  });
});

function snapshot(): Promise<Snapshot> {
  return body<Snapshot>(`GET ${SEEN}/snapshots/ipv4`);
}

function ruleId(at: number): string {
  return rulesOf()[at]?.id ?? '';
}

describe('edits', () => {
  test('fault 30: of an older version are refused and change nothing', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    expect(await refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'undo', version: 0 })).toBe('draftConflict');
    expect(await draft()).toMatchObject({ version: 1, cursor: 1 });
  });

  test('fault 30: fifty at once: each version is taken by exactly one', async () => {
    const edits = Array.from({ length: 50 }, (_, at) =>
      server.ask(cookie, `POST ${SEEN}/drafts/ipv4/edits`, {
        action: 'do',
        version: 0,
        group: { label: 'add', steps: [insert('-j ACCEPT', `draft:${at}`)] },
      }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
  });

  test('undo, redo and discard move through what was done, over a restart', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    expect(await edit({ action: 'undo', version: 1 })).toMatchObject({ cursor: 0, groups: [JUMP] });
    await server.restart();
    await until(async () => (await host()).state === 'up');
    expect(await edit({ action: 'redo', version: 2 })).toMatchObject({ cursor: 1, version: 3 });
    expect(await edit({ action: 'discard', version: 3 })).toMatchObject({ cursor: 0, groups: [] });
  });

  test.each([
    ['a rule of two lines', insert('-m comment --comment "x\nCOMMIT\n*nat"', 'draft:1')],
    ['a chain that is not there', { type: 'removeChain', table: 'filter', chain: 'NOSUCH' }],
    ['a rule after one that is not there', { ...(insert('-j DROP', 'draft:1') as object), after: 'nosuch' }],
  ])('%s is refused', async (_what, step) => {
    const group = { label: 'bad', steps: [step] };
    expect(await refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'do', version: 0, group })).toBe('stepRefused');
    expect(await draft()).toMatchObject({ version: 0, groups: [] });
  });

  test.each([
    ['smuggles a table', '-t nat -j ACCEPT'],
    ['smuggles a command', '-j ACCEPT -A OUTPUT'],
    ['never ends its quotation', '-m comment --comment "x'],
    ['names no port', '-p tcp --dport 99999'],
  ])('a rule that %s stays in the draft, over a restart, and is never applied', async (_what, text) => {
    const group = { label: 'bad', steps: [insert(text, 'draft:1')] };
    await edit({ action: 'do', version: 0, group });
    await server.restart();
    await until(async () => (await host()).state === 'up');
    expect(await draft()).toMatchObject({ cursor: 1, groups: [group] });
    expect(await refusalOf(`POST ${SEEN}/review`, {})).toBe('draftInvalid');
    await body(`POST ${SEEN}/unlock`, { name: 'gate' });
    const plans = [{ family: 'ipv4', planHash: 'x' }];
    expect(await refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans })).toBe('draftInvalid');
    expect(helper.text('ipv4')).toBe(RULES);
    // Mended, it is a rule like any other.
    const mended = { type: 'replaceRule', table: 'filter', chain: 'INPUT', id: 'draft:1', text: '-j ACCEPT' };
    await edit({ action: 'do', version: 1, group: { label: 'mend', steps: [mended] } });
    expect((await body<Review>(`POST ${SEEN}/review`, {})).plans).toHaveLength(1);
  });

  test.each([
    ['an unknown table', { type: 'removeChain', table: 'broute', chain: 'X' }],
    ['an unknown step', { type: 'flush', table: 'filter', chain: 'X' }],
    ['a member too many', { ...(insert('-j DROP', 'draft:1') as object), shell: 'id' }],
    ['a list for a word', { ...(insert('-j DROP', 'draft:1') as object), text: ['-j', 'DROP'] }],
  ])('%s is not understood', async (_what, step) => {
    const group = { label: 'bad', steps: [step] };
    expect(await refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'do', version: 0, group })).toBe('badInput');
  });
});

describe('this machine', () => {
  test('is read-only until its name is typed', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    const review = await body<Review>(`POST ${SEEN}/review`, {});
    const request = { seconds: 60, plans: review.plans.map(planOf) };
    expect(await host()).toMatchObject({ locked: true });
    expect(await refusalOf(`POST ${SEEN}/change`, request)).toBe('hostLocked');
    expect(await refusalOf(`POST ${SEEN}/unlock`, { name: 'Gate' })).toBe('hostLocked');
    expect(await body<Host>(`POST ${SEEN}/unlock`, { name: 'gate' })).toMatchObject({ locked: false });
    await body(`POST ${SEEN}/lock`, {});
    expect(await refusalOf(`POST ${SEEN}/change`, request)).toBe('hostLocked');
    expect(helper.text('ipv4')).toBe(RULES);
  });

  test('is read-only again when the session that unlocked it has ended', async () => {
    await body(`POST ${SEEN}/unlock`, { name: 'gate' });
    await server.ask(cookie, 'DELETE /api/session', {});
    cookie = await server.logIn();
    expect(await host()).toMatchObject({ locked: true });
  });
});

describe('a host that misbehaves', () => {
  test('does not answer: what is true is said, and it is found again', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    helper.failNext('dryRun', 'hangUp');
    expect(await refusalOf(`POST ${SEEN}/review`, {})).toBe('hostUnreachable');
    await until(async () => (await host()).state === 'up');
    expect((await body<Review>(`POST ${SEEN}/review`, {})).plans).toHaveLength(1);
  });

  test('answers with something else: it is not believed', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    helper.failNext('dryRun', 'nonsense');
    expect(await refusalOf(`POST ${SEEN}/review`, {})).toBe('internal');
  });

  test('cannot read its rules: it says so in the list until it can', async () => {
    helper.failNext('read', { code: 'readFailed', message: 'iptables-save was cut off.' });
    await new Promise((resolve) => setTimeout(resolve, 1600));
    expect((await body<Snapshot>(`GET ${SEEN}/snapshots/ipv4`)).text).toBe(RULES);
    expect(await host()).toMatchObject({ state: 'up', trouble: 'iptables-save was cut off.' });
    await body<Snapshot>(`GET ${SEEN}/snapshots/ipv4`);
    expect(await host()).toMatchObject({ trouble: null });
  });

  test('refuses in its own words: they are passed on', async () => {
    await edit({ action: 'do', version: 0, group: JUMP });
    helper.failNext('dryRun', { code: 'refusedByKernel', message: 'No.', stderr: 'line 3 failed', unchanged: true });
    const answer = await server.ask(cookie, `POST ${SEEN}/review`, {});
    expect(answer).toMatchObject({ status: 422, body: { code: 'refusedByKernel', stderr: 'line 3 failed' } });
  });
});

test('fault 34: a probe over a connection that is older than the change proves nothing', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (path: string, sent: unknown): Promise<{ answer: unknown; closes: boolean }> =>
    new Promise((resolve, reject) => {
      const headers = { cookie, 'x-sluice': '1', 'content-type': 'application/json' };
      const options = { agent, port: server.port, host: '127.0.0.1', method: 'POST', path: `${SEEN}${path}`, headers };
      const asked = httpRequest(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        const closes = response.headers.connection === 'close';
        response.on('end', () => resolve({ answer: JSON.parse(text) as unknown, closes }));
      });
      asked.on('error', reject);
      asked.end(JSON.stringify(sent));
    });

  // A second connection, kept alive from before the change.
  await call('/lock', {});
  const { change, nonce } = await applyJump();
  const probe = { id: change.id, nonce };
  expect(await call('/change/probe', probe)).toEqual({ answer: { newConnection: false }, closes: true });
  expect(await refusalOf(`POST ${SEEN}/change/confirm`, probe)).toBe('notNewConnection');
  expect(await call('/change/probe', probe)).toEqual({ answer: { newConnection: true }, closes: true });
  await body(`POST ${SEEN}/change/confirm`, probe);
  expect(await call('/lock', {})).toMatchObject({ closes: false });
  agent.destroy();
});

describe('a draft that edits sets', () => {
  const bans = { name: 'bans', type: 'hash:ip', words: ['family', 'inet'] };
  const MAKE = {
    label: 'Create the set bans',
    steps: [
      { type: 'createSet', set: bans },
      { type: 'addMembers', set: 'bans', members: ['192.0.2.7'] },
    ],
  };

  test('is reviewed and applied with the plan that was seen, and leaves the draft when it is kept', async () => {
    await edit({ action: 'do', version: (await draft()).version, group: MAKE });
    await body(`POST ${SEEN}/unlock`, { name: 'gate' });
    const review = await body<Review>(`POST ${SEEN}/review`, {});
    expect(review.plans).toEqual([]);
    expect(review.sets?.plan?.before).toBe('create bans hash:ip family inet\nadd bans 192.0.2.7\n');
    expect(await refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans: [] }), 'sets unseen').toBe('stalePlan');
    const sets = { planHash: review.sets?.plan?.planHash };
    const applied = await body<Applied>(`POST ${SEEN}/change`, { seconds: 60, plans: [], sets });
    expect(applied.trial).toEqual({ ipv4: 1 });
    expect(applied.change.sets?.before).toBe(review.sets?.plan?.before);
    const asked = helper.asked.findLast(({ verb }) => verb === 'apply');
    expect(asked?.params).toMatchObject({ targets: [], sets: { edits: [{ name: 'bans', added: ['192.0.2.7'] }] } });
    await keep(applied);
    expect(await draft()).toMatchObject({ groups: [], cursor: 0 });
  });

  test('is undone and redone, and is there after a restart', async () => {
    const { version } = await draft();
    await edit({ action: 'do', version, group: MAKE });
    await edit({ action: 'undo', version: version + 1 });
    expect((await body<Review>(`POST ${SEEN}/review`, {})).sets).toBeUndefined();
    await edit({ action: 'redo', version: version + 2 });
    expect((await body<Review>(`POST ${SEEN}/review`, {})).sets?.plan?.after).toBe('');
    expect(await draft()).toMatchObject({ cursor: 1, groups: [MAKE] });
  });

  test.each([
    { type: 'createSet', set: { ...bans, name: 'a b' } },
    { type: 'createSet', set: { ...bans, words: ['family', 'inet\nflush'] } },
    { type: 'addMembers', set: 'bans', members: ['10.0.0.1\nflush'] },
    { type: 'addMembers', set: 'bans', members: [] },
  ])('is refused when it says what no set can be: %j', async (step) => {
    const { version } = await draft();
    const code = await refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, {
      action: 'do',
      version,
      group: { label: 'x', steps: [step] },
    });
    expect(['badInput', 'stepRefused']).toContain(code);
  });
});
