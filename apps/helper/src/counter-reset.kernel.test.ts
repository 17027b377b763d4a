import { parseSave } from '@sluice/iptables';
import type { Backend } from '@sluice/netfilter';
import { announceSkip, kernelAvailable, kernelIn, openNamespace, type Kernel, type Namespace } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insertBefore, refusalOf, startRig, type Rig } from './testing/rig.ts';

const support = kernelAvailable();
const able = support.nft && support.legacy;
if (!able) announceSkip('resetting counters on a real kernel', support.reason ?? '');

const RULES = `*nat
:PREROUTING ACCEPT [0:0]
[3:30] -A PREROUTING -p tcp -j ACCEPT
COMMIT
*filter
:INPUT ACCEPT [0:0]
:X - [0:0]
[7:70] -A INPUT -i lo -j ACCEPT
[8:80] -A INPUT -m comment --comment "a -Z b" -j X
[9:90] -A X -m limit --limit 5/min -j RETURN
COMMIT
`;

describe.skipIf(!able).each<Backend>(['nft', 'legacy'])('on %s', (backend) => {
  let namespace: Namespace;
  let kernel: Kernel;
  let rig: Rig;

  beforeEach(async () => {
    namespace = await openNamespace();
    kernel = kernelIn(namespace, { backend, family: 'ipv4' });
    await kernel.restore(RULES, ['--counters']);
    rig = await startRig(namespace.pid);
  });

  afterEach(async () => {
    await rig.close();
    await namespace.close();
  });

  /** Packets of every rule that has any, by its words. */
  async function counted(): Promise<Readonly<Record<string, bigint>>> {
    const { text } = await rig.reading();
    const chains = parseSave(text, { family: 'ipv4' }).ruleset.tables.flatMap((table) => table.chains);
    const rules = chains.flatMap((chain) =>
      chain.rules.map((rule) => [rule.text, rule.counters?.packets ?? 0n] as const),
    );
    return Object.fromEntries(rules.filter(([, packets]) => packets > 0n));
  }

  test('one rule, one chain, one table, everything; the rules stay', async () => {
    const { fingerprint: base } = await rig.reading();
    const family = 'ipv4';
    const [first, second] = ['-i lo -j ACCEPT', '-m comment --comment "a -Z b" -j X'];
    const [inX, inNat] = ['-m limit --limit 5/min -j RETURN', '-p tcp -j ACCEPT'];
    const scope = { table: 'filter', chain: 'INPUT', rule: 2 } as const;
    const sample = await rig.client.call('resetCounters', { family, base, scope });
    expect(sample.fingerprint).toBe(base);
    expect(await counted()).toEqual({ [first]: 7n, [inX]: 9n, [inNat]: 3n });
    expect(await counted()).not.toHaveProperty(second);
    await rig.client.call('resetCounters', { family, base, scope: { ...scope, chain: 'X', rule: null } });
    expect(await counted()).toEqual({ [first]: 7n, [inNat]: 3n });
    await rig.client.call('resetCounters', { family, base, scope: { table: 'nat', chain: null, rule: null } });
    expect(await counted()).toEqual({ [first]: 7n });
    const last = await rig.client.call('resetCounters', { family, base, scope: null });
    expect(last.values).toMatch(/^[0 ]+$/);
    expect((await rig.reading()).fingerprint).toBe(base);
  });

  test('refused: rules that changed meanwhile, what is not there, and while a change waits', async () => {
    const { fingerprint: base } = await rig.reading();
    const before = await counted();
    const everything = { family: 'ipv4', scope: null } as const;
    const stale = rig.client.call('resetCounters', { ...everything, base: 'a'.repeat(64) });
    expect(await refusalOf(stale)).toMatchObject({ code: 'staleBase', unchanged: true });
    const scope = { table: 'filter', chain: 'X\n-F', rule: null } as const;
    const absent = rig.client.call('resetCounters', { family: 'ipv4', base, scope });
    expect(await refusalOf(absent)).toMatchObject({ code: 'unplannable', unchanged: true });
    const target = await rig.target(insertBefore('-i lo', '-s 192.0.2.1 -j DROP'));
    const { id } = await rig.client.call('apply', { targets: [target], seconds: 60 });
    const during = rig.client.call('resetCounters', { ...everything, base: (await rig.reading()).fingerprint });
    expect(await refusalOf(during)).toMatchObject({ code: 'pendingChange', unchanged: true });
    await rig.client.call('rollback', { id });
    expect(await counted()).toEqual(before);
  });
});
