import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Applied, Draft, History, Review, Session } from '@sluice/protocol';
import { startScriptedHelper } from './scripted-helper.ts';
import { startTestServer } from './test-server.ts';

/*
 * A program for full-disk.test.ts: it runs where the temporary folder is a small disk of its own, fills it in the middle of
 * a change, and prints what a person would have seen.
 */

const RULES = '*filter\n:INPUT DROP [0:0]\n:ENVOY - [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
const SEEN = '/api/hosts/box';

const server = await startTestServer({
  hosts: (folder) => [{ kind: 'sandbox', id: 'box', name: 'box', about: '', socket: join(folder, 's') }],
});
const helper = await startScriptedHelper(join(server.folder, 's'), { ipv4: RULES });
let cookie = await server.logIn();

interface Told<T> {
  readonly status: number;
  readonly body: T;
}

const ask = async <T>(line: string, body?: unknown): Promise<Told<T>> =>
  (await server.ask(cookie, line, body)) as unknown as Told<T>;

async function until(condition: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = Date.now() + 12_000; Date.now() < deadline;) {
    // oxlint-disable-next-line no-await-in-loop -- it waits
    if (await condition()) return true;
    // oxlint-disable-next-line no-await-in-loop -- it waits
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

const filler = join(server.folder, 'filler');

/** Takes every byte that is left, in ever smaller pieces. */
function fill(): void {
  mkdirSync(filler, { recursive: true });
  let made = 0;
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (;;) writeFileSync(join(filler, String((made += 1))), Buffer.alloc(size));
    } catch {
      // That piece did not fit any more.
    }
  }
}

async function edit(port: number): Promise<number> {
  const { body } = await ask<Draft>(`GET ${SEEN}/drafts/ipv4`);
  const step = { type: 'insertRule', table: 'filter', chain: 'INPUT', after: null, id: `draft:${port}` };
  const group = { label: `open ${port}`, steps: [{ ...step, text: `-p tcp -m tcp --dport ${port} -j ENVOY` }] };
  return (await ask(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'do', version: body.version, group })).status;
}

async function notice(): Promise<string> {
  return (await ask<Session>('GET /api/session')).body.notice ?? '';
}

async function history(): Promise<readonly string[]> {
  const { body } = await ask<History>(`GET ${SEEN}/revisions`);
  return body.revisions.map(({ number, kind, state }) => `${number} ${kind} ${state}`);
}

const seen: Record<string, unknown> = {};
await until(async () => (await history()).length === 1);
seen['edited'] = await edit(9090);
const review = await ask<Review>(`POST ${SEEN}/review`, {});
const plans = review.body.plans.map(({ family, planHash }) => ({ family, planHash }));
const { body: applied } = await ask<Applied>(`POST ${SEEN}/change`, { seconds: 300, plans });
await until(async () => (await history()).length === 2);

fill();
// Whatever room is left in the file's last page goes first.
await until(async () => (await edit(1)) === 507);
seen['editWhenFull'] = await edit(2);
seen['noticeWhenFull'] = await notice();
const named = { id: applied.change.id, nonce: applied.nonce };
seen['probe'] = (await ask(`POST ${SEEN}/change/probe`, named)).body;
seen['kept'] = (await ask(`POST ${SEEN}/change/confirm`, named)).status;
seen['running'] = helper.text('ipv4').includes('--dport 9090');
seen['draftAfterKeep'] = (await ask<Draft>(`GET ${SEEN}/drafts/ipv4`)).body.base.text.includes('--dport 9090');
cookie = await server.logIn();
seen['loginWhenFull'] = (await ask('GET /api/hosts')).status;
helper.setText('ipv4', helper.text('ipv4').replace('COMMIT', '-A ENVOY -j ACCEPT\nCOMMIT'));
seen['newsWhenFull'] = await until(async () =>
  (await ask<{ text: string }>(`GET ${SEEN}/snapshots/ipv4`)).body.text.includes('-A ENVOY'),
);

rmSync(filler, { recursive: true });
seen['mended'] = await until(async () => (await notice()) === '');
seen['editAfter'] = await edit(3);
await server.restart();
// A login that no disk took ends with the process.
cookie = await server.logIn();
seen['history'] =
  (await until(async () => (await history())[0]?.startsWith('3 outside') === true)) && (await history());
const { body: draft } = await ask<Draft>(`GET ${SEEN}/drafts/ipv4`);
seen['draft'] = draft.groups.map(({ label }) => label).filter((label) => label === 'open 3' || label === 'open 9090');

fill();
await server.restart();
seen['startsWhenFull'] = (await ask('GET /api/health')).status;
rmSync(filler, { recursive: true });
await server.close();
await helper.close();
process.stdout.write(JSON.stringify(seen));
