import { BACKENDS, type Backend, type Family } from '@sluice/netfilter';
import { rulesetOf } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { readQuestion, simulate, type PacketWords, type Trace } from './index.ts';

function ask(text: string, words: PacketWords, { family = 'ipv4', backend = 'nft' }: Setting = {}): Trace {
  const question = readQuestion(words, family);
  if (!question.ok) throw new Error(JSON.stringify(question.error));
  return simulate(rulesetOf(text, family), question.value, backend);
}

interface Setting {
  readonly family?: Family;
  readonly backend?: Backend;
}

const filter = (...lines: readonly string[]): string => `*filter\n${lines.join('\n')}\nCOMMIT\n`;

/** Whether the packet came to a chain of nat. */
const visited = (trace: Trace): boolean => trace.steps.some((step) => step.kind === 'chain' && step.table === 'nat');

/** `accepted INPUT 3`, `dropped INPUT policy`. */
function told({ fate, endings }: Trace): string {
  const by = endings.map(({ by: decider }) => {
    if (decider.kind === 'end') return decider.at;
    return `${decider.chain} ${decider.kind === 'rule' ? decider.index + 1 : 'policy'}`;
  });
  return [fate, ...by].join(' ');
}

const SSH: PacketWords = {
  in: 'eth0',
  proto: 'tcp',
  src: '192.0.2.9',
  sport: '50000',
  dst: '198.51.100.1',
  dport: '22',
};
const INPUT = ':INPUT DROP [0:0]';

describe('one packet against one chain', () => {
  test.each<readonly [string, readonly string[], PacketWords, string]>([
    ['no rule', [INPUT], SSH, 'dropped INPUT policy'],
    [
      'the first that ends',
      [INPUT, '-A INPUT -p tcp --dport 22 -j ACCEPT', '-A INPUT -j DROP'],
      SSH,
      'accepted INPUT 1',
    ],
    ['negation', [INPUT, '-A INPUT ! -s 192.0.2.0/24 -j ACCEPT', '-A INPUT -j REJECT'], SSH, 'rejected INPUT 2'],
    ['a target that goes on', [INPUT, '-A INPUT -j LOG', '-A INPUT', '-A INPUT -j ACCEPT'], SSH, 'accepted INPUT 3'],
    ['a first packet is NEW', [INPUT, '-A INPUT -m conntrack --ctstate NEW -j ACCEPT'], SSH, 'accepted INPUT 1'],
    [
      'a lone RST is INVALID',
      [INPUT, '-A INPUT -m state --state INVALID -j ACCEPT'],
      { ...SSH, flags: 'RST' },
      'accepted INPUT 1',
    ],
    [
      'unknown, with both ends',
      [INPUT, '-A INPUT -m recent --rcheck --name x -j ACCEPT'],
      SSH,
      'unknown INPUT policy INPUT 1',
    ],
    [
      'unknown that does not matter',
      [INPUT, '-A INPUT -m limit --limit 1/s -j DROP'],
      SSH,
      'dropped INPUT 1 INPUT policy',
    ],
    [
      'unknown that only logs',
      [INPUT, '-A INPUT -m limit --limit 1/s -j LOG', '-A INPUT -j ACCEPT'],
      SSH,
      'accepted INPUT 2',
    ],
    ['an unknown target', [INPUT, '-A INPUT -j NOSUCH', '-A INPUT -j ACCEPT'], SSH, 'unknown INPUT 1 INPUT 2'],
    ['a queue', [INPUT, '-A INPUT -j NFQUEUE --queue-num 0'], SSH, 'unknown INPUT 1'],
    [
      'a port nobody said',
      [INPUT, '-A INPUT -p tcp --dport 22 -j ACCEPT'],
      { ...SSH, dport: '' },
      'unknown INPUT policy INPUT 1',
    ],
    [
      '-o in INPUT',
      [INPUT, ':U -', '-A INPUT -j U', '-A U -o eth0 -j DROP', '-A U ! -o eth0 -j ACCEPT'],
      SSH,
      'accepted U 2',
    ],
  ])('%s', (_what, lines, words, told_) => {
    expect(told(ask(filter(...lines), words))).toBe(told_);
  });
});

/* Measured on both backends: SEMANTICS of jump, goto and return. */
describe('calls', () => {
  const chains = [':INPUT DROP [0:0]', ':U -', ':V -'];
  test.each<readonly [string, readonly string[], string]>([
    ['a jump comes back', ['-A INPUT -j U', '-A INPUT -j ACCEPT'], 'accepted INPUT 2'],
    [
      'RETURN comes back',
      ['-A INPUT -j U', '-A INPUT -j ACCEPT', '-A U -j RETURN', '-A U -j DROP'],
      'accepted INPUT 2',
    ],
    ['RETURN in a built-in chain', ['-A INPUT -j RETURN', '-A INPUT -j ACCEPT'], 'dropped INPUT policy'],
    ['goto does not come back', ['-A INPUT -g U', '-A INPUT -j ACCEPT'], 'dropped INPUT policy'],
    [
      'goto from a chain comes back behind its jump',
      ['-A INPUT -j U', '-A INPUT -j ACCEPT', '-A U -g V', '-A U -j DROP'],
      'accepted INPUT 2',
    ],
    ['a jump within a goto', ['-A INPUT -g U', '-A U -j V', '-A U -j ACCEPT'], 'accepted U 2'],
  ])('%s', (_what, lines, expected) => {
    expect(told(ask(filter(...chains, ...lines), SSH))).toBe(expected);
  });

  test('a circle ends unknown', () => {
    expect(ask(filter(...chains, '-A INPUT -j U', '-A U -j V', '-A V -j U'), SSH).fate).toBe('unknown');
  });
});

