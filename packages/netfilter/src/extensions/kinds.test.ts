import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from '../family.ts';
import type { AnyKind } from './kind.ts';
import { address as oneAddress } from './kinds/address.ts';
import { ipv6List } from './kinds/address-list.ts';
import { bigNumber } from './kinds/big-number.ts';
import { bitRate } from './kinds/bit-rate.ts';
import { date } from './kinds/date.ts';
import { dayTime } from './kinds/day-time.ts';
import { monthdays, weekdays } from './kinds/days.ts';
import { dscp } from './kinds/dscp.ts';
import { burst, hashRate } from './kinds/hash-rate.ts';
import { headerOptions } from './kinds/header-options.ts';
import { hostMask } from './kinds/host-mask.ts';
import { ICMP6_NAMES, ICMP_NAMES, icmpType } from './kinds/icmp-type.ts';
import { interfacePattern } from './kinds/interface.ts';
import { ipSet } from './kinds/ip-set.ts';
import { printIpv6, readIpv6 } from './kinds/ipv6.ts';
import { logLevel } from './kinds/log-level.ts';
import { mark } from './kinds/mark.ts';
import { maskLength } from './kinds/mask-length.ts';
import { namedMark } from './kinds/named-mark.ts';
import { natPorts, natRange } from './kinds/nat-range.ts';
import { number, numberRange } from './kinds/number.ts';
import { hexPattern, textPattern } from './kinds/pattern.ts';
import { portList, ports } from './kinds/ports.ts';
import { prefix } from './kinds/prefix.ts';
import { protocol } from './kinds/protocol.ts';
import { queueRange } from './kinds/queue-range.ts';
import { rate } from './kinds/rate.ts';
import { sctpChunks } from './kinds/sctp-chunks.ts';
import { shortTime } from './kinds/short-time.ts';
import { spiRange } from './kinds/spi.ts';
import { tcpFlags } from './kinds/tcp-flags.ts';
import { text } from './kinds/text.ts';
import { tosValue } from './kinds/tos.ts';
import { u32Tests } from './kinds/u32-tests.ts';
import { choice, wordSet } from './kinds/words.ts';
import { MATCHES, TARGETS } from './registry.ts';

