import type { Family } from '../../family.ts';
import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readOrdinal } from './address.ts';
import { printIpv4, readShortIpv4 } from './ipv4.ts';
import { printIpv6, readIpv6 } from './ipv6.ts';
import { span } from '../../packet/value-set.ts';

/** Both ends of a range of addresses, as printed. */
export interface AddressRange {
  readonly from: string;
  readonly to: string;
  /** The first end is the greater one. */
  readonly isUpsideDown: boolean;
}

function readRange(word: string, family: Family): AddressRange | undefined {
  const [left = '', right = left, more] = word.split('-');
  if (more !== undefined) return undefined;
  if (family === 'ipv4') {
    const [from, to] = [readShortIpv4(left), readShortIpv4(right)];
    if (from === undefined || to === undefined) return undefined;
    return { from: printIpv4(from), to: printIpv4(to), isUpsideDown: from > to };
  }
  const [from, to] = [readIpv6(left), readIpv6(right)];
  if (from === undefined || to === undefined) return undefined;
  return { from: printIpv6(from), to: printIpv6(to), isUpsideDown: from > to };
}

/** `192.0.2.1-192.0.2.9`; one address is a range of itself. */
export const addressRange: Kind<AddressRange> = {
  words: 1,
  quoting: 'never',
  like: ['192.0.2.1-192.0.2.9', '2001:db8::1-2001:db8::9'],
  parse([word = ''], family) {
    const range = readRange(word, family);
    const like = family === 'ipv4' ? '192.0.2.1-192.0.2.9' : '2001:db8::1-2001:db8::9';
    return range ? ok(range) : refuse({ found: word, want: `two addresses, the smaller first, like ${like}` });
  },
  matchesNothing: ({ isUpsideDown }) => isUpsideDown,
  covers: ({ from, to }, family) => {
    const ends = [from, to].map((end) => readOrdinal(end, family));
    const [low, high] = ends;
    return low === undefined || high === undefined ? undefined : span(low, high);
  },
  print: ({ from, to }) => [`${from}-${to}`],
  read: ({ from, to }) => (from === to ? from : `${from} to ${to}`),
  brief: ({ from, to }) => `${from}-${to}`,
};
