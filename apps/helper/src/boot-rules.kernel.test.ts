import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceSkip, kernelAvailable } from '@sluice/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BootRules, findBootFiles } from './boot-rules.ts';
import { createReader } from './reading.ts';
import { openHost, type Host } from './testing/host.ts';
import { insertBefore, startRig } from './testing/rig.ts';

const support = kernelAvailable();
if (support.reason !== undefined) announceSkip('rules for the next start', support.reason);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-boot-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('the files are those of the program that loads them', () => {
  expect(findBootFiles(folder)).toBeNull();
  mkdirSync(join(folder, 'usr/libexec/iptables'), { recursive: true });
  writeFileSync(join(folder, 'usr/libexec/iptables/iptables.init'), '');
  expect(findBootFiles(folder)?.ipv6).toBe(join(folder, 'etc/sysconfig/ip6tables'));
  mkdirSync(join(folder, 'usr/sbin'), { recursive: true });
  writeFileSync(join(folder, 'usr/sbin/netfilter-persistent'), '');
  expect(findBootFiles(folder)?.ipv4).toBe(join(folder, 'etc/iptables/rules.v4'));
});

const files = () => ({ ipv4: join(folder, 'rules.v4'), ipv6: join(folder, 'rules.v6') });

describe.skipIf(!support.nft)('a helper that keeps rules for the next start', () => {
  let host: Host;
  beforeAll(async () => void (host = await openHost('nft')));
  afterAll(() => host.close());
  beforeEach(() => host.reset());

  const begin = () => startRig(host.namespace.pid, { backend: 'nft', bootFiles: files() });
  const change = async (rig: Awaited<ReturnType<typeof begin>>, port: number): Promise<string> => {
    const target = await rig.target(insertBefore('-i lo', `-p tcp -m tcp --dport ${port} -j ACCEPT`));
    return (await rig.client.call('apply', { targets: [target], seconds: 60 })).id;
  };

  test('writes what is confirmed and nothing else, and keeps what it found', async () => {
    await host.iptables('-F', 'f2b-sshd');
    await host.iptables('-D', 'INPUT', '-p', 'tcp', '--dport', '22', '-j', 'f2b-sshd');
    await host.iptables('-X', 'f2b-sshd');
    writeFileSync(files().ipv4, '# by hand\n');
    const rig = await begin();
    try {
      const undone = await change(rig, 1001);
      await rig.client.call('rollback', { id: undone });
      expect(readFileSync(files().ipv4, 'utf8')).toBe('# by hand\n');
      const kept = await change(rig, 1002);
      expect(readFileSync(files().ipv4, 'utf8')).toBe('# by hand\n');
      await rig.client.call('confirm', { id: kept });
      const saved = readFileSync(files().ipv4, 'utf8');
      expect(saved).toContain('-A INPUT -p tcp -m tcp --dport 1002 -j ACCEPT\n');
      expect(saved).not.toContain('1001');
      expect(readFileSync(`${files().ipv4}.before-sluice`, 'utf8')).toBe('# by hand\n');
      expect(existsSync(files().ipv6)).toBe(false);
      expect((await rig.client.call('status', {})).boot).toMatchObject({ state: 'kept' });
      expect((await host.kernel.run(['iptables-nft-restore', '--test'], { input: saved })).status).toBe(0);

      // What cannot be written is said, stands all the same, and is written by the next helper.
      rmSync(files().ipv4);
      mkdirSync(files().ipv4);
      const stands = await change(rig, 1003);
      await rig.client.call('confirm', { id: stands });
      expect(await rig.client.call('status', {})).toMatchObject({
        boot: { state: 'failed' },
        last: { state: 'confirmed' },
      });
      rmSync(files().ipv4, { recursive: true });
      await rig.crash();
      await rig.restart();
      expect(readFileSync(files().ipv4, 'utf8')).toContain('--dport 1003');
    } finally {
      await rig.close();
    }
  });

  test('leaves a host alone that others manage, and says so', async () => {
    const rig = await begin();
    try {
      await rig.client.call('confirm', { id: await change(rig, 1004) });
      const { boot } = await rig.client.call('status', {});
      expect(boot).toMatchObject({ state: 'refused', detail: expect.stringContaining('fail2ban') as string });
      expect(existsSync(files().ipv4)).toBe(false);
    } finally {
      await rig.close();
    }
  });

  test('does not write what was confirmed before anybody asked for it', async () => {
    await host.rig.client.call('confirm', { id: await host.apply(1005) });
    const boot = new BootRules(files(), host.rig.store, folder);
    expect(boot.isBehind()).toBe(false);
    await boot.catchUp(createReader({ backend: 'nft' }));
    expect(existsSync(files().ipv4)).toBe(false);
  });
});
