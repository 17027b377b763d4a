import { readQuestion, simulate, type PacketWords } from '@sluice/analysis';
import { findChain, findRule } from '@sluice/netfilter';
import { parseSave } from '@sluice/iptables';
import { describe, expect, test } from 'vitest';
import { stopsOf, type Stop } from './stops.ts';
import { wayOf } from './way-of.ts';

const RULES = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p udp -j ACCEPT
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate INVALID -j DROP
-A INPUT -p tcp -m tcp --dport 9090 -j ENVOY
-A INPUT -m limit --limit 5/min -j ACCEPT
-A ENVOY -s 203.0.113.128/25 -j DROP
-A ENVOY -p tcp -m tcp --dport 9090 -j ACCEPT
COMMIT
`;
const ASKED: PacketWords = {
  path: 'arriving',
  in: 'eth0',
  proto: 'tcp',
  src: '192.0.2.9',
  sport: '50000',
  dst: '198.51.100.1',
  dport: '9090',
};

function followed(words: PacketWords) {
  const ruleset = parseSave(RULES, { family: 'ipv4' }).ruleset;
  const question = readQuestion({ ...ASKED, ...words }, 'ipv4');
  if (!question.ok) throw new Error(question.error.word);
  const { journey, packet } = question.value;
  const trace = simulate(ruleset, question.value, 'nft');
  const stops = stopsOf(trace, { journey, by: packet.inInterface });
  const way = wayOf(trace, stops, ({ table, id }) => {
    const name = findRule(ruleset, id)?.rule.spec.target?.name;
    return name !== undefined && findChain(ruleset, { table, chain: name }) ? name : null;
  });
  const rule = (chain: string, index: number): string =>
    findChain(ruleset, { table: 'filter', chain })?.rules[index]?.id ?? '';
  return { stops, way, rule };
}

/** `INPUT 3 after 2`, `policy nat PREROUTING after 1`. */
function told(stop: Stop): string {
  const after = stop.passed.length > 0 ? ` after ${stop.passed.length}` : '';
  const maybe = stop.sure ? '' : '?';
  if (stop.kind === 'rule') return `${stop.rule.place.chain} ${stop.rule.place.index + 1}${maybe}${after}`;
  if (stop.kind === 'policy') return `policy ${stop.table} ${stop.hook}${maybe}${after}`;
  return stop.kind === 'end' ? `${stop.fate}${maybe}` : `${stop.kind}${maybe}`;
}

describe('the stops of a packet', () => {
  test.each<readonly [string, PacketWords, readonly string[]]>([
    [
      'into a called chain and accepted there',
      {},
      [
        'start',
        'tracking',
        'policy nat PREROUTING after 1',
        'routing',
        'INPUT 3 after 2',
        'ENVOY 2 after 1',
        'accepted',
      ],
    ],
    [
      'dropped by the called chain',
      { src: '203.0.113.200' },
      ['start', 'tracking', 'policy nat PREROUTING after 1', 'routing', 'INPUT 3 after 2', 'ENVOY 1', 'dropped'],
    ],
    ['back to itself', { path: 'looped' }, ['start', 'tracking', 'empty', 'loopback', 'INPUT 1', 'accepted']],
  ])('%s', (_what, words, expected) => {
    expect(followed(words).stops.map(told)).toEqual(expected);
  });

  test('are numbered from 1 without a gap', () => {
    const { stops } = followed({});
    expect(stops.map(({ number }) => number)).toEqual(stops.map((_, at) => at + 1));
  });

  test('where nobody can tell, both ways are there and neither is sure', () => {
    const { stops } = followed({ dport: '4444' });
    expect(stops.filter(({ sure }) => !sure).map(told)).toEqual(
      expect.arrayContaining(['INPUT 4? after 3', 'policy filter INPUT?']) as string[],
    );
  });
});

describe('the way on the map', () => {
  test('marks each rule that matched, follows the call, and says which one decides', () => {
    const { way, rule } = followed({});
    expect(way.marks.get(rule('INPUT', 2))).toMatchObject({ kind: 'met' });
    expect(way.marks.get(rule('ENVOY', 1))).toMatchObject({ kind: 'decides' });
    expect(way.marks.has(rule('INPUT', 0))).toBe(false);
    expect([...way.calls]).toEqual(['filter/INPUT>filter/ENVOY']);
    expect(way.cards.has('filter/FORWARD')).toBe(false);
    expect([...way.pipes].toSorted()).toEqual(['in', 'input', 'local', 'routing']);
  });

  test('of what is dropped ends where it is dropped', () => {
    const { way } = followed({ src: '203.0.113.200' });
    expect(way.pipes.has('local')).toBe(false);
    expect(way.marks.has('place local')).toBe(false);
  });

  test('of what passes through never comes to INPUT', () => {
    const { way } = followed({ path: 'forwarded', out: 'eth1' });
    expect(way.hooks.has('INPUT')).toBe(false);
    expect(way.marks.get('filter/FORWARD')).toMatchObject({ kind: 'decides' });
  });
});
