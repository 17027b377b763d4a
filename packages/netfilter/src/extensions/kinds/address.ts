import type { Family } from '../../family.ts';
import type { Ordinal } from '../../packet/packet.ts';
import { span } from '../../packet/value-set.ts';
import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { printIpv4, readPlainIpv4 } from './ipv4.ts';
import { printIpv6, readIpv6 } from './ipv6.ts';

/** One address of the family as printed, or undefined. */
export function readAddress(word: string, family: Family): string | undefined {
  if (family === 'ipv4') {
    const value = readPlainIpv4(word);
    return value === undefined ? undefined : printIpv4(value);
  }
  const value = readIpv6(word);
  return value === undefined ? undefined : printIpv6(value);
}

/** One address of the family as a number, or undefined. */
export function readOrdinal(word: string, family: Family): Ordinal | undefined {
  return family === 'ipv4' ? readPlainIpv4(word) : readIpv6(word);
}

/** The address that a number is. */
export function printOrdinal(value: Ordinal, family: Family): string {
  return family === 'ipv4' ? printIpv4(Number(value)) : printIpv6(BigInt(value));
}

/** One address, without a length. */
export const address: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['192.0.2.1', '2001:db8::1'],
  parse([word = ''], family) {
    const value = readAddress(word, family);
    const like = family === 'ipv4' ? '192.0.2.1' : '2001:db8::1';
    return value === undefined ? refuse({ found: word, want: `one address like ${like}` }) : ok(value);
  },
  covers: (value, family) => {
    const number = readOrdinal(value, family);
    return number === undefined ? undefined : span(number);
  },
  print: (value) => [value],
  read: (value) => value,
};
