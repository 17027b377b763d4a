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
