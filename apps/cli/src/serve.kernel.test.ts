import { announceSkip, kernelAvailable } from '@sluice/testkit';
import { parseSave } from '@sluice/iptables';
import { findChain } from '@sluice/netfilter';
import type { Applied, Draft, DraftChange, HostChange, Review, Snapshot } from '@sluice/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, until, type ServingSluice } from './testing/serving.ts';

/** The whole way on a real kernel, without a browser: a sandbox, its helper and guard, the server, HTTP. */

const { nft, reason } = kernelAvailable();
if (!nft) announceSkip('sluice serve on a real kernel', reason ?? 'no nf_tables');

const HOST = '/hosts/sandbox';

describe.skipIf(!nft)('in the sandbox', () => {
  let serving: ServingSluice;
  let cookie: string;
  beforeAll(async () => {
    serving = await serve([]);
    cookie = await serving.logIn();
    await until(async () => (await seeHost()).state === 'up');
  }, 60_000);
  afterAll(() => serving.stop(), 60_000);

  async function seeHost(): Promise<{ state: string }> {
    const { hosts } = (await serving.see('/hosts', cookie)) as { hosts: { id: string; state: string }[] };
    return hosts.find(({ id }) => id === 'sandbox') ?? { state: 'absent' };
  }

  async function call<T>(path: string, body: unknown): Promise<T> {
    const answer = await serving.post(`${HOST}${path}`, body, cookie);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${text}`);
    return JSON.parse(text) as T;
  }

  const see = async <T>(path: string): Promise<T> => (await serving.see(`${HOST}${path}`, cookie)) as T;

  /** The words of INPUT's rules as the kernel holds them now. */
  async function input(): Promise<readonly string[]> {
    const { text } = await see<Snapshot>('/snapshots/ipv4');
    const { ruleset } = parseSave(text, { family: 'ipv4' });
    return findChain(ruleset, { table: 'filter', chain: 'INPUT' })?.rules.map((rule) => rule.text) ?? [];
  }

  /** Puts a jump for a port behind the second rule of INPUT, and applies it. */
  async function applyJump(port: number, seconds: number): Promise<Applied> {
    const draft = await see<Draft>('/drafts/ipv4');
    const { ruleset } = parseSave(draft.base.text, { family: 'ipv4' });
    const second = findChain(ruleset, { table: 'filter', chain: 'INPUT' })?.rules[1];
    const text = jump(port);
    const step = { type: 'insertRule', table: 'filter', chain: 'INPUT', after: second?.id, id: `draft:${port}`, text };
    const group = { label: 'insert jump', steps: [step] };
    await call<DraftChange>('/drafts/ipv4/edits', { action: 'do', version: draft.version, group });
    const review = await call<Review>('/review', {});
    expect(review.problems).toEqual([]);
    expect(review.plans.map(({ input: restore }) => restore)).toEqual([
      expect.stringContaining(`-I INPUT 3 ${text}\n`) as string,
    ]);
    const plans = review.plans.map(({ family, planHash }) => ({ family, planHash }));
    return call<Applied>('/change', { seconds, plans });
  }

  async function backAgain(): Promise<HostChange> {
    await until(async () => (await see<HostChange>('/change')).pending === null);
    return see<HostChange>('/change');
  }

  test('a jump is applied as rule 3, proven over a new connection, and kept', async () => {
    const { change, nonce } = await applyJump(9090, 30);
    expect((await input())[2]).toBe(jump(9090));
    const probed = { id: change.id, nonce };
    await until(async () => (await call<{ newConnection: boolean }>('/change/probe', probed)).newConnection);
    await call<HostChange>('/change/confirm', probed);
    expect((await input())[2]).toBe(jump(9090));
    expect(await see<Draft>('/drafts/ipv4')).toMatchObject({ groups: [], cursor: 0 });
  });

  test('what nobody confirms comes back by itself, and the draft is kept', async () => {
    const before = await input();
    await applyJump(9091, 5);
    expect(await input()).not.toEqual(before);
    expect(await backAgain()).toMatchObject({ last: { state: 'rolledBack', reason: 'deadline' } });
    expect(await input()).toEqual(before);
    const draft = await see<Draft>('/drafts/ipv4');
    expect(draft.cursor).toBe(1);
    await call('/drafts/ipv4/edits', { action: 'discard', version: draft.version });
  });

  test('also when the server is killed in the window', async () => {
    const before = await input();
    await applyJump(9092, 6);
    const killed = serving.serverPid();
    process.kill(killed, 'SIGKILL');
    await until(() =>
      seeHost().then(
        ({ state }) => state === 'up',
        () => false,
      ),
    );
    expect(serving.serverPid()).not.toBe(killed);
    expect(await see<HostChange>('/change')).toMatchObject({ mine: true, pending: { state: 'applied' } });
    await backAgain();
    expect(await input()).toEqual(before);
    expect((await see<Draft>('/drafts/ipv4')).cursor).toBe(1);
  });
});

test.skipIf(!nft)(
  'a sandbox without a pending change ends at once',
  async () => {
    const serving = await serve([]);
    const asked = performance.now();
    process.kill(serving.process.pid, 'SIGINT');
    expect((await serving.process.ended).exit).toBe(0);
    // Far less than any pending change would hold it.
    expect(performance.now() - asked).toBeLessThan(15_000);
    expect(serving.commands()).toEqual([]);
    await serving.stop();
  },
  60_000,
);

function jump(port: number): string {
  return `-p tcp -m tcp --dport ${port} -j INPUT_CHAIN_ENVOY`;
}
