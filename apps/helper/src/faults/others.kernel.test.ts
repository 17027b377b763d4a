import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { sleep } from '../clock.ts';
import { failureOf } from '../failure.ts';
import { RULES } from '../testing/host.ts';
import { hostForTests } from '../testing/host-for-tests.ts';
import { eventually, insertBefore, refusalOf } from '../testing/rig.ts';

/** Other programs that write rules, hold the lock or flush everything; the numbers are those of docs/reliability.md. */

describe.each(['nft', 'legacy'] as const)('on %s', { timeout: 120_000 }, (backend) => {
  const host = hostForTests(backend);

  /** Takes the lock of x_tables, as a tool that hangs would. */
  async function holdLock(seconds: number) {
    const script = `echo; exec sleep ${seconds}`;
    const words = host().namespace.inside(['flock', '--no-fork', '/run/xtables.lock', 'sh', '-c', script]);
    const [program = '', ...argv] = words;
    const holder = spawn(program, argv);
    const ended = once(holder, 'close');
    await once(holder.stdout, 'data');
    return { ended, release: async () => (holder.kill('SIGKILL'), await ended) };
  }

  const chainOf = async (name = 'INPUT'): Promise<readonly string[]> =>
    (await host().kernel.save()).split('\n').flatMap((line) => new RegExp(`-A ${name} (.*)`).exec(line)?.[1] ?? []);

  test.runIf(backend === 'legacy')(
    'fault 7: a lock that is held is waited for, then named; nothing is half done',
    async () => {
      const short = await holdLock(2);
      const id = await host().apply(7001);
      expect(await chainOf()).toContain('-p tcp -m tcp --dport 7001 -j ACCEPT');
      await short.ended;
      const long = await holdLock(600);
      const before = await host().kernel.save();
      host().shorten(id, 0);
      await eventually(() => /held by (sleep|sh|flock)/.test(host().rig.store.read(id)?.detail ?? ''), 40_000);
      expect(host().rig.store.read(id)?.state).toBe('rollingBack');
      expect(await host().kernel.save()).toBe(before);
      await long.release();
      expect(await host().end(id, 40_000)).toBe('rolledBack');
      expect(await chainOf()).not.toContain('-p tcp -m tcp --dport 7001 -j ACCEPT');

      const again = await holdLock(600);
      const target = await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'));
      const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
      expect(refusal).toMatchObject({
        code: 'busy',
        message: expect.stringMatching(/held by (sleep|sh|flock) \(process \d+\)/) as string,
      });
      await again.release();
      await eventually(async () => (await host().rig.client.call('status', {})).pending === null, 20_000);
      expect(await chainOf()).not.toContain('-p udp -j ACCEPT');
    },
  );

  test('fault 9: what Docker, fail2ban or ufw write is seen within two seconds, with who did it where the kernel says', async () => {
    await host().rig.client.call('watch', { on: true, interval: 1000 });
    await eventually(() => host().rig.events.some((one) => one.event === 'sample'));
    // What happens right beside a change of ours is laid to nobody else.
    await sleep(600);
    for (const chain of ['DOCKER-USER', 'f2b-nginx', 'KUBE-SERVICES', 'cali-INPUT', 'ufw-user-input', 'LIBVIRT_INP']) {
      const seen = host().rig.events.length;
      await host().iptables('-N', chain);
      const told = () =>
        host()
          .rig.events.slice(seen)
          .find((one) => one.event === 'rules' && one.family === 'ipv4');
      await eventually(() => told() !== undefined, 2000);
      if (backend === 'nft') expect(told()).toMatchObject({ by: [{ process: 'iptables-nft' }] });
      await host().iptables('-X', chain);
      await eventually(
        () =>
          host()
            .rig.events.slice(seen)
            .filter((one) => one.event === 'rules').length > 1,
        2000,
      );
    }
    await host().rig.client.call('watch', { on: false, interval: 1000 });
  });

  test('fault 10: whoever writes between plan and restore loses nothing, and our rule stands where it was reviewed', async () => {
    const onlyOnce = `[ -e /run/once ] || { touch /run/once; ${host().kernel.tool('')} -I INPUT 1 -s 192.0.2.9 -j DROP; ${host().kernel.tool('')} -A INPUT -s 192.0.2.10 -j DROP; }`;
    // On legacy the writer would wait for our lock: it must be faster than that, so it comes with the reading.
    await host().kernel.run(['rm', '-f', '/run/once']);
    await host().shims.set(host().kernel.tool('restore'), backend === 'nft' ? onlyOnce : '');
    if (backend === 'legacy') await host().shims.set(host().kernel.tool('save'), `real "$@"; ${onlyOnce}; exit 0`);
    const target = await host().rig.target(insertBefore('--dport 22 -j ACCEPT', '-p udp -m udp --dport 53 -j ACCEPT'));
    const applied = await host()
      .rig.client.call('apply', { targets: [target], seconds: 60 })
      .then(
        () => true,
        (thrown: unknown) => !/changed after the draft/.test(String(thrown)),
      );
    const words = await chainOf();
    expect(words.filter((rule) => /192\.0\.2/.test(rule))).toEqual([
      '-s 192.0.2.9/32 -j DROP',
      '-s 192.0.2.10/32 -j DROP',
    ]);
    const ours = words.indexOf('-p udp -m udp --dport 53 -j ACCEPT');
    expect(ours >= 0).toBe(applied);
    if (applied) expect(words[ours + 1]).toBe('-p tcp -m tcp --dport 22 -j ACCEPT');
  });

  test('fault 10: rules that changed before the plan was made are refused, and nothing is done', async () => {
    const target = await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'));
    await host().iptables('-A', 'INPUT', '-s', '192.0.2.11', '-j', 'DROP');
    const before = await host().kernel.save();
    const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
    expect(refusal).toMatchObject({ code: 'staleBase', unchanged: true });
    expect(await host().kernel.save()).toBe(before);
  });

  test('fault 11: what others wrote in the window stays, also beside and inside of what comes back', async () => {
    const id = await host().apply(7011);
    await host().iptables('-I', 'INPUT', '1', '-s', '192.0.2.1', '-j', 'DROP');
    await host().iptables('-I', 'INPUT', '3', '-s', '192.0.2.3', '-j', 'DROP');
    await host().iptables('-D', 'INPUT', '-p', 'tcp', '--dport', '7011', '-j', 'ACCEPT');
    await host().iptables('-A', 'f2b-sshd', '-s', '192.0.2.4', '-j', 'REJECT');
    await host().rig.client.call('rollback', { id });
    expect(await chainOf()).toEqual([
      '-s 192.0.2.1/32 -j DROP',
      '-s 192.0.2.3/32 -j DROP',
      '-i lo -j ACCEPT',
      '-p tcp -m tcp --dport 22 -j f2b-sshd',
      '-p tcp -m tcp --dport 22 -j ACCEPT',
    ]);
    expect(await chainOf('f2b-sshd')).toHaveLength(2);
  });

  test('fault 12: a flush is told, and not fought; a policy of DROP never comes back without its rules', async () => {
    await host().rig.client.call('watch', { on: true, interval: 200 });
    const kept = await host().apply(7012);
    await host().rig.client.call('confirm', { id: kept });
    const seen = host().rig.events.length;
    await host().iptables('-P', 'INPUT', 'ACCEPT');
    await host().iptables('-F');
    await host().iptables('-X');
    await eventually(
      () =>
        host()
          .rig.events.slice(seen)
          .some((one) => one.event === 'rules'),
      3000,
    );
    await sleep(1500);
    expect(await chainOf()).toEqual([]);
    await host().rig.client.call('watch', { on: false, interval: 200 });

    await host().kernel.restore(RULES, ['--counters']);
    const target = await host().rig.target((text) => text.replace(':INPUT DROP', ':INPUT ACCEPT'));
    const opened = await host().rig.client.call('apply', { targets: [target], seconds: 60 });
    await host().iptables('-F');
    await host().rig.client.call('rollback', { id: opened.id });
    expect(await host().kernel.save()).toContain(':INPUT DROP');
    expect(await chainOf()).toContain('-p tcp -m tcp --dport 22 -j ACCEPT');
  });

  test('faults 31, 32: of fifty who apply at once one does; the others hear that it waits, and for how long', async () => {
    const target = await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'));
    const all = await Promise.all(
      Array.from({ length: 50 }, () =>
        host()
          .rig.client.call('apply', { targets: [target], seconds: 60 })
          .then(
            () => 'applied',
            (thrown: unknown) => failureOf(thrown).code,
          ),
      ),
    );
    expect(all.filter((one) => one === 'applied')).toHaveLength(1);
    expect(new Set(all)).toEqual(new Set(['applied', 'pendingChange']));
    const { pending } = await host().rig.client.call('status', {});
    expect(pending?.remaining).toBeGreaterThan(30_000);
    expect(
      host()
        .rig.store.ids()
        .filter((id) => host().rig.store.read(id)?.state === 'applied'),
    ).toHaveLength(1);
  });

  test('fault 38: rules of an interface that goes away stay, and can be changed', async () => {
    await host().kernel.run(['ip', 'link', 'add', 'gone0', 'type', 'veth', 'peer', 'name', 'gone1']);
    await host().iptables('-A', 'INPUT', '-i', 'gone0', '-j', 'ACCEPT');
    expect((await host().rig.client.call('read', {})).interfaces).toContain('gone0');
    await host().kernel.run(['ip', 'link', 'del', 'gone0']);
    expect((await host().rig.client.call('read', {})).interfaces).not.toContain('gone0');
    await host().apply(7038);
    expect(await chainOf()).toContain('-i gone0 -j ACCEPT');
  });
});
