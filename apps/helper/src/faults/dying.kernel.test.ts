import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { canConnect, mustRun, startListener, withHosts } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../clock.ts';
import { start } from '../exec.ts';
import { openHost, RULES } from '../testing/host.ts';
import { hostForTests } from '../testing/host-for-tests.ts';
import { endGuard, eventually, startRig } from '../testing/rig.ts';

/** Processes that die, machines that restart; the numbers are those of docs/reliability.md. */

/** What a web server is to the helper: a process that connects, applies and then holds still. */
const WEB = `
  const [, client, socket, text] = process.argv;
  const { connectHelper } = await import(client);
  const helper = await connectHelper(socket);
  const { families } = await helper.call('read', {});
  const target = { family: 'ipv4', base: families.find((one) => one.family === 'ipv4').fingerprint, text };
  const { id } = await helper.call('apply', { targets: [target], seconds: 60 });
  console.log(id);
  setInterval(() => {}, 1000);`;

/** Starts one, and gives the number of the change that it applied. */
async function startWeb(socket: string, text: string) {
  const argv = ['--input-type=module', '-e', WEB, join(import.meta.dirname, '../client.ts'), socket, text];
  const web = start({ program: 'node', argv, stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' });
  const id = await new Promise<string>((resolve) =>
    web.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  return { id, kill: async () => (web.kill('SIGKILL'), await web.ended) };
}

describe.each(['nft', 'legacy'] as const)('on %s', { timeout: 120_000 }, (backend) => {
  const host = hostForTests(backend);

  const anotherBoot = async (): Promise<void> => {
    const script = 'cat > /run/boot-id; mount --bind /run/boot-id /proc/sys/kernel/random/boot_id';
    const input = '11111111-2222-3333-4444-555555555555\n';
    await mustRun(host().namespace.inside(['sh', '-ec', script]), { input });
  };
  const stop = async (): Promise<void> => {
    await host().rig.crash();
    endGuard(host().rig.stateDirectory);
  };

  test('fault 5: every signal of a terminal or a service is survived, or everything comes back', async () => {
    const before = await host().kernel.save();
    const id = await host().apply(5001);
    const guard = host().rig.store.read(id)?.guard;
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.kill(guard?.pid ?? 0, signal);
    process.kill(host().rig.pid, 'SIGHUP');
    expect((await host().rig.client.call('status', {})).pending).toMatchObject({ id, state: 'applied' });
    process.kill(host().rig.pid, 'SIGTERM');
    await eventually(() =>
      host()
        .rig.client.call('status', {})
        .then(
          () => false,
          () => true,
        ),
    );
    expect(guard && isAlive(guard)).toBe(true);
    host().shorten(id, 200);
    expect(await host().end(id)).toBe('rolledBack');
    expect(await host().kernel.save()).toBe(before);
    await host().rig.restart();
  });

  test('fault 6: after a restart of the machine the change is over, and its rules are gone or taken back', async () => {
    const before = await host().kernel.save();
    const gone = await host().apply(5002);
    const made = await host().kernel.save();
    await stop();
    await host().kernel.restore('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n');
    const empty = await host().kernel.save();
    await anotherBoot();
    await host().rig.restart();
    expect((await host().rig.client.call('status', {})).last).toMatchObject({ id: gone, state: 'rolledBack' });
    expect(await host().kernel.save()).toBe(empty);

    // Somebody saved what nobody had confirmed, and the machine came up with it.
    await host().kernel.restore(RULES, ['--counters']);
    const saved = await host().apply(5002);
    await stop();
    await mustRun(host().namespace.inside(['umount', '/proc/sys/kernel/random/boot_id']));
    await host().kernel.restore(made, ['--counters']);
    await host().rig.restart();
    expect((await host().rig.client.call('status', {})).last).toMatchObject({ id: saved, state: 'rolledBack' });
    expect(await host().kernel.save()).toBe(before);
  });

  test('fault 44: changes that were copied to another machine do nothing there', async () => {
    await host().apply(5003);
    await stop();
    const other = await openHost(backend);
    try {
      await other.reset();
      await other.iptables('-A', 'INPUT', '-s', '192.0.2.1', '-j', 'DROP');
      const before = await other.kernel.save();
      await other.rig.crash();
      cpSync(join(host().rig.stateDirectory, 'changes'), join(other.rig.stateDirectory, 'changes'), {
        recursive: true,
      });
      await other.rig.restart();
      expect(await other.rig.client.call('status', {})).toMatchObject({ pending: null, last: { state: 'rolledBack' } });
      expect(await other.kernel.save()).toBe(before);
    } finally {
      await other.close();
    }
  });

  test('fault 47: who closed the page finds out later that the change was rolled back, and what it was', async () => {
    const before = await host().kernel.save();
    const id = await host().apply(5004);
    host().rig.client.close();
    host().shorten(id, 200);
    expect(await host().end(id)).toBe('rolledBack');
    expect(await host().kernel.save()).toBe(before);
    await host().rig.crash();
    await host().rig.restart();
    const { last } = await host().rig.client.call('status', {});
    expect(last).toMatchObject({ id, state: 'rolledBack', reason: 'deadline' });
    expect(last?.plans[0]?.input).toContain('--dport 5004');
  });

  test('fault 1: the web server is killed after it locked everybody out: the machine can be reached again', async () => {
    await withHosts({ backend, family: 'ipv4' }, async ({ kernel, client, address }) => {
      const open = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
      await kernel.restore(open);
      const rules = async () => (await kernel.save()).replaceAll(/\[\d+:\d+\]/g, '');
      const before = await rules();
      const rig = await startRig(kernel.pid, { backend });
      const stopListening = await startListener(kernel.namespace, 8642);
      try {
        const reaches = () => canConnect(client, { address, port: 8642, timeoutMs: 1000 });
        expect(await reaches()).toBe(true);
        const web = await startWeb(rig.socket, open.replace(':INPUT ACCEPT', ':INPUT DROP'));
        expect(await reaches()).toBe(false);
        await web.kill();
        rig.store.setWindow(web.id, { deadline: 0, length: 60_000 });
        await eventually(() => rig.store.read(web.id)?.state === 'rolledBack', 15_000);
        await eventually(reaches, 15_000);
        expect(await rules()).toBe(before);
      } finally {
        await stopListening();
        await rig.close();
      }
    });
  });
});
