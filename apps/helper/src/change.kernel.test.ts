import { parseSave } from '@sluice/iptables';
import { announceSkip, kernelAvailable, kernelIn, openNamespace, type Kernel, type Namespace } from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bootTime, sleep } from './clock.ts';
import { eventually, insertBefore, refusalOf, runs, startRig, type Rig } from './testing/rig.ts';

const support = kernelAvailable();
if (support.reason !== undefined) announceSkip('changes on a real kernel', support.reason);

const RULES = `*filter
:INPUT DROP [11:1100]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:f2b-sshd - [0:0]
[5:500] -A INPUT -i lo -j ACCEPT
[7:700] -A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd
[3:300] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
[2:200] -A f2b-sshd -j RETURN
COMMIT
`;

describe.each(['nft', 'legacy'] as const)('a change on %s', (backend) => {
  let namespace: Namespace;
  let kernel: Kernel;
  let rig: Rig;

  beforeAll(async () => {
    if (!support[backend]) return;
    namespace = await openNamespace();
    kernel = kernelIn(namespace, { backend, family: 'ipv4' });
    rig = await startRig(namespace.pid, { backend });
  });

  beforeEach(async (context) => {
    if (!support[backend]) return context.skip();
    const { pending } = await rig.client.call('status', {});
    if (pending) await rig.client.call('rollback', { id: pending.id });
    await kernel.restore(RULES, ['--counters']);
  });

  afterAll(async () => {
    if (!support[backend]) return;
    await rig.close();
    await namespace.close();
  });

  const chainOf = async (name = 'INPUT'): Promise<readonly string[]> =>
    (await kernel.save()).split('\n').filter((line) => line.includes(`-A ${name} `));
  const iptables = (...words: readonly string[]) => kernel.run([kernel.tool(''), '-w', '5', ...words]);
  const addDns = () => rig.target(insertBefore('--dport 22 -j ACCEPT', '-p udp --dport 53 -j ACCEPT'));

  test('is tried out, applied and confirmed; counters of other rules stay', async () => {
    const target = await addDns();
    const report = await rig.client.call('dryRun', { targets: [target] });
    expect(report.problems).toEqual([]);
    expect(report.plans[0]?.input).toContain('-I INPUT 3 -p udp --dport 53 -j ACCEPT\n');
    expect(await chainOf()).toHaveLength(3);

    const planHash = report.plans[0]?.planHash;
    const change = await rig.client.call('apply', { targets: [{ ...target, planHash }], seconds: 60 });
    expect(change).toMatchObject({ state: 'applied', window: 60_000 });
    expect(change.remaining).toBeGreaterThan(55_000);
    expect(await chainOf()).toEqual([
      '[5:500] -A INPUT -i lo -j ACCEPT',
      '[7:700] -A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd',
      '[0:0] -A INPUT -p udp -m udp --dport 53 -j ACCEPT',
      '[3:300] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
    ]);
    expect(await kernel.save()).toContain(':INPUT DROP [11:1100]');

    const guard = rig.store.read(change.id)?.guard;
    expect(await rig.client.call('confirm', { id: change.id })).toMatchObject({ state: 'confirmed' });
    expect(await rig.client.call('status', {})).toMatchObject({ pending: null, last: { reason: 'confirmed' } });
    expect(await refusalOf(rig.client.call('confirm', { id: change.id }))).toMatchObject({ code: 'tooLate' });
    expect(await refusalOf(rig.client.call('rollback', { id: change.id }))).toMatchObject({ code: 'tooLate' });
    await eventually(() => !runs(guard?.pid ?? 0));
    expect(await chainOf()).toHaveLength(4);
  });

  test('is rolled back when asked, and what others did meanwhile stays', async () => {
    const before = await kernel.save();
    const target = await rig.target((text) =>
      insertBefore(
        '-i lo',
        '-p tcp -m tcp --dport 80 -j ACCEPT',
      )(text)
        .replace(/^\S+ -A INPUT \S+ tcp -m tcp --dport 22 -j ACCEPT\n/m, '')
        .replace(':INPUT DROP', ':INPUT ACCEPT'),
    );
    const change = await rig.client.call('apply', { targets: [target], seconds: 60 });
    expect(await kernel.save()).not.toBe(before);
    await iptables('-I', 'INPUT', '1', '-s', '192.0.2.9', '-j', 'DROP');
    await iptables('-A', 'f2b-sshd', '-s', '192.0.2.10', '-j', 'REJECT');
    await iptables('-N', 'DOCKER-LATE');
    expect(await rig.client.call('rollback', { id: change.id })).toMatchObject({
      state: 'rolledBack',
      reason: 'asked',
    });
    expect(await chainOf()).toEqual([
      '[0:0] -A INPUT -s 192.0.2.9/32 -j DROP',
      '[5:500] -A INPUT -i lo -j ACCEPT',
      '[7:700] -A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd',
      '[3:300] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
    ]);
    expect(await chainOf('f2b-sshd')).toHaveLength(2);
    expect(await kernel.save()).toMatch(/^:INPUT DROP/m);
    expect(await kernel.save()).toContain(':DOCKER-LATE -');
  });

  test('is rolled back by itself at the deadline', async () => {
    const before = await kernel.save();
    const change = await rig.client.call('apply', { targets: [await addDns()], seconds: 60 });
    await rig.client.call('watch', { on: true, interval: 1000 });
    const deadline = bootTime() + 900;
    rig.store.setWindow(change.id, { deadline, length: 60_000 });
    await sleep(600);
    expect(await kernel.save()).not.toBe(before);
    await eventually(() => rig.store.read(change.id)?.state === 'rolledBack', 2500);
    expect(bootTime()).toBeGreaterThanOrEqual(deadline);
    expect(await kernel.save()).toBe(before);
    expect(await refusalOf(rig.client.call('confirm', { id: change.id }))).toMatchObject({ code: 'tooLate' });
    await eventually(() => rig.events.some((one) => one.event === 'change' && one.change.reason === 'deadline'));
    await rig.client.call('watch', { on: false, interval: 1000 });
  });

  test('is extended', async () => {
    const change = await rig.client.call('apply', { targets: [await addDns()], seconds: 60 });
    rig.store.setWindow(change.id, { deadline: bootTime() + 800, length: 60_000 });
    const longer = await rig.client.call('extend', { id: change.id, seconds: 30 });
    expect(longer.remaining).toBeGreaterThan(28_000);
    expect(longer.window).toBeGreaterThan(88_000);
    await sleep(1000);
    expect(await rig.client.call('confirm', { id: change.id })).toMatchObject({ state: 'confirmed' });
  });

  test('fault 32: waits alone: a second one is refused', async () => {
    const target = await addDns();
    const both = await Promise.allSettled([
      rig.client.call('apply', { targets: [target], seconds: 60 }),
      rig.client.call('apply', { targets: [target], seconds: 60 }),
    ]);
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await refusalOf(rig.client.call('apply', { targets: [target], seconds: 60 }))).toMatchObject({
      code: 'pendingChange',
      unchanged: true,
    });
  });

  test('fault 10: is refused on other rules, or when it is not the plan that was reviewed', async () => {
    const target = await addDns();
    const planHash = 'f'.repeat(64);
    const changes = rig.store.ids();
    expect(await refusalOf(rig.client.call('apply', { targets: [{ ...target, planHash }], seconds: 5 }))).toMatchObject(
      { code: 'stalePlan', unchanged: true },
    );
    await iptables('-A', 'INPUT', '-j', 'LOG');
    expect(await refusalOf(rig.client.call('apply', { targets: [target], seconds: 5 }))).toMatchObject({
      code: 'staleBase',
      unchanged: true,
    });
    expect(rig.store.ids()).toEqual(changes);
  });

  test.each([
    ['a chain that is not there', '-A INPUT -j NOWHERE'],
    ['a target that may not stand there', '-A INPUT -j MASQUERADE'],
    ['a loop', '-A f2b-sshd -j f2b-sshd'],
  ])('is refused by a kernel beforehand: %s', async (_what, line) => {
    const changes = rig.store.ids();
    const before = await kernel.save();
    const target = await rig.target((text) => text.replace(/^\S+ -A f2b-sshd -j RETURN$/m, `${line}\n$&`));
    const { problems } = await rig.client.call('dryRun', { targets: [target] });
    expect(problems).toMatchObject([{ family: 'ipv4', code: 'refused' }]);
    expect(problems[0]?.stderr).not.toBe('');
    const refusal = await refusalOf(rig.client.call('apply', { targets: [target], seconds: 5 }));
    expect(refusal).toMatchObject({ code: 'refusedByKernel', unchanged: true });
    expect(await kernel.save()).toBe(before);
    expect(rig.store.ids()).toEqual(changes);
  });

  test('reaches both families or none', async () => {
    const six = kernelIn(namespace, { backend, family: 'ipv6' });
    await six.restore('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n');
    const before = [await kernel.save(), await six.save()];
    const targets = [await addDns(), await rig.target(insertBefore('-i lo', '-p ipv6-icmp -j ACCEPT'), 'ipv6')];
    const change = await rig.client.call('apply', { targets, seconds: 60 });
    expect(change.plans.map((plan) => plan.family)).toEqual(['ipv4', 'ipv6']);
    expect(await six.save()).toContain('ipv6-icmp -j ACCEPT');
    await rig.client.call('rollback', { id: change.id });
    expect([await kernel.save(), await six.save()]).toEqual(before);
    await six.restore('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n');
  });

  test('fault 19: near a comment with line breaks installs nothing that the comment says', async () => {
    const poison =
      'x\nCOMMIT\n*nat\n-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 31337\n-A PREROUTING -m comment --comment y';
    await iptables('-A', 'INPUT', '-m', 'comment', '--comment', poison, '-j', 'ACCEPT');
    const before = await kernel.save();
    expect(parseSave(before, { family: 'ipv4' }).ruleset.tables.map((table) => table.name)).toEqual(['filter']);
    const change = await rig.client.call('apply', { targets: [await addDns()], seconds: 60 });
    const nat = await kernel.run([kernel.tool(''), '-t', 'nat', '-S']);
    expect(nat.stdout).not.toContain('31337');
    await rig.client.call('rollback', { id: change.id });
    const after = parseSave(await kernel.save(), { family: 'ipv4' }).ruleset;
    expect(
      after.tables.flatMap((table) => table.chains.flatMap((chain) => chain.rules.map((rule) => rule.text))),
    ).toEqual(
      parseSave(before, { family: 'ipv4' }).ruleset.tables.flatMap((table) =>
        table.chains.flatMap((chain) => chain.rules.map((rule) => rule.text)),
      ),
    );
    // To take the poisoned rule away it would have to be written.
    const without = await rig.target((text) => text.replace(/^\S+ -A INPUT -m comment[^]*?-j ACCEPT\n/m, ''));
    expect(await refusalOf(rig.client.call('apply', { targets: [without], seconds: 5 }))).toMatchObject({
      code: 'unplannable',
      unchanged: true,
    });
  });

  test('fault 15: names sets that the host has', async () => {
    await kernel.run(['ipset', 'create', 'banned', 'hash:ip']);
    const known = await rig.target(insertBefore('-i lo', '-m set --match-set banned src -j DROP'));
    expect((await rig.client.call('dryRun', { targets: [known] })).problems).toEqual([]);
    const unknown = await rig.target(insertBefore('-i lo', '-m set --match-set nobody src -j DROP'));
    const { plans, problems } = await rig.client.call('dryRun', { targets: [unknown] });
    expect(problems).toMatchObject([{ code: 'refused' }]);
    expect(plans[0]?.input.split('\n')[(problems[0]?.line ?? 0) - 1]).toContain('nobody');
  });
});