describe('the way through hooks and tables', () => {
  const NAT = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
`;

  test('a mark set in mangle is seen in filter', () => {
    const mangle = '*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -j MARK --set-mark 0x10/0xf0\nCOMMIT\n';
    const rules = filter(INPUT, '-A INPUT -m mark --mark 0x10/0xf0 -j ACCEPT');
    expect(told(ask(mangle + rules, SSH))).toBe('accepted INPUT 1');
    expect(told(ask(rules, SSH))).toBe('dropped INPUT policy');
  });

  test('a translated destination goes on to the other machine, and that is said', () => {
    const text = `${NAT}-A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 10.0.0.2:2222\nCOMMIT\n${filter(
      INPUT,
      ':FORWARD DROP [0:0]',
      '-A FORWARD -d 10.0.0.2 -p tcp --dport 2222 -m conntrack --ctstate DNAT -m conntrack --ctorigdstport 22 -j ACCEPT',
    )}`;
    const trace = ask(text, SSH);
    expect(told(trace)).toBe('accepted FORWARD 1');
    expect(trace.assumptions).toEqual(['translatedOnward']);
  });

  test('a redirect stays on this host', () => {
    const text = `${NAT}-A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222\nCOMMIT\n${filter(INPUT, '-A INPUT -p tcp --dport 2222 -j ACCEPT')}`;
    expect(told(ask(text, SSH))).toBe('accepted INPUT 1');
  });

  test('nat is asked about first packets only, and only where connections are tracked', () => {
    const dnat = `${NAT}-A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 10.0.0.2\nCOMMIT\n`;
    expect(visited(ask(dnat, SSH))).toBe(true);
    expect(visited(ask(dnat, { ...SSH, state: 'ESTABLISHED' }))).toBe(false);
    expect(visited(ask(`${NAT}COMMIT\n`, SSH))).toBe(false);
    const notrack = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j NOTRACK\nCOMMIT\n';
    expect(visited(ask(notrack + dnat, SSH))).toBe(false);
  });

  test('what is not tracked is UNTRACKED, and so is neighbour discovery', () => {
    const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j CT --notrack\nCOMMIT\n';
    const rules = filter(INPUT, '-A INPUT -m conntrack --ctstate UNTRACKED -j ACCEPT');
    expect(told(ask(raw + rules, SSH))).toBe('accepted INPUT 1');
    const solicit = { in: 'eth0', proto: 'ipv6-icmp', icmp: 'neighbour-solicitation' };
    expect(told(ask(rules, solicit, { family: 'ipv6' }))).toBe('accepted INPUT 1');
  });

  test('an own packet on loopback comes in again, without nat', () => {
    const rules = filter(INPUT, ':OUTPUT DROP [0:0]', '-A OUTPUT -o lo -j ACCEPT', '-A INPUT -i lo -j ACCEPT');
    const trace = ask(rules, { out: 'lo', proto: 'udp', src: '127.0.0.1', dst: '127.0.0.1', dport: '53', sport: '5' });
    expect(told(trace)).toBe('accepted INPUT 1');
  });

  test.each(BACKENDS)('the last hop is lost in routing: %s', (backend) => {
    const rules = filter(':FORWARD ACCEPT [0:0]');
    expect(ask(rules, { ...SSH, out: 'eth1', ttl: '1' }, { backend }).fate).toBe('lost');
  });
});

test('a step says which condition was not met', () => {
  const { steps } = ask(filter(INPUT, '-A INPUT -i eth0 -p tcp -m tcp --dport 80 -j ACCEPT'), SSH);
  expect(steps.filter(({ kind }) => kind === 'rule')).toMatchObject([{ answer: 'no', because: '--dport 80' }]);
});

test.each<readonly [PacketWords, string]>([
  [{ proto: 'nosuch' }, 'proto'],
  [{ src: 'example.com' }, 'src'],
  [{ dport: '70000' }, 'dport'],
  [{ state: 'OLD' }, 'state'],
  [{ flags: 'NOSUCH', proto: 'tcp' }, 'flags'],
  [{ path: 'sideways' }, 'path'],
])('a wrong word is named: %j', (words, at) => {
  const question = readQuestion(words, 'ipv4');
  expect(question.ok ? '' : question.error.word).toBe(at);
});
