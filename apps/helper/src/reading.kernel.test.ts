import { parseSave } from '@sluice/iptables';
import { announceSkip, kernelAvailable, kernelIn, openNamespace, type Kernel, type Namespace } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, refusalOf, startRig, type Rig } from './testing/rig.ts';

const support = kernelAvailable();
const able = support.nft && support.legacy;
if (!able) announceSkip('reading on a real kernel', support.reason ?? '');

const RULES = `*nat
:PREROUTING ACCEPT [1:60]
:POSTROUTING ACCEPT [0:0]
[2:120] -A POSTROUTING -o lo -j MASQUERADE
COMMIT
*filter
:INPUT DROP [18446744073709551615:18446744073709551614]
:X - [0:0]
[5:500] -A INPUT -m comment --comment "a \\"b\\" [1:2]" -j X
[0:0] -A X -j RETURN
COMMIT
`;

describe.skipIf(!able)('what is read', () => {
  let namespace: Namespace;
  let nft: Kernel;
  let legacy: Kernel;
  let rig: Rig;

  beforeEach(async () => {
    namespace = await openNamespace();
    nft = kernelIn(namespace, { backend: 'nft', family: 'ipv4' });
    legacy = kernelIn(namespace, { backend: 'legacy', family: 'ipv4' });
    rig = await startRig(namespace.pid);
  });

  afterEach(async () => {
    await rig.close();
    await namespace.close();
  });

  test('of a host without rules is an empty text, and reading makes no tables', async () => {
    const reading = await rig.client.call('read', {});
    expect(reading).toMatchObject({ interfaces: ['lo'], version: expect.stringMatching(/^iptables \d/) });
    expect(reading.families).toMatchObject([
      { family: 'ipv4', text: '', otherBackendHasRules: false, aliens: [] },
      { family: 'ipv6', text: '', otherBackendHasRules: false, aliens: [] },
    ]);
    expect((await namespace.run(['cat', '/proc/net/ip_tables_names'])).stdout).toBe('');
    expect((await namespace.run(['nft', 'list', 'tables'])).stdout).toBe('');
  });

  test('fault 18: comes from the backend that holds the rules', async () => {
    await legacy.restore(RULES, ['--counters']);
    expect(await rig.reading()).toMatchObject({ backend: 'legacy', otherBackendHasRules: false });
    await nft.restore('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n');
    expect(await rig.reading()).toMatchObject({ backend: 'legacy', otherBackendHasRules: false });
    await nft.restore('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo\nCOMMIT\n');
    expect(await rig.reading()).toMatchObject({ backend: 'nft', otherBackendHasRules: true });
    await legacy.restore('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n*nat\nCOMMIT\n');
    expect(await rig.reading()).toMatchObject({ backend: 'nft', otherBackendHasRules: false });
  });

  test.each(['nft', 'legacy'] as const)(
    'fault 37: on %s: counters stand in the order of the text, exactly',
    async (backend) => {
      const kernel = backend === 'nft' ? nft : legacy;
      await kernel.restore(RULES, ['--counters']);
      const reading = await rig.reading();
      const sample = await rig.client.call('counters', { family: 'ipv4' });
      expect(sample.fingerprint).toBe(reading.fingerprint);
      const keys = parseSave(reading.text, { family: 'ipv4' }).counterKeys;
      const values = sample.values.split(' ');
      expect(values).toHaveLength(keys.length * 2);
      const input = keys.indexOf('policy:filter/INPUT');
      expect(values.slice(input * 2, input * 2 + 2)).toEqual(['18446744073709551615', '18446744073709551614']);
    },
  );

  test('fault 37: has a fingerprint of the rules alone', async () => {
    await nft.restore(RULES, ['--counters']);
    const first = await rig.reading();
    await nft.run(['iptables-nft', '-Z']);
    const second = await rig.reading();
    expect(second.text).not.toBe(first.text);
    expect(second.fingerprint).toBe(first.fingerprint);
    await nft.run(['iptables-nft', '-A', 'X', '-j', 'ACCEPT']);
    expect((await rig.reading()).fingerprint).not.toBe(first.fingerprint);
  });

  test('fault 17: marks chains whose native rules iptables prints as something else, and nothing is written there', async () => {
    await nft.restore('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n');
    await namespace.run(['nft', 'add rule ip filter INPUT ip saddr { 1.1.1.1, 2.2.2.2 } drop']);
    const reading = await rig.reading();
    expect(reading.text).toContain('-A INPUT -j DROP');
    expect(reading.aliens).toMatchObject([{ table: 'filter', chain: 'INPUT' }]);
    const target = await rig.target((text) => text.replace(/^\S+ -A INPUT -i lo/m, '-A INPUT -p udp -j ACCEPT\n$&'));
    expect(await refusalOf(rig.client.call('apply', { targets: [target], seconds: 5 }))).toMatchObject({
      code: 'notWritable',
      unchanged: true,
    });
    const other = await rig.target((text) => text.replace(/^COMMIT/m, '-A OUTPUT -p udp -j ACCEPT\n$&'));
    const { id } = await rig.client.call('apply', { targets: [other], seconds: 60 });
    await rig.client.call('rollback', { id });
    const listing = (await namespace.run(['nft', 'list', 'chain', 'ip', 'filter', 'INPUT'])).stdout;
    expect(listing).toContain('ip saddr { 1.1.1.1, 2.2.2.2 } drop');
  });

  test('fault 17: marks a table that iptables cannot print at all', async () => {
    await nft.restore('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n');
    await namespace.run(['nft', 'add rule ip filter INPUT ct state established accept']);
    const reading = await rig.reading();
    expect(reading.backend).toBe('nft');
    expect(reading.aliens.map(({ table, chain }) => `${table} ${chain}`)).toContain('filter INPUT');
  });

  test('is pushed to who watches, with a word when the rules changed', async () => {
    await nft.restore(RULES, ['--counters']);
    await rig.client.call('watch', { on: true, interval: 100 });
    await eventually(() => rig.events.filter((one) => one.event === 'sample').length > 4);
    expect(rig.events.some((one) => one.event === 'rules')).toBe(false);
    await nft.run(['iptables-nft', '-A', 'X', '-j', 'ACCEPT']);
    await eventually(() => rig.events.some((one) => one.event === 'rules' && one.family === 'ipv4'));
    const told = rig.events.find((one) => one.event === 'rules');
    expect(told).toMatchObject({ by: [{ process: 'iptables-nft' }] });
    await rig.client.call('watch', { on: false, interval: 100 });
  });

  test('tells who watches that the other backend got rules, into a table that was there before', async () => {
    await nft.restore(RULES, ['--counters']);
    await legacy.restore('*filter\nCOMMIT\n');
    expect(await rig.reading()).toMatchObject({ backend: 'nft', otherBackendHasRules: false });
    await rig.client.call('watch', { on: true, interval: 200 });
    await eventually(() => rig.events.some(({ event }) => event === 'sample'));
    await legacy.restore('*filter\n-A INPUT -p tcp --dport 23 -j DROP\nCOMMIT\n');
    await eventually(() => rig.events.some(({ event }) => event === 'rules'), 15_000);
    expect(await rig.reading()).toMatchObject({ backend: 'nft', otherBackendHasRules: true });
  });

  test('may be in letters that are not UTF-8', async () => {
    await nft.run(['sh', '-c', String.raw`iptables-nft -A INPUT -m comment --comment "$(printf 'caf\351')" -j ACCEPT`]);
    const reading = await rig.reading();
    expect(reading.encoding).toBe('latin1');
    expect(reading.text).toContain('café');
    const before = await nft.save();
    const target = await rig.target((text) => text.replace(/^\S+ -A INPUT/m, '-A INPUT -i lo -j ACCEPT\n$&'));
    const { id } = await rig.client.call('apply', { targets: [target], seconds: 60 });
    expect((await rig.reading()).text).toContain('café');
    await rig.client.call('rollback', { id });
    expect(await nft.save()).toBe(before);
  });
});
