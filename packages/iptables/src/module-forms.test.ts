import type { Family } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { checkRuleText, printSpec, readSpec } from './index.ts';

const BOTH = ['ipv4', 'ipv6'] as const;

/**
 * What a person writes, and what iptables-save 1.8.9 of both backends prints for it on kernel 6.18; null where
 * they refuse it. The same words where there is one column.
 */
type Row = readonly [written: string, saved?: string | null | undefined, families?: readonly Family[]];

const V4 = ['ipv4'] as const;
const V6 = ['ipv6'] as const;

const FORMS: Readonly<Record<string, readonly Row[]>> = {
  checksum: [
    ['-j CHECKSUM --checksum-fill'],
    ['-j CHECKSUM', null],
    ['-j CHECKSUM --checksum-fill --checksum-fill', null],
    ['-j CHECKSUM ! --checksum-fill', null],
  ],
  connlimit: [
    ['-m connlimit --connlimit-above 3', '-m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr', V4],
    ['-m connlimit --connlimit-above 3', '-m connlimit --connlimit-above 3 --connlimit-mask 128 --connlimit-saddr', V6],
    [
      '-m connlimit ! --connlimit-upto 0x10 --connlimit-mask 24 --connlimit-daddr',
      '-m connlimit --connlimit-above 16 --connlimit-mask 24 --connlimit-daddr',
    ],
    [
      '-m connlimit --connlimit-above 1 --connlimit-mask 33',
      '-m connlimit --connlimit-above 1 --connlimit-mask 32 --connlimit-saddr',
      V4,
    ],
    ['-m connlimit --connlimit-above 1 --connlimit-mask 129', null, V6],
    [
      '-m connlimit --connlimit-above 1 --connlimit-mask 255.255.0.0',
      '-m connlimit --connlimit-above 1 --connlimit-mask 16 --connlimit-saddr',
      V4,
    ],
    [
      '-m connlimit --connlimit-above 1 --connlimit-mask 255.0.255.0',
      '-m connlimit --connlimit-above 1 --connlimit-mask 32 --connlimit-saddr',
      V4,
    ],
    ['-m connlimit --connlimit-above 1 --connlimit-upto 2', null],
    ['-m connlimit --connlimit-above 4294967296', null],
    ['-m connlimit --connlimit-above 1 --connlimit-saddr --connlimit-daddr', null],
    ['-m connlimit', null],
  ],
  helper: [['-m helper ! --helper sip'], ['-m helper --helper "a b"'], ['-m helper --helper ""'], ['-m helper', null]],
  physdev: [
    [
      '-m physdev --physdev-is-bridged --physdev-out b --physdev-is-out --physdev-is-in --physdev-in a',
      '-m physdev --physdev-is-in --physdev-in a --physdev-is-out --physdev-out b --physdev-is-bridged',
    ],
    [
      '-m physdev ! --physdev-is-bridged ! --physdev-out b ! --physdev-is-out',
      '-m physdev ! --physdev-is-out ! --physdev-out b ! --physdev-is-bridged',
    ],
    ['-m physdev ! --physdev-in +'],
    ['-m physdev --physdev-in aaaaaaaaaaaaaaaa', null],
    ['-m physdev', null],
  ],
  rt: [
    ['-m rt --rt-type 0 ! --rt-segsleft 1:23 ! --rt-len 42 --rt-0-res', undefined, V6],
    ['-m rt', undefined, V6],
    ['-m rt --rt-segsleft 5:', '-m rt --rt-segsleft 5:4294967295', V6],
    ['-m rt --rt-segsleft 5:4', undefined, V6],
    ['-m rt --rt-segsleft 0:4294967295', '-m rt', V6],
    [
      '-m rt --rt-type 0 --rt-0-res --rt-0-addrs ::1,FE80::00 --rt-0-not-strict',
      '-m rt --rt-type 0 --rt-0-res --rt-0-addrs ::1,fe80:: --rt-0-not-strict',
      V6,
    ],
    ['-m rt --rt-0-addrs ::1', null, V6],
    ['-m rt --rt-type 0 --rt-0-not-strict', null, V6],
    ['-m rt --rt-type 0 ! --rt-0-res', null, V6],
    ['-m rt --rt-len 4294967296', null, V6],
    ['-m rt --rt-type 0', null, V4],
  ],
  sctp: [
    ['-p sctp --sport 5: ! --dport :9', '-p sctp -m sctp --sport 5:65535 ! --dport 0:9'],
    ['-p sctp -m sctp --sport 0:65535'],
    ['-p sctp --sport 9:5', null],
    ['-p sctp --chunk-types only data:Be,init', '-p sctp -m sctp --chunk-types only DATA:Be,INIT'],
    [
      '-p sctp --chunk-types ANY pad,asconf,asconf_ack,data:beu,shutdown_complete:t',
      '-p sctp -m sctp --chunk-types any DATA:ube,SHUTDOWN_COMPLETE:t,ASCONF_ACK,PAD,ASCONF',
    ],
    ['-p sctp ! --chunk-types all NONE', '-p sctp -m sctp ! --chunk-types all NONE'],
    ['-p sctp --chunk-types all I_DATA:B', '-p sctp -m sctp --chunk-types all I_DATA'],
    ['-p sctp --chunk-types all data,ALL', null],
    ['-p sctp --chunk-types any SHUTDOWN_COMPLETE:x', null],
    ['-p sctp --chunk-types foo DATA', null],
    ['! -p sctp -m sctp --sport 5', null],
  ],
  socket: [
    ['-m socket'],
    ['-m socket --restore-skmark --nowildcard --transparent', '-m socket --transparent --nowildcard --restore-skmark'],
    ['-m socket ! --transparent', null],
  ],
  tcpmss: [
    ['-p tcp -m tcpmss ! --mss 1:2'],
    ['-p tcp -m tcpmss --mss :5', '-p tcp -m tcpmss --mss 0:5'],
    ['-p tcp -m tcpmss --mss 9:5', null],
    ['-p tcp -m tcpmss --mss 70000', null],
    ['-m tcpmss --mss 5', null],
  ],
  classify: [
    ['-j CLASSIFY --set-class 1:ffff', '-j CLASSIFY --set-class 0001:ffff'],
    ['-j CLASSIFY --set-class 12345:fffff', '-j CLASSIFY --set-class 2345:ffff'],
    ['-j CLASSIFY --set-class 1:0x2', '-j CLASSIFY --set-class 0001:0002'],
    ['-j CLASSIFY --set-class 1:', null],
    ['-j CLASSIFY --set-class 1', null],
    ['-j CLASSIFY', null],
  ],
  'hop limits': [
    ['-j TTL --ttl-set 0x10', '-j TTL --ttl-set 16', V4],
    ['-j TTL --ttl-set 0', undefined, V4],
    ['-j TTL --ttl-dec 0', null, V4],
    ['-j TTL --ttl-inc 256', null, V4],
    ['-j TTL --ttl-inc 2 --ttl-dec 1', null, V4],
    ['-j TTL --ttl-inc 2', null, V6],
    ['-j HL --hl-inc 0x5', '-j HL --hl-inc 5', V6],
    ['-j HL', null],
  ],
  netmap: [
    ['-j NETMAP --to 10.1.2.3', '-j NETMAP --to 10.1.2.3/32', V4],
    ['-j NETMAP --to 10.1.2.3/255.255.0.0', '-j NETMAP --to 10.1.0.0/16', V4],
    ['-j NETMAP --to 10.1.2.3/255.0.255.0', '-j NETMAP --to 10.1.2.3/32', V4],
    ['-j NETMAP --to 10.1.2.3/0', '-j NETMAP --to 0.0.0.0/0', V4],
    ['-j NETMAP --to fe80::1/64', '-j NETMAP --to fe80::/64', V6],
    ['-j NETMAP --to fe80::1/64', null, V4],
    ['-j NETMAP', null],
  ],
  nfqueue: [
    ['-j NFQUEUE', '-j NFQUEUE --queue-num 0'],
    ['-j NFQUEUE --queue-bypass', '-j NFQUEUE --queue-num 0 --queue-bypass'],
    ['-j NFQUEUE --queue-num 65535 --queue-bypass'],
    [
      '-j NFQUEUE --queue-balance 1:5 --queue-cpu-fanout --queue-bypass',
      '-j NFQUEUE --queue-balance 1:5 --queue-bypass --queue-cpu-fanout',
    ],
    ['-j NFQUEUE --queue-balance 5:', '-j NFQUEUE --queue-balance 5:65535'],
    ['-j NFQUEUE --queue-balance 0:65535', null],
    ['-j NFQUEUE --queue-balance 5:5', null],
    ['-j NFQUEUE --queue-balance 5', null],
    ['-j NFQUEUE --queue-num 5 --queue-cpu-fanout', null],
    ['-j NFQUEUE --queue-num 5 --queue-balance 1:2', null],
  ],
  set: [
    ['-m set ! --match-set s1 src,dst', undefined],
    ['-m set --set s1 srcx', '-m set --match-set s1 src'],
    ['-m set --match-set s1 src --update-counters', '-m set --match-set s1 src'],
    [
      '-m set --match-set s1 src ! --update-subcounters ! --update-counters --return-nomatch',
      '-m set --match-set s1 src --return-nomatch ! --update-counters ! --update-subcounters',
    ],
    ['-m set --match-set s1 src ! --packets-eq 5 --bytes-gt 18446744073709551615'],
    ['-m set --match-set s1 src --bytes-lt 18446744073709551616', null],
    ['-m set --match-set s1 src --packets-lt 5 --packets-gt 3', null],
    ['-m set --match-set s1 src ! --packets-lt 5', null],
    ['-m set --match-set s1 src,dst,src,dst,src,dst,src', null],
    ['-m set --match-set s1 SRC', null],
    ['-m set --match-set abcdefghijabcdefghijabcdefghijab src', null],
    ['-m set --return-nomatch', null],
  ],
  'set target': [
    ['-j SET --timeout 0x5 --add-set s1 src --exist', '-j SET --add-set s1 src --exist --timeout 5'],
    ['-j SET --add-set s1 src --del-set s2 src,dst'],
    ['-j SET --map-set s1 src --map-queue --map-mark', '-j SET --map-set s1 src --map-mark --map-queue'],
    ['-j SET --map-set s1 src', null],
    ['-j SET --del-set s1 src --exist', null],
    ['-j SET --add-set s1 src --timeout 4294967295', null],
    ['-j SET', null],
  ],
  synproxy: [
    ['-p tcp -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460 --ecn'],
    ['-p tcp -j SYNPROXY'],
    ['-p tcp -j SYNPROXY --mss 65536 --wscale 256', '-p tcp -j SYNPROXY --wscale 0 --mss 0'],
    ['-p udp -j SYNPROXY', null],
    ['-j SYNPROXY', null],
  ],
  tee: [
    ['-j TEE --oif eth0 --gateway 1.2.3.4', '-j TEE --gateway 1.2.3.4 --oif eth0', V4],
    ['-j TEE --gateway ::2', undefined, V6],
    ['-j TEE --gateway ::2 --oif eth0123456789abcdef', '-j TEE --gateway ::2 --oif eth0123456789ab', V6],
    ['-j TEE --gateway 1.2.3.4/24', null, V4],
    ['-j TEE --gateway 0.0.0.0', null, V4],
    ['-j TEE --oif eth0', null],
  ],
  tproxy: [
    ['-p tcp -j TPROXY --on-port 12345', '-p tcp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0', V4],
    ['-p tcp -j TPROXY --on-port http', '-p tcp -j TPROXY --on-port 80 --on-ip :: --tproxy-mark 0x0/0x0', V6],
    [
      '-p udp -j TPROXY --tproxy-mark 1 --on-port 0 --on-ip 1.2.3.4',
      '-p udp -j TPROXY --on-port 0 --on-ip 1.2.3.4 --tproxy-mark 0x1/0xffffffff',
      V4,
    ],
    ['-p tcp -j TPROXY --on-ip 1.2.3.4', null, V4],
    ['-j TPROXY --on-port 5', null],
    ['-p sctp -j TPROXY --on-port 5', null],
  ],
  trace: [['-j TRACE']],
};

describe.each(Object.entries(FORMS))('%s', (_name, rows) => {
  const cases = rows.flatMap(([written, saved = written, families = BOTH]) =>
    families.map((family) => ({ written, saved, family })),
  );

  it.each(cases)('$written ($family)', ({ written, saved, family }) => {
    const errors = checkRuleText(written, { family }).filter(({ severity }) => severity === 'error');
    if (saved === null) return expect(errors).not.toEqual([]);
    expect(errors).toEqual([]);
    expect(printSpec(readSpec(written), { family })).toBe(saved);
    expect(printSpec(readSpec(saved), { family })).toBe(saved);
  });
});
