import { parseSave } from '@sluice/iptables';
import { kernelIn } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { bootTime, sleep } from './clock.ts';
import { hostForTests } from './testing/host-for-tests.ts';
import { eventually, insertBefore, refusalOf, runs } from './testing/rig.ts';

describe.each(['nft', 'legacy'] as const)('a change on %s', (backend) => {
  const host = hostForTests(backend);

  const chainOf = async (name = 'INPUT'): Promise<readonly string[]> =>
    (await host().kernel.save()).split('\n').filter((line) => line.includes(`-A ${name} `));
  const addDns = () => host().rig.target(insertBefore('--dport 22 -j ACCEPT', '-p udp --dport 53 -j ACCEPT'));

  test('is tried out, applied and confirmed; counters of other rules stay', async () => {
    const target = await addDns();
    const report = await host().rig.client.call('dryRun', { targets: [target] });
    expect(report.problems).toEqual([]);
    expect(report.plans[0]?.input).toContain('-I INPUT 3 -p udp --dport 53 -j ACCEPT\n');
    expect(await chainOf()).toHaveLength(3);

    const planHash = report.plans[0]?.planHash;
    const change = await host().rig.client.call('apply', { targets: [{ ...target, planHash }], seconds: 60 });
    expect(change).toMatchObject({ state: 'applied', window: 60_000 });
    expect(change.remaining).toBeGreaterThan(55_000);
    expect(await chainOf()).toEqual([
      '[5:500] -A INPUT -i lo -j ACCEPT',
      '[7:700] -A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd',
      '[0:0] -A INPUT -p udp -m udp --dport 53 -j ACCEPT',
      '[3:300] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
    ]);
    expect(await host().kernel.save()).toContain(':INPUT DROP [11:1100]');

    const guard = host().rig.store.read(change.id)?.guard;
    expect(await host().rig.client.call('confirm', { id: change.id })).toMatchObject({ state: 'confirmed' });
    expect(await host().rig.client.call('status', {})).toMatchObject({ pending: null, last: { reason: 'confirmed' } });
    expect(await refusalOf(host().rig.client.call('confirm', { id: change.id }))).toMatchObject({ code: 'tooLate' });
    expect(await refusalOf(host().rig.client.call('rollback', { id: change.id }))).toMatchObject({ code: 'tooLate' });
    await eventually(() => !runs(guard?.pid ?? 0));
    expect(await chainOf()).toHaveLength(4);
  });

  test('is rolled back when asked, and what others did meanwhile stays', async () => {
    const before = await host().kernel.save();
    const target = await host().rig.target((text) =>
      insertBefore(
        '-i lo',
        '-p tcp -m tcp --dport 80 -j ACCEPT',
      )(text)
        .replace(/^\S+ -A INPUT \S+ tcp -m tcp --dport 22 -j ACCEPT\n/m, '')
        .replace(':INPUT DROP', ':INPUT ACCEPT'),
    );
    const change = await host().rig.client.call('apply', { targets: [target], seconds: 60 });
    expect(await host().kernel.save()).not.toBe(before);
    await host().iptables('-I', 'INPUT', '1', '-s', '192.0.2.9', '-j', 'DROP');
    await host().iptables('-A', 'f2b-sshd', '-s', '192.0.2.10', '-j', 'REJECT');
    await host().iptables('-N', 'DOCKER-LATE');
    expect(await host().rig.client.call('rollback', { id: change.id })).toMatchObject({
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
    expect(await host().kernel.save()).toMatch(/^:INPUT DROP/m);
    expect(await host().kernel.save()).toContain(':DOCKER-LATE -');
  });

  test('is rolled back by itself at the deadline', async () => {
    const before = await host().kernel.save();
    const change = await host().rig.client.call('apply', { targets: [await addDns()], seconds: 60 });
    await host().rig.client.call('watch', { on: true, interval: 1000 });
    const deadline = bootTime() + 900;
    host().rig.store.setWindow(change.id, { deadline, length: 60_000 });
    await sleep(600);
    expect(await host().kernel.save()).not.toBe(before);
    await eventually(() => host().rig.store.read(change.id)?.state === 'rolledBack', 2500);
    expect(bootTime()).toBeGreaterThanOrEqual(deadline);
    expect(await host().kernel.save()).toBe(before);
    expect(await refusalOf(host().rig.client.call('confirm', { id: change.id }))).toMatchObject({ code: 'tooLate' });
    await eventually(() => host().rig.events.some((one) => one.event === 'change' && one.change.reason === 'deadline'));
    await host().rig.client.call('watch', { on: false, interval: 1000 });
  });

  test('is extended', async () => {
    const change = await host().rig.client.call('apply', { targets: [await addDns()], seconds: 60 });
    host().rig.store.setWindow(change.id, { deadline: bootTime() + 800, length: 60_000 });
    const longer = await host().rig.client.call('extend', { id: change.id, seconds: 30 });
    expect(longer.remaining).toBeGreaterThan(28_000);
    expect(longer.window).toBeGreaterThan(88_000);
    await sleep(1000);
    expect(await host().rig.client.call('confirm', { id: change.id })).toMatchObject({ state: 'confirmed' });
  });

  test('fault 32: waits alone: a second one is refused', async () => {
    const target = await addDns();
    const both = await Promise.allSettled([
      host().rig.client.call('apply', { targets: [target], seconds: 60 }),
      host().rig.client.call('apply', { targets: [target], seconds: 60 }),
    ]);
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }))).toMatchObject({
      code: 'pendingChange',
      unchanged: true,
    });
  });

  test('fault 10: is refused on other rules, or when it is not the plan that was reviewed', async () => {
    const target = await addDns();
    const planHash = 'f'.repeat(64);
    const changes = host().rig.store.ids();
    expect(
      await refusalOf(host().rig.client.call('apply', { targets: [{ ...target, planHash }], seconds: 5 })),
    ).toMatchObject({ code: 'stalePlan', unchanged: true });
    await host().iptables('-A', 'INPUT', '-j', 'LOG');
    expect(await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 5 }))).toMatchObject({
      code: 'staleBase',
      unchanged: true,
    });
    expect(host().rig.store.ids()).toEqual(changes);
  });

  test.each([
    ['a chain that is not there', '-A INPUT -j NOWHERE'],
    ['a target that may not stand there', '-A INPUT -j MASQUERADE'],
    ['a loop', '-A f2b-sshd -j f2b-sshd'],
  ])('is refused by a kernel beforehand: %s', async (_what, line) => {
    const changes = host().rig.store.ids();
    const before = await host().kernel.save();
    const target = await host().rig.target((text) => text.replace(/^\S+ -A f2b-sshd -j RETURN$/m, `${line}\n$&`));
    const { problems } = await host().rig.client.call('dryRun', { targets: [target] });
    expect(problems).toMatchObject([{ family: 'ipv4', code: 'refused' }]);
    expect(problems[0]?.stderr).not.toBe('');
    const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 5 }));
    expect(refusal).toMatchObject({ code: 'refusedByKernel', unchanged: true });
    expect(await host().kernel.save()).toBe(before);
    expect(host().rig.store.ids()).toEqual(changes);
  });

  test('reaches both families or none', async () => {
    const six = kernelIn(host().namespace, { backend, family: 'ipv6' });
    await six.restore('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n');
    const before = [await host().kernel.save(), await six.save()];
    const targets = [await addDns(), await host().rig.target(insertBefore('-i lo', '-p ipv6-icmp -j ACCEPT'), 'ipv6')];
    const change = await host().rig.client.call('apply', { targets, seconds: 60 });
    expect(change.plans.map((plan) => plan.family)).toEqual(['ipv4', 'ipv6']);
    expect(await six.save()).toContain('ipv6-icmp -j ACCEPT');
    await host().rig.client.call('rollback', { id: change.id });
    expect([await host().kernel.save(), await six.save()]).toEqual(before);
    await six.restore('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n');
  });

  test('fault 19: near a comment with line breaks installs nothing that the comment says', async () => {
    const poison =
      'x\nCOMMIT\n*nat\n-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 31337\n-A PREROUTING -m comment --comment y';
    await host().iptables('-A', 'INPUT', '-m', 'comment', '--comment', poison, '-j', 'ACCEPT');
    const before = await host().kernel.save();
    expect(parseSave(before, { family: 'ipv4' }).ruleset.tables.map((table) => table.name)).toEqual(['filter']);
    const change = await host().rig.client.call('apply', { targets: [await addDns()], seconds: 60 });
    const nat = await host().kernel.run([host().kernel.tool(''), '-t', 'nat', '-S']);
    expect(nat.stdout).not.toContain('31337');
    await host().rig.client.call('rollback', { id: change.id });
    const after = parseSave(await host().kernel.save(), { family: 'ipv4' }).ruleset;
    expect(
      after.tables.flatMap((table) => table.chains.flatMap((chain) => chain.rules.map((rule) => rule.text))),
    ).toEqual(
      parseSave(before, { family: 'ipv4' }).ruleset.tables.flatMap((table) =>
        table.chains.flatMap((chain) => chain.rules.map((rule) => rule.text)),
      ),
    );
    // To take the poisoned rule away it would have to be written.
    const without = await host().rig.target((text) => text.replace(/^\S+ -A INPUT -m comment[^]*?-j ACCEPT\n/m, ''));
    expect(await refusalOf(host().rig.client.call('apply', { targets: [without], seconds: 5 }))).toMatchObject({
      code: 'unplannable',
      unchanged: true,
    });
  });

  test('fault 15: names sets that the host has', async () => {
    await host().kernel.run(['ipset', 'create', 'banned', 'hash:ip']);
    const known = await host().rig.target(insertBefore('-i lo', '-m set --match-set banned src -j DROP'));
    expect((await host().rig.client.call('dryRun', { targets: [known] })).problems).toEqual([]);
    const unknown = await host().rig.target(insertBefore('-i lo', '-m set --match-set nobody src -j DROP'));
    const { plans, problems } = await host().rig.client.call('dryRun', { targets: [unknown] });
    expect(problems).toMatchObject([{ code: 'refused' }]);
    expect(plans[0]?.input.split('\n')[(problems[0]?.line ?? 0) - 1]).toContain('nobody');
  });
});
