import type { Family } from '../../family.ts';
import { ok, refuse, type Result } from '../../result.ts';
import type { Kind, ValueProblem } from '../kind.ts';
import { ipv4Mask, ipv4MaskLength, printIpv4, readClassicIpv4, readIpv4, readShortIpv4 } from './ipv4.ts';
import { ipv6Mask, ipv6MaskLength, printIpv6, readIpv6 } from './ipv6.ts';
import { readNumber } from './number.ts';
import { span, type ValueSet } from '../../packet/value-set.ts';

/** A network: the words of it as printed, host bits cleared; `everything` when its prefix length is 0. */
export interface Prefix {
  /** `192.0.2.0`, or a host name that only the host can look up. */
  readonly address: string;
  /** `24`; a mask in dotted form when its ones are not in one piece; empty for one whole address. */
  readonly length: string;
  readonly everything: boolean;
}

const WANT: Readonly<Record<Family, string>> = {
  ipv4: 'an IPv4 address or network like 192.0.2.7 or 192.0.2.0/24',
  ipv6: 'an IPv6 address or network like 2001:db8::1 or 2001:db8::/32',
};

function readLength(word: string, most: number): number | undefined {
  const length = readNumber(word);
  return length !== undefined && length <= most ? length : undefined;
}

function ipv4Prefix(address: number, mask: number): Prefix {
  const length = ipv4MaskLength(mask);
  return {
    address: printIpv4((address & mask) >>> 0),
    length: length === 32 ? '' : length === undefined ? printIpv4(mask) : String(length),
    everything: length === 0,
  };
}

function ipv6Prefix(address: bigint, mask: bigint): Prefix {
  const length = ipv6MaskLength(mask);
  return {
    address: printIpv6(address & mask),
    length: length === 128 ? '' : length === undefined ? printIpv6(mask) : String(length),
    everything: length === 0,
  };
}

const EVERYTHING: Readonly<Record<Family, Prefix>> = { ipv4: ipv4Prefix(0, 0), ipv6: ipv6Prefix(0n, 0n) };

/** A host name is looked up by the tool when it adds the rule. */
function isHostName(word: string): boolean {
  return /^[a-z_][\w.-]*$/i.test(word) && !word.endsWith('.-');
}

/** Whether missing parts of an IPv4 address are zeros at the end, as -s and -d have it, or as the host's library has it. */
type ShortForm = 'padded' | 'classic';

function readFourOrLess(word: string, short: ShortForm): number | undefined {
  return (short === 'padded' ? readShortIpv4(word) : undefined) ?? readClassicIpv4(word);
}

/** Reads one address with an optional length or mask. */
export function readPrefix(word: string, family: Family, form: ShortForm = 'padded'): Result<Prefix, ValueProblem> {
  const slash = word.indexOf('/');
  const left = slash < 0 ? word : word.slice(0, slash);
  const right = slash < 0 ? undefined : word.slice(slash + 1);
  // With a mask of no bits, iptables does not look at the address: `any/0`.
  if (right !== undefined && readNumber(right) === 0) return ok(EVERYTHING[family]);
  const problem = refuse({ found: word, want: WANT[family] });
  if (isHostName(left) && !(family === 'ipv6' && left.includes(':'))) {
    if (right !== undefined && !/^[\d.]+$/.test(right)) return problem;
    return ok({ address: left, length: right ?? '', everything: false });
  }
  if (family === 'ipv4') {
    const address = readFourOrLess(left, form);
    const length = right === undefined ? 32 : readLength(right, 32);
    const mask = length === undefined ? readIpv4(right ?? '') : ipv4Mask(length);
    return address === undefined || mask === undefined ? problem : ok(ipv4Prefix(address, mask));
  }
  const address = readIpv6(left);
  const length = right === undefined ? 128 : readLength(right, 128);
  const mask = length === undefined ? readIpv6(right ?? '') : ipv6Mask(length);
  return address === undefined || mask === undefined ? problem : ok(ipv6Prefix(address, mask));
}

const ALL_V6 = ipv6Mask(128);

const short = ({ address, length }: Prefix): string => (length === '' ? address : `${address}/${length}`);

/** The form in which iptables-save prints an address after -s and -d: always with its length. */
export function printPrefix(network: Prefix, family: Family): string {
  const whole = family === 'ipv4' ? '32' : '128';
  return hostNameOf(network) !== undefined ? short(network) : `${network.address}/${network.length || whole}`;
}

/** The host's name, where the address is one. */
export function hostNameOf({ address }: Prefix): string | undefined {
  return isHostName(address) && !address.includes(':') ? address : undefined;
}

/** The addresses of a network; a host's name only the host can look up. */
export function prefixSet(network: Prefix, family: Family): ValueSet | undefined {
  if (hostNameOf(network) !== undefined) return undefined;
  const { address, length } = network;
  if (family === 'ipv4') {
    const mask = length === '' ? ipv4Mask(32) : (readIpv4(length) ?? ipv4Mask(Number(length)));
    const base = readIpv4(address) ?? 0;
    return ipv4MaskLength(mask) === undefined
      ? { kind: 'bits', mask, value: base }
      : span(base, base + (0xffff_ffff - mask));
  }
  const mask = length === '' ? ipv6Mask(128) : (readIpv6(length) ?? ipv6Mask(Number(length)));
  const base = readIpv6(address) ?? 0n;
  return ipv6MaskLength(mask) === undefined ? { kind: 'bits', mask, value: base } : span(base, base + (ALL_V6 ^ mask));
}

/** An address or network of the rule's family. `whole: 'bare'` prints a single address without its length. */
export function prefix(style: { readonly whole: 'bare' | 'length' }): Kind<Prefix> {
  return {
    words: 1,
    quoting: 'never',
    like: ['192.0.2.0/24', '192.0.2.7', '2001:db8::/32', '2001:db8::1'],
    parse: ([word = ''], family) => readPrefix(word, family, style.whole === 'bare' ? 'classic' : 'padded'),
    lookup: hostNameOf,
    covers: prefixSet,
    print: (value, family) => [style.whole === 'bare' ? short(value) : printPrefix(value, family)],
    read: short,
  };
}
