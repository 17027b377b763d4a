import { beforeAll, describe, expect, it } from 'vitest';
import { parseSave } from '@sluice/iptables';
import { useWorkspace } from '../state/workspace.ts';
import { receiveSets } from '../state/host-sets.ts';
import { optionsAt } from './completion.ts';

const TEXT =
  '*filter\n:INPUT ACCEPT [0:0]\n:ENVOY - [0:0]\nCOMMIT\n*nat\n:OUTPUT ACCEPT [0:0]\n:NATTED - [0:0]\nCOMMIT\n';

beforeAll(() => {
  useWorkspace.setState({ current: parseSave(TEXT, { family: 'ipv4' }).ruleset, interfaces: ['eth0', 'wg0'] });
});

const offered = (rest: string, word = ''): readonly string[] =>
  optionsAt(rest, { word, table: 'filter', family: 'ipv4' }).map(({ label }) => label);

describe('what is offered', () => {
  it.each<[string, [rest: string, word: string], string[], string[]]>([
    ['tables at the beginning', ['', '*'], ['*filter', '*nat'], []],
    ['the chains of the table behind -A', ['-A ', ''], ['INPUT', 'ENVOY'], ['NATTED']],
    ['targets and chains behind -j', ['-A INPUT -j ', ''], ['ACCEPT', 'REJECT', 'ENVOY'], ['INPUT', 'NATTED', 'DNAT']],
    ['chains alone behind -g', ['-A INPUT -g ', ''], ['ENVOY'], ['ACCEPT']],
    ['modules behind -m', ['-A INPUT -m ', ''], ['conntrack', 'multiport'], ['icmp6']],
    ['interfaces behind -i', ['-A INPUT -i ', ''], ['eth0', 'wg0'], []],
    ['options of the module at hand', ['-A INPUT -m conntrack ', '--ct'], ['--ctstate', '--ctdir'], ['--dports']],
    ['options of the protocol', ['-A INPUT -p tcp ', '--'], ['--dport', '--tcp-flags', '-j'], ['--ctstate']],
    ['what is not said yet', ['-A INPUT -p tcp --dport 22 ', '-'], ['--sport'], ['--dport']],
    ['options of the target', ['-A INPUT -j REJECT ', '--'], ['--reject-with'], ['-j']],
  ])('%s', (_name, [rest, word], some, none) => {
    const labels = offered(rest, word);
    expect(labels).toEqual(expect.arrayContaining(some));
    for (const label of none) expect(labels).not.toContain(label);
  });

  it('is nothing where a value is a person’s own', () => {
    expect(offered('-A INPUT -s ', '10')).toEqual([]);
    expect(offered('hello ', '-')).toEqual([]);
  });

  it('comes with a line of help', () => {
    const found = optionsAt('-A INPUT -m conntrack ', { word: '--', table: 'filter', family: 'ipv4' });
    expect(found.find(({ label }) => label === '--ctstate')?.detail).toBe('In connection state …');
  });
});

it('offers the sets of the host where a set is named', () => {
  receiveSets('here', { text: 'create bans hash:ip family inet\ncreate nets hash:net family inet\n', absent: null });
  const place = { word: '', table: 'filter', family: 'ipv4' } as const;
  for (const rest of ['-A INPUT -m set --match-set ', '-A INPUT -j SET --add-set ']) {
    expect(optionsAt(rest, place)).toEqual([
      { label: 'bans', detail: 'hash:ip' },
      { label: 'nets', detail: 'hash:net' },
    ]);
  }
});
