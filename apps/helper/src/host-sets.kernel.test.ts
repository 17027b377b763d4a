import { parseSets, printSets } from '@sluice/iptables';
import { SET_TYPES } from '@sluice/netfilter';
import { announceSkip, kernelAvailable } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHost, type Host } from './testing/host.ts';

const support = kernelAvailable();
if (!support.nft) announceSkip('the sets of a host', support.reason ?? '');

describe.skipIf(!support.nft)('the sets of a host', { timeout: 60_000 }, () => {
  let host: Host;
  beforeAll(async () => void (host = await openHost('nft')));
  afterAll(() => host.close());

  test('are read as ipset prints them, and printed so again', async () => {
    const { kernel, rig } = host;
    expect(await rig.client.call('sets', {})).toMatchObject({ text: '' });
    await kernel.run(['ipset', 'create', 'bans', 'hash:ip', 'timeout', '600', 'comment']);
    await kernel.run(['ipset', 'add', 'bans', '192.0.2.7', 'comment', 'a "quote", é'.replaceAll('"', "'")]);
    await kernel.run(['ipset', 'create', 'a b', 'hash:net']);
    await kernel.run(['ipset', 'create', 'all', 'list:set']);
    await kernel.run(['ipset', 'add', 'all', 'bans']);
    const { text, absent } = await rig.client.call('sets', {});
    expect(absent).toBeUndefined();
    const { sets, strange } = parseSets(text);
    expect(strange).toEqual([]);
    expect(sets.map(({ name, type, members }) => [name, type, members.length])).toEqual(
      expect.arrayContaining([
        ['bans', 'hash:ip', 1],
        ['a b', 'hash:net', 0],
        ['all', 'list:set', 1],
      ]),
    );
    expect(printSets(sets)).toBe(text);
  });

  test('can be of every type that we know, unless this kernel lacks it', async () => {
    const { namespace } = host;
    const lacking: string[] = [];
    for (const type of SET_TYPES) {
      const range = type.options.some(({ name }) => name === 'range')
        ? ['range', type.parts[0] === 'port' ? '0-1024' : '192.0.2.0/24']
        : [];
      const name = `t-${type.name.replace(':', '-')}`;
      const made = await namespace.run(['ipset', 'create', name, type.name, ...range]);
      if (made.stderr.includes('not supported')) {
        lacking.push(type.name);
        continue;
      }
      expect(made.stderr, type.name).toBe('');
      const example = type.name === 'list:set' ? 't-hash-ip' : type.example;
      const added = await namespace.run(['ipset', 'add', name, example]);
      expect(added.stderr, type.name).toBe('');
      const { stdout } = await namespace.run(['ipset', 'save', name]);
      expect(stdout.split('\n')[1], 'the example is printed as we print it').toBe(`add ${name} ${example}`);
    }
    // Said aloud: these are proven elsewhere or nowhere.
    if (lacking.length > 0) process.stderr.write(`this kernel has no ${lacking.join(', ')}\n`);
    expect(lacking.length).toBeLessThan(SET_TYPES.length / 2);
  });
});
