import { parseConnections, parseSave } from '@sluice/iptables';
import { expect, test } from 'vitest';
import { firstPacketOf, replyOf } from './connection-question.ts';
import { createRouter } from './routing.ts';
import { simulate } from './simulate.ts';
import type { Decider } from './trace.ts';

const { ruleset } = parseSave(
  `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i wan0 -p tcp -m tcp --dport 8443 -j DNAT --to-destination 10.0.0.7:443
-A POSTROUTING -s 10.0.0.0/24 -o wan0 -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i wan0 -p tcp -m tcp --dport 22 -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -i lan0 -o wan0 -j ACCEPT
-A FORWARD -i wan0 -d 10.0.0.7 -p tcp -m tcp --dport 443 -j ACCEPT
COMMIT
`,
  { family: 'ipv4' },
);

const route = createRouter(
  [
    { to: '198.51.100.1/32', out: 'here' },
    { to: '10.0.0.1/32', out: 'here' },
    { to: '127.0.0.1/32', out: 'here' },
    { to: '0.0.0.0/0', out: 'wan0' },
    { to: '10.0.0.0/24', out: 'lan0' },
    { to: '198.51.100.0/24', out: 'wan0' },
  ],
  'ipv4',
);

function words(by: Decider): string {
  switch (by.kind) {
    case 'rule':
      return `${by.chain} ${by.index + 1}`;
    case 'policy':
      return `${by.chain} policy`;
    case 'end':
      return by.at;
  }
}

function line(request: string, reply: string): string {
  const [from, to, sport, dport] = request.split(' ');
  const [back, home, bport, hport] = reply.split(' ');
  return `ipv4 2 tcp 6 60 ESTABLISHED src=${from} dst=${to} sport=${sport} dport=${dport} src=${back} dst=${home} sport=${bport} dport=${hport} mark=0 use=1 id=1`;
}

test.each([
  [
    'to this host',
    line('192.0.2.9 198.51.100.1 4000 22', '198.51.100.1 192.0.2.9 22 4000'),
    'INPUT 3',
    'OUTPUT policy',
  ],
  [
    'from this host',
    line('198.51.100.1 192.0.2.9 4000 80', '192.0.2.9 198.51.100.1 80 4000'),
    'OUTPUT policy',
    'INPUT 2',
  ],
  ['to itself', line('127.0.0.1 127.0.0.1 4000 80', '127.0.0.1 127.0.0.1 80 4000'), 'INPUT 1', 'INPUT 1'],
  [
    'translated to another',
    line('192.0.2.9 198.51.100.1 4000 8443', '10.0.0.7 192.0.2.9 443 4000'),
    'FORWARD 3',
    'FORWARD 1',
  ],
  ['masqueraded', line('10.0.0.7 192.0.2.9 4000 80', '192.0.2.9 198.51.100.1 80 4000'), 'FORWARD 2', 'FORWARD 1'],
])('a connection %s: who let it in, and who lets the reply through', (_, text, first, reply) => {
  const [connection] = parseConnections(text).connections;
  if (!connection) throw new Error('the line is none');
  const [there, back] = [firstPacketOf, replyOf].map((ask) => simulate(ruleset, ask(connection, route), 'nft'));
  expect(there?.fate).toBe('accepted');
  expect(there?.endings.map(({ by }) => words(by))).toEqual([first]);
  expect(back?.fate).toBe('accepted');
  expect(back?.endings.map(({ by }) => words(by))).toEqual([reply]);
});

test('the longest prefix decides where an address is, in both families', () => {
  expect(['10.0.0.1', '10.0.0.2', '10.1.0.1', 'no address'].map(route)).toEqual(['here', 'lan0', 'wan0', undefined]);
  const six = createRouter(
    [
      { to: '::/0', out: 'wan0' },
      { to: '2001:db8::/32', out: 'lan0' },
      { to: '2001:db8::1/128', out: 'here' },
    ],
    'ipv6',
  );
  expect(['2001:db8::1', '2001:db8::2', '2001:db9::'].map(six)).toEqual(['here', 'lan0', 'wan0']);
  expect(createRouter([], 'ipv4')('192.0.2.1')).toBeUndefined();
});