const states = wordSet({ order: ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED'] });
const address = prefix({ whole: 'length' });
const bare = prefix({ whole: 'bare' });

/** A kind, words, their printed form (null when they are no value), and the reading. */
const VALUES: readonly (readonly [AnyKind, string, string | null, (string | null)?, Family?])[] = [
  [ports, '22', '22', '22'],
  [ports, '1024:', '1024:65535', '1024 to 65535'],
  [ports, ':1023', '0:1023'],
  [ports, 'ssh', '22'],
  [ports, 'my-service', 'my-service'],
  [ports, '10:5', null],
  [ports, '65536', null],
  [ports, ':', '0:65535'],
  [ports, '', null],
  [natPorts, '1024-31000', '1024-31000', '1024 to 31000'],
  [natPorts, 'ftp-data', '20'],
  [portList, '80,443,1000:2000', '80,443,1000:2000', '80, 443 or 1000 to 2000'],
  [portList, '80,', null],
  [portList, Array.from({ length: 16 }, (_, at) => at).join(','), null],
  [address, '10.1.2.3/8', '10.0.0.0/8', '10.0.0.0/8'],
  [address, '192.0.2.1', '192.0.2.1/32', '192.0.2.1'],
  [address, '10/8', '10.0.0.0/8'],
  [address, '192.0.2.0/255.255.255.0', '192.0.2.0/24'],
  [address, '10.0.0.1/255.0.255.255', '10.0.0.1/255.0.255.255'],
  [address, 'example.org', 'example.org'],
  [address, '192.0.2', '192.0.2.0/32'],
  [address, '010.0.2.1', '8.0.2.1/32'],
  [address, '192.0.2.0/33', null],
  [address, '::1', null],
  [address, '2001:DB8:0:0::1/64', '2001:db8::/64', '2001:db8::/64', 'ipv6'],
  [address, '::ffff:192.0.2.1', '::ffff:192.0.2.1/128', null, 'ipv6'],
  [address, '1:2:3', null, null, 'ipv6'],
  [bare, '192.0.2.1', '192.0.2.1'],
  [protocol, 'TCP', 'tcp'],
  [protocol, '17', 'udp'],
  [protocol, '256', null],
  [protocol, 'tcp,udp', null],
  [interfacePattern, 'eth+', 'eth+', 'any eth interface'],
  [interfacePattern, 'x'.repeat(16), null],
  [rate, '10/second', '10/sec', '10 per second'],
  [rate, '60/min', '1/sec'],
  [rate, '100/d', '100/day', '100 per day'],
  [rate, '5', '5/sec'],
  [rate, '0/sec', null],
  [rate, '10001/sec', null],
  [rate, '1/week', null],
  [mark({ mask: 'whenNeeded' }), '1', '0x1'],
  [mark({ mask: 'whenNeeded' }), '0x10/0xF0', '0x10/0xf0'],
  [mark({ mask: 'always' }), '4294967295', '0xffffffff/0xffffffff'],
  [mark({ mask: 'always' }), '4294967296', null],
  [states, 'established,NEW', 'NEW,ESTABLISHED', 'NEW or ESTABLISHED'],
  [states, 'NEW,NOPE', null],
  [choice({ of: ['tcp-reset'], aliases: { 'tcp-rst': 'tcp-reset' } }), 'tcp-rst', 'tcp-reset'],
  [icmpType(ICMP_NAMES, true), 'echo-request', '8', 'echo-request'],
  [icmpType(ICMP_NAMES, true), '3/1', '3/1', 'host-unreachable'],
  [icmpType(ICMP_NAMES, true), 'any', 'any'],
  [icmpType(ICMP6_NAMES, false), 'neighbor-solicitation', '135'],
  [icmpType(ICMP6_NAMES, false), 'any', null],
  [icmpType(ICMP_NAMES, true), '256', null],
  [logLevel, 'warn', null, 'warning'],
  [logLevel, 'bad', null],
  [natRange, '192.0.2.1-192.0.2.9:1000-2000/80', '192.0.2.1-192.0.2.9:1000-2000/80'],
  [natRange, ':8080', ':8080'],
  [natRange, '[2001:DB8::1]:ftp', '[2001:db8::1]:21', null, 'ipv6'],
  [natRange, '192.0.2.1:99999', null],
  [natRange, '', null],
  [number({ max: 9 }), '0x9', '9'],
  [number({ max: 9 }), '10', null],
  [numberRange({ max: 99, separator: ':' }), '5:', '5:99', '5 to 99'],
  [numberRange({ max: 99, separator: ':' }), '7:3', null],
  [text({ quoting: 'whenNeeded', keeps: 4 }), 'aäb€', 'aäb'],
  [text({ quoting: 'whenNeeded', max: 3 }), 'ää', null],
  [oneAddress, '2001:DB8::0', '2001:db8::', null, 'ipv6'],
  [oneAddress, '192.0.2.1/24', null],
  [ipv6List(2), '::1,FE80::', '::1,fe80::', '::1 and fe80::', 'ipv6'],
  [ipv6List(2), '::1,::2,::3', null, null, 'ipv6'],
  [bigNumber, '18446744073709551615', '18446744073709551615'],
  [bigNumber, '18446744073709551616', null],
  [bigNumber, '010', '8'],
  [bitRate, '1MiBps', '8389Kbit', '8389Kbit per second'],
  [bitRate, '8xbit', null],
  [date, '2030-2-31T4:5', '2030-03-03T04:05:00', '2030-03-03 04:05:00'],
  [date, '2039', null],
  [dayTime, '8:30', '08:30:00', '08:30'],
  [dayTime, '24:00', null],
  [weekdays, '5,Mo', 'Mon,Fri', 'Mon or Fri'],
  [weekdays, '0', null],
  [monthdays, '31,1', '1,31', '1 or 31'],
  [monthdays, '32', null],
  [dscp, '46', '0x2e', 'EF'],
  [dscp, '64', null],
  [hashRate, '60/min', '1/sec', '1 per second'],
  [hashRate, '1024kb/s', '1mb/s', '1mb per second'],
  [hashRate, '15b/s', null],
  [burst, '1000001', null],
  [burst, '2mb', '2mb'],
  [headerOptions, '1:255,256,3:4', '1,0,3:4', '1, 0 and 3:4'],
  [headerOptions, '0:1', null],
  [hostMask({ length: 'whenNeeded' }), '192.0.2.7/255.255.255.0', '192.0.2.7/24'],
  [hostMask({ length: 'always' }), '::1', '::1/128', '::1', 'ipv6'],
  [maskLength, '255.255.0.0', '16'],
  [maskLength, '129', '32'],
  [maskLength, '129', null, null, 'ipv6'],
  [namedMark('default'), '0', 'default'],
  [namedMark('default'), '0x10/0xf0', '0x10/0xf0'],
  [namedMark('default'), '-1', null],
  [textPattern, '', null],
  [hexPattern, 'a|0g|', null],
  [queueRange, '0:3', '0:3', '0 to 3'],
  [queueRange, '3:3', null],
  [shortTime, '1500ms', '1.5s'],
  [shortTime, '1h', null],
  [spiRange, '9:5', '9:5'],
  [tosValue, 'minimize-delay', '0x10/0x3f', 'Minimize-Delay'],
  [tosValue, '256', null],
  [u32Tests, '0 >> 8 & 3 = 1 , 2:5 && 4=5', '0x0>>0x8&0x3=0x1,0x2:0x5&&0x4=0x5'],
  [u32Tests, '0=', null],
];

describe('kinds of values', () => {
  const cases = VALUES.map(([kind, word, printed, reading = null, family = 'ipv4']) => ({
    kind,
    word,
    printed,
    reading,
    family,
  }));

  it.each(cases)('$word is $printed ($family)', ({ kind, word, printed, reading, family }) => {
    const value = kind.parse([word], family);
    expect(value.ok ? kind.print(value.value, family).join(' ') : null).toBe(printed);
    if (reading !== null && value.ok) expect(kind.read(value.value)).toBe(reading);
  });

  it('say what would be right', () => {
    for (const [kind, word, printed, , family = 'ipv4'] of VALUES) {
      const value = kind.parse([word], family);
      if (printed === null && !value.ok) expect(value.error.want.length).toBeGreaterThan(10);
    }
  });

  it('print a fixed point: the printed words mean the same value', () => {
    for (const [kind, word, , , family = 'ipv4'] of VALUES) {
      const value = kind.parse([word], family);
      if (value.ok) expect(kind.parse(kind.print(value.value, family), family)).toEqual(value);
    }
  });

  it('of every option take any words without an exception', () => {
    const kinds = [...MATCHES, ...TARGETS].flatMap((module) => module.options.map((option) => option.kind));
    const word = fc.oneof(fc.string(), fc.constantFrom('0', '-1', ',', ':', '/', 'any', '0x', '1-2', '[::]:1'));
    fc.assert(
      fc.property(fc.constantFrom(...kinds), word, word, fc.constantFrom('ipv4', 'ipv6'), (kind, one, two, family) => {
        const value = kind.parse([one, two].slice(0, kind.words), family);
        if (!value.ok) return;
        const printed = kind.print(value.value, family);
        expect(printed).toHaveLength(kind.words);
        expect(kind.parse(printed, family)).toEqual(value);
        kind.read(value.value);
      }),
      { numRuns: 2000 },
    );
  });

  it('read two words as a set and as chunks of SCTP', () => {
    const set = ipSet.parse(['web', 'dst,srcport'], 'ipv4');
    expect(set.ok && ipSet.print(set.value, 'ipv4')).toEqual(['web', 'dst,src']);
    expect(set.ok && ipSet.read(set.value)).toBe('web (by destination, source)');
    expect(ipSet.parse(['web', 'both'], 'ipv4').ok).toBe(false);
    const chunks = sctpChunks.parse(['ANY', 'abort:T,data:b'], 'ipv4');
    expect(chunks.ok && sctpChunks.print(chunks.value, 'ipv4')).toEqual(['any', 'DATA:b,ABORT:T']);
    expect(sctpChunks.parse(['any', 'INIT:x'], 'ipv4').ok).toBe(false);
  });

  it('read two words as TCP flags', () => {
    const value = tcpFlags.parse(['ALL', 'syn,fin'], 'ipv4');
    expect(value.ok && tcpFlags.print(value.value, 'ipv4')).toEqual(['FIN,SYN,RST,PSH,ACK,URG', 'FIN,SYN']);
    expect(value.ok && tcpFlags.read(value.value)).toBe('FIN, SYN set and RST, PSH, ACK, URG not set');
  });

  it('print IPv6 addresses as inet_ntop does', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, (all) => {
        const value = readIpv6(all.map((group) => group.toString(16)).join(':'));
        expect(readIpv6(printIpv6(value ?? -1n))).toBe(value);
      }),
    );
    expect(printIpv6(readIpv6('1:0:0:2:0:0:0:3') ?? -1n)).toBe('1:0:0:2::3');
    expect(printIpv6(readIpv6('::') ?? -1n)).toBe('::');
    expect(printIpv6(readIpv6('1:0:2:3:4:5:6:7') ?? -1n)).toBe('1:0:2:3:4:5:6:7');
  });
});

describe('definitions', () => {
  it.each([...MATCHES, ...TARGETS])('$name names options that it has', (module) => {
    const names = new Set(module.options.map((option) => option.names[0]));
    for (const group of [...(module.requires ?? []), ...(module.excludes ?? [])]) {
      for (const option of group) expect(names).toContain(option);
    }
    const all = module.options.flatMap((option) => option.names);
    expect(new Set(all).size).toBe(all.length);
    for (const option of module.options) {
      if (option.negatable) expect(option.readsNot, option.names[0]).toBeTruthy();
    }
  });
});
