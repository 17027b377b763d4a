import { announceSkip, kernelIn, mustRun } from '@sluice/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { hostForTests } from '../testing/host-for-tests.ts';
import { eventually, insertBefore, refusalOf } from '../testing/rig.ts';

/** Tools that fail, hang, lie or are missing; the numbers are those of docs/reliability.md. */

const LONG = process.env['SLUICE_LONG'] === '1';
if (!LONG) announceSkip('tools that hang until they are killed', 'they take minutes; SLUICE_LONG=1 runs them');

describe.each(['nft', 'legacy'] as const)('on %s', { timeout: 200_000 }, (backend) => {
  const host = hostForTests(backend);
  beforeEach(async () => {
    await six().restore(
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n',
    );
  });

  const six = () => kernelIn(host().namespace, { backend, family: 'ipv6' });
  const both = async () => [
    await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT')),
    await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'), 'ipv6'),
  ];
  const applyBoth = async () => host().rig.client.call('apply', { targets: await both(), seconds: 60 });
  const saves = async () => [await host().kernel.save(), await six().save()];

  test.each([1, 2, 4])(
    'fault 13: IPv4 goes well, IPv6 ends with %i: both are as before, and IPv6 is named',
    async (status) => {
      const before = await saves();
      await host().shims.set(six().tool('restore'), `echo "something is wrong" >&2; exit ${status}`);
      const refusal = await refusalOf(applyBoth());
      expect(refusal).toMatchObject({
        unchanged: true,
        stderr: expect.stringContaining('something is wrong') as string,
      });
      expect(refusal.message).toContain('ip6tables');
      expect(await saves()).toEqual(before);
      expect((await host().rig.client.call('status', {})).pending).toBeNull();
    },
  );

  test('fault 14: the second table is refused by the kernel after the first was committed, with no dry run: both are as before', async () => {
    await mustRun(host().namespace.inside(['mount', '--bind', '/bin/false', '/usr/bin/unshare']));
    try {
      await host().kernel.restore(
        '*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n',
        ['--noflush'],
      );
      const before = await host().kernel.save();
      const target = await host().rig.target((text) =>
        insertBefore(
          '-i lo',
          '-p udp -j ACCEPT',
        )(text).replace(/^(\S+ )?-A POSTROUTING/m, '-A PREROUTING -j MASQUERADE\n$&'),
      );
      const report = await host().rig.client.call('dryRun', { targets: [target] });
      expect(report.warnings.join()).toContain('not tried out');
      const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
      expect(refusal).toMatchObject({ code: 'refusedByKernel', unchanged: true });
      expect(await host().kernel.save()).toBe(before);
    } finally {
      await mustRun(host().namespace.inside(['umount', '/usr/bin/unshare']));
      await host().iptables('-t', 'nat', '-F');
    }
  });

  test('fault 16: a tool that says yes and leaves out a rule is found out, and everything comes back', async () => {
    const before = await host().kernel.save();
    await host().shims.set(host().kernel.tool('restore'), `grep -v "dport 9016" | real "$@"; exit $?`);
    const target = await host().rig.target((text) =>
      insertBefore(
        '-i lo',
        '-p udp -m udp --dport 9015 -j ACCEPT',
      )(insertBefore('-i lo', '-p udp -m udp --dport 9016 -j ACCEPT')(text)),
    );
    const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
    expect(refusal).toMatchObject({ unchanged: true });
    expect(await host().kernel.save()).toBe(before);
  });

  test('fault 16: other words for the same rule are no difference', async () => {
    const words = [
      '-s 10.0.0.1 -p 6 --dport 80:80',
      '-p icmp --icmp-type echo-request',
      '-m mark --mark 1',
      '-p tcp --syn',
    ];
    if (backend === 'legacy') words.push('-m conntrack --ctstate ESTABLISHED,RELATED');
    const target = await host().rig.target((text) =>
      words.reduce((all, rule) => insertBefore('-i lo', `${rule} -j ACCEPT`)(all), text),
    );
    const { id } = await host().rig.client.call('apply', { targets: [target], seconds: 60 });
    expect(host().rig.store.read(id)?.state).toBe('applied');
  });

  test.each([
    ['is cut in the middle', 'real "$@" | head -c 200; exit 0'],
    ['lacks its end', 'real "$@" | grep -v COMMIT; exit 0'],
    ['is empty', 'exit 0'],
    ['is empty and failed', 'exit 1'],
  ])('fault 20: a reading that %s is refused, and never taken for an empty firewall', async (_what, script) => {
    const target = await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'));
    const before = await host().kernel.save();
    await host().shims.set(host().kernel.tool('save'), script);
    expect(await refusalOf(host().rig.client.call('read', {}))).toMatchObject({ code: 'readFailed', unchanged: true });
    const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
    expect(refusal).toMatchObject({ code: 'readFailed', unchanged: true });
    await host().shims.clear();
    expect(await host().kernel.save()).toBe(before);
  });

  test('fault 20: a reading that fails twice and then goes well is taken', async () => {
    await host().shims.set(
      host().kernel.tool('save'),
      'n=$(cat /run/tries 2>/dev/null || echo 0); echo $((n+1)) > /run/tries; [ $n -lt 2 ] && exit 1',
    );
    const { families } = await host().rig.client.call('read', {});
    expect(families.find(({ family }) => family === 'ipv4')?.text).toContain('f2b-sshd');
  });

  test.runIf(LONG)('fault 20: a reading that hangs is ended and refused', async () => {
    await host().shims.set(host().kernel.tool('save'), 'sleep 600');
    expect(await refusalOf(host().rig.client.call('read', {}))).toMatchObject({ code: 'readFailed', unchanged: true });
  });

  test.runIf(LONG)(
    'fault 21: a restore that hangs is killed with all that it started, and everything comes back',
    async () => {
      const before = await host().kernel.save();
      await host().shims.set(host().kernel.tool('restore'), '[ -e /run/hung ] || { touch /run/hung; sleep 599; }');
      const refusal = await refusalOf(applyBoth());
      expect(refusal.message).toContain('did not end within');
      expect(await host().kernel.save()).toBe(before);
      expect((await host().kernel.run(['pgrep', '-f', '^sleep 599'])).stdout).toBe('');
    },
  );

  test('fault 40: a restore that the kernel kills for want of memory leaves nothing behind', async () => {
    const before = await saves();
    await host().shims.set(six().tool('restore'), 'kill -KILL $$');
    const refusal = await refusalOf(applyBoth());
    expect(refusal).toMatchObject({ unchanged: true, message: expect.stringContaining('SIGKILL') as string });
    expect(await saves()).toEqual(before);
  });

  test('fault 40: without a file left to open, nothing is applied or everything comes back', async () => {
    const before = await host().kernel.save();
    const target = await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'));
    const limit = (files: number | string) =>
      mustRun(['prlimit', '--pid', String(host().rig.pid), `--nofile=${files}:4096`]);
    for (const files of [22, 26, 30, 34, 40]) {
      await limit(files);
      const outcome = await host()
        .rig.client.call('apply', { targets: [target], seconds: 60 })
        .then(
          ({ id }) => id,
          () => null,
        );
      await limit(4096);
      if (outcome !== null) await host().rig.client.call('rollback', { id: outcome });
      await eventually(async () => (await host().rig.client.call('status', {})).pending === null, 15_000);
      expect(await host().kernel.save()).toBe(before);
    }
  });

  test('fault 39: tools of 1.4.21, which know no lock, are spoken to in their own words', async () => {
    const old = `for word in "$@"; do [ "$word" = -w ] && { echo "unknown option -w" >&2; exit 2; }; done`;
    await host().rig.crash();
    await host().shims.set(host().kernel.tool('restore'), old);
    const [program, multi] = ['/usr/sbin/iptables', `/usr/sbin/xtables-${backend}-multi iptables`];
    const script = `rm -f ${program}; printf '#!/bin/sh\\n[ "$1" = -V ] && { echo "iptables v1.4.21"; exit 0; }\\nexec ${multi} "$@"\\n' > ${program}; chmod 755 ${program}`;
    await mustRun(host().namespace.inside(['sh', '-ec', script]));
    await host().rig.restart();
    expect((await host().rig.client.call('read', {})).version).toBe('iptables 1.4.21');
    const id = await host().apply(9039);
    expect(host().rig.store.read(id)?.state).toBe('applied');
    await host().rig.client.call('rollback', { id });
    await mustRun(
      host().namespace.inside(['sh', '-ec', `rm -f ${program}; ln -s xtables-${backend}-multi ${program}`]),
    );
    await host().rig.crash();
    await host().rig.restart();
  });

  test('fault 39: a module that the machine does not have is refused with its name, and nothing is done', async () => {
    const target = await host().rig.target(insertBefore('-i lo', '-m nosuchmodule --words -j ACCEPT'));
    const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
    expect(refusal).toMatchObject({ code: 'refusedByKernel', unchanged: true });
    expect(refusal.stderr).toContain('nosuchmodule');
  });

  test('fault 45: rolling back that fails is tried until it goes well, and says meanwhile why it does not', async () => {
    const before = await host().kernel.save();
    const id = await host().apply(9045);
    await host().shims.set(host().kernel.tool('restore'), 'echo "no way" >&2; exit 1');
    host().shorten(id, 0);
    await eventually(() => host().rig.store.read(id)?.detail?.includes('no way') === true, 15_000);
    expect((await host().rig.client.call('status', {})).pending).toMatchObject({ id, state: 'rollingBack' });
    await host().shims.clear();
    expect(await host().end(id, 20_000)).toBe('rolledBack');
    expect(await host().kernel.save()).toBe(before);
  });

  test('fault 13: a machine without IPv6 has one family, and that is no error', async () => {
    await host().rig.crash();
    await mustRun(host().namespace.inside(['mount', '-t', 'tmpfs', 'tmpfs', '/proc/sys/net']));
    await host().rig.restart();
    expect((await host().rig.client.call('read', {})).families.map(({ family }) => family)).toEqual(['ipv4']);
    const id = await host().apply(9013);
    expect(host().rig.store.read(id)?.state).toBe('applied');
    await host().rig.client.call('rollback', { id });
    await mustRun(host().namespace.inside(['umount', '/proc/sys/net']));
  });
});
