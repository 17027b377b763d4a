import { parseConnections } from '@sluice/iptables';
import { expect, test } from 'vitest';
import { CONNECTION_KINDS, filterConnections, inOrder } from './connection-filter.ts';

const { connections } = parseConnections(
  [
    'ipv4 2 tcp 6 60 ESTABLISHED src=192.0.2.9 dst=198.51.100.1 sport=4000 dport=22 src=198.51.100.1 dst=192.0.2.9 sport=22 dport=4000 mark=0 use=1 id=1',
    'ipv4 2 tcp 6 60 SYN_SENT src=192.0.2.9 dst=198.51.100.1 sport=4001 dport=8443 [UNREPLIED] src=10.0.0.7 dst=192.0.2.9 sport=443 dport=4001 mark=0 use=1 id=2',
    'ipv4 2 udp 17 30 src=10.0.0.7 dst=192.0.2.53 sport=5353 dport=53 src=192.0.2.53 dst=198.51.100.1 sport=53 dport=5353 mark=0 use=1 id=3',
    'ipv4 2 icmp 1 30 src=10.0.0.7 dst=10.0.0.1 type=8 code=0 id=9 src=10.0.0.1 dst=10.0.0.7 type=0 code=0 id=9 mark=0 use=1 id=4',
  ].join('\n'),
);

test.each<[string, readonly string[]]>([
  ['', ['1', '2', '3', '4']],
  ['tcp', ['1', '2']],
  ['NAT', ['2', '3']],
  ['icmp', ['4']],
  ['443', ['2']],
  [':22', ['1']],
  ['syn', ['2']],
  ['10.0.0.7', ['2', '3', '4']],
  ['198.51', ['1', '2', '3']],
  ['10.0.0.0/8', ['2', '3', '4']],
  ['10.0.0.0/8 udp', ['3']],
  ['10.0.0.0/x', []],
  ['nothing', []],
])('%j finds %j', (typed, ids) => {
  expect(filterConnections(connections, typed).map(({ id }) => id)).toEqual(ids);
});

test('each kind counts what its word finds', () => {
  for (const { id, holds } of CONNECTION_KINDS) {
    expect(connections.filter(holds), id).toEqual(filterConnections(connections, id));
  }
});

const line = (id: number, state: string, age: number): string =>
  `ipv4 2 tcp 6 60 ${state} src=192.0.2.9 dst=192.0.2.1 sport=${id} dport=22 src=192.0.2.1 dst=192.0.2.9 sport=22 dport=${id} mark=0 delta-time=${age} use=1 id=${id}`;

test('what lives stands first, then the oldest, whatever order the kernel has', () => {
  const some = [line(1, 'TIME_WAIT', 90), line(3, 'ESTABLISHED', 5), line(2, 'ESTABLISHED', 5), line(4, 'SYN_RECV', 7)];
  const order = inOrder(parseConnections(some.join('\n')).connections).map(({ id }) => id);
  expect(order).toEqual(['4', '2', '3', '1']);
});
