import { rewritesOf, connectionStage } from '@sluice/netfilter';
import { describe, expect, test } from 'vitest';
import { parseConnections } from './connection-list.ts';

/* The lines are those of conntrack 1.4.7 on Linux 6, with the addresses of documentation. */
const OPEN =
  'ipv4     2 tcp      6 431998 ESTABLISHED src=192.0.2.1 dst=203.0.113.5 sport=57950 dport=8080 packets=3 bytes=664 src=10.0.0.7 dst=192.0.2.1 sport=80 dport=57950 packets=2 bytes=112 [ASSURED] mark=7 delta-time=12 use=1 id=1694712304';
const ASKED =
  'ipv4     2 udp      17 28 src=127.0.0.1 dst=127.0.0.1 sport=55969 dport=5353 [UNREPLIED] src=127.0.0.1 dst=127.0.0.1 sport=5353 dport=55969 mark=0 use=1 id=1659374887';
const PING =
  'ipv6     10 icmpv6   58 29 src=2001:db8::1 dst=2001:db8::2 type=128 code=0 id=77 src=2001:db8::2 dst=2001:db8::1 type=129 code=0 id=77 mark=0 zone=3 use=1 id=12';
const GRE =
  'ipv4     2 gre      47 179 src=192.0.2.1 dst=192.0.2.2 srckey=0x0 dstkey=0x0 src=192.0.2.2 dst=198.51.100.9 srckey=0x0 dstkey=0x0 [ASSURED] mark=0 use=1 id=5';
const OFFLOADED =
  'ipv4     2 tcp      6 src=192.0.2.1 dst=192.0.2.2 sport=1 dport=2 src=192.0.2.2 dst=192.0.2.1 sport=2 dport=1 [OFFLOAD] mark=0 use=2 id=9';
const HALF =
  'ipv4     2 tcp      6 56 SYN_RECV src=192.0.2.1 dst=192.0.2.2 sport=1 dport=2 src=192.0.2.2 dst=192.0.2.1 sport=2 dport=1 mark=0 use=1 id=8';

const one = (line: string) => {
  const { connections, strange } = parseConnections(`${line}\n`);
  expect(strange).toEqual([]);
  if (!connections[0]) throw new Error('the line is none');
  return connections[0];
};

describe('a line of conntrack', () => {
  test('of tcp, with counters, age and a translation', () => {
    expect(one(OPEN)).toMatchObject({
      id: '1694712304',
      protocol: 6,
      state: 'ESTABLISHED',
      timeout: 431_998,
      age: 12,
      mark: 7,
      isAnswered: true,
      isAssured: true,
      request: { source: '192.0.2.1', sourcePort: 57_950, packets: 3n, bytes: 664n },
      reply: { source: '10.0.0.7', sourcePort: 80, packets: 2n, bytes: 112n },
    });
    expect(rewritesOf(one(OPEN))).toEqual({ destination: { address: '10.0.0.7', port: 80 }, source: null });
  });

  test.each([
    ['not answered, not counted', ASKED, { isAnswered: false, age: null, request: { bytes: null }, state: null }],
    ['of ICMP, whose id is not that of the connection', PING, { id: '12', zone: 3, reply: { icmp: { type: 129 } } }],
    ['of a protocol without ports', GRE, { protocol: 47, request: { sourcePort: null } }],
    ['offloaded, without seconds', OFFLOADED, { isOffloaded: true, timeout: null, state: null }],
  ])('%s', (_, line, seen) => {
    expect(one(line)).toMatchObject(seen);
  });

  test.each([
    [OPEN, 'open'],
    [ASKED, 'asked'],
    [HALF, 'halfOpen'],
    [HALF.replace('SYN_RECV', 'TIME_WAIT'), 'ended'],
    [HALF.replace('SYN_RECV', 'FIN_WAIT'), 'closing'],
    [PING, 'open'],
  ])('tells how far it has come', (line, stage) => {
    expect(connectionStage(one(line))).toBe(stage);
  });

  test('tells what was rewritten on the way out', () => {
    expect(rewritesOf(one(GRE))).toEqual({ destination: null, source: { address: '198.51.100.9', port: null } });
    expect(rewritesOf(one(PING))).toEqual({ destination: null, source: null });
  });

  test.each(['', 'ipv4', 'tcp 6 1', 'ipv4 2 tcp 6 1 src=1.2.3.4 dst=1.2.3.4', OPEN.replace(' id=', ' di=')])(
    'that is none is kept: %j',
    (line) => {
      const { connections, strange } = parseConnections(line);
      expect(connections).toEqual([]);
      expect(strange).toEqual(line === '' ? [] : [line]);
    },
  );
});
