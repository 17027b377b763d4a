import type { Applied, Draft, DraftChange, Host, Review, Snapshot } from '@sluice/protocol';
import { parseSave } from '@sluice/iptables';
import { findChain, type Family } from '@sluice/netfilter';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { startScriptedHelper, type ScriptedHelper } from './scripted-helper.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** What the host of a journey holds before anybody edits it. */
export const RULES = `*filter
:INPUT DROP [1:60]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
[10:600] -A INPUT -i lo -j ACCEPT
[20:1200] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
[0:0] -A ENVOY -j ACCEPT
COMMIT
`;

/** Where the host of a journey is found. */
export const SEEN = '/api/hosts/local';

/** The edit that most journeys make: the jump to ENVOY at the head of INPUT. */
export const JUMP = { label: 'insert jump', steps: [insert('-p tcp -m tcp --dport 9090 -j ENVOY', 'draft:1')] };

/** An edit that stands on its own. */
export const NEXT = { label: 'next', steps: [insert('-p udp -m udp --dport 53 -j ACCEPT', 'draft:2')] };

/** An edit that leans on the rule of {@link JUMP}. */
export const BEHIND = { label: 'behind', steps: [{ ...insert('-j LOG', 'draft:3'), after: 'draft:1' }] };

/** The step that puts `text` at the head of INPUT. */
export function insert(text: string, id: string): Readonly<Record<string, unknown>> {
  return { type: 'insertRule', table: 'filter', chain: 'INPUT', after: null, id, text };
}

/** The rules of INPUT in {@link RULES}, as they are read. */
export function rulesOfInput() {
  const { ruleset } = parseSave(RULES, { family: 'ipv4' });
  return findChain(ruleset, { table: 'filter', chain: 'INPUT' })?.rules ?? [];
}

/** What says that this plan of a review was seen. */
export function planOf({ family, planHash }: Review['plans'][number]): unknown {
  return { family, planHash };
}

/** Waits until `condition` holds; throws after eight seconds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 8000; Date.now() < deadline;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen');
}

/** One person at a server with one host that has no kernel behind it; new before each test. */
export class Journey {
  readonly server: TestServer;
  readonly helper: ScriptedHelper;
  cookie = '';

  constructor(server: TestServer, helper: ScriptedHelper) {
    this.server = server;
    this.helper = helper;
  }

  /** Logs in as somebody new, and waits until the host is there. */
  async begin(): Promise<void> {
    this.cookie = await this.server.logIn();
    await this.untilUp();
  }

  async untilUp(): Promise<void> {
    await until(async () => (await this.host()).state === 'up');
  }

  /** The answer to `line`, which must come with `status`. */
  async body<T>(line: string, sent?: unknown, status = 200): Promise<T> {
    const answer = await this.server.ask(this.cookie, line, sent);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
    return answer.body as T;
  }

  /** The code with which `line` is refused; a refusal always has words, too. */
  async refusalOf(line: string, sent?: unknown): Promise<string> {
    const answer = await this.server.ask(this.cookie, line, sent);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toMatchObject({ message: expect.stringMatching(/\w/) as string });
    return (answer.body as { code: string }).code;
  }

  async host(): Promise<Host> {
    const { hosts } = await this.body<{ hosts: Host[] }>('GET /api/hosts');
    return hosts[0] as Host;
  }

  draft(family: Family = 'ipv4'): Promise<Draft> {
    return this.body<Draft>(`GET ${SEEN}/drafts/${family}`);
  }

  snapshot(): Promise<Snapshot> {
    return this.body<Snapshot>(`GET ${SEEN}/snapshots/ipv4`);
  }

  edit(sent: unknown): Promise<DraftChange> {
    return this.body<DraftChange>(`POST ${SEEN}/drafts/ipv4/edits`, sent);
  }

  unlock(): Promise<Host> {
    return this.body<Host>(`POST ${SEEN}/unlock`, { name: 'gate' });
  }

  review(): Promise<Review> {
    return this.body<Review>(`POST ${SEEN}/review`, {});
  }

  /** Applies {@link JUMP}, with 60 seconds to keep it. */
  async applyJump(): Promise<Applied> {
    const { version } = await this.draft();
    await this.edit({ action: 'do', version, group: JUMP });
    await this.unlock();
    const { plans } = await this.review();
    return this.body<Applied>(`POST ${SEEN}/change`, { seconds: 60, plans: plans.map(planOf) });
  }

  /** Applies {@link JUMP} and edits on while it waits. */
  async editOnTrial(): Promise<Applied> {
    const applied = await this.applyJump();
    expect(applied.trial).toEqual({ ipv4: 1 });
    const { version } = await this.draft();
    await this.edit({ action: 'do', version, group: NEXT });
    await this.edit({ action: 'do', version: version + 1, group: BEHIND });
    expect(await this.body(`GET ${SEEN}/change`)).toMatchObject({ trial: { ipv4: 1 } });
    return applied;
  }

  /** Proves a change over a new connection and keeps it. */
  async keep({ change, nonce }: Applied): Promise<void> {
    await this.body(`POST ${SEEN}/change/probe`, { id: change.id, nonce });
    await this.body(`POST ${SEEN}/change/confirm`, { id: change.id, nonce });
  }
}

/** Starts a {@link Journey} before each test of the file that calls it, and ends it after. */
export function beginJourneys(): { readonly now: Journey } {
  const begun: { now: Journey } = { now: undefined as never };
  beforeEach(async () => {
    const server = await startTestServer({
      hosts: (folder) => [
        { kind: 'local', id: 'local', name: 'gate', about: 'A test.', socket: join(folder, 'local.sock') },
      ],
    });
    begun.now = new Journey(server, await startScriptedHelper(join(server.folder, 'local.sock'), { ipv4: RULES }));
    await begun.now.begin();
  });
  afterEach(async () => {
    await begun.now.server.close();
    await begun.now.helper.close();
  });
  return begun;
}
