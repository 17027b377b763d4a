import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { ipv4MaskLength, readShortIpv4 } from './ipv4.ts';
import { ipv6MaskLength, readIpv6 } from './ipv6.ts';
import { readNumber } from './number.ts';

/** An address as one number, if it is one. */
function ipv4Number(value: number | undefined): number | undefined {
  return value === undefined || value > 0xffff_ffff ? undefined : value;
}

/** How many leading bits of an address count: a length, or a mask that is printed as one. */
export const maskLength: Kind<number> = {
  words: 1,
  quoting: 'never',
  like: ['24', '64'],
  parse([word = ''], family) {
    const most = family === 'ipv4' ? 32 : 128;
    const length = readNumber(word);
    if (length !== undefined && length <= most) return ok(length);
    const mask = family === 'ipv4' ? (readShortIpv4(word) ?? ipv4Number(length)) : readIpv6(word);
    if (mask === undefined) return refuse({ found: word, want: `a length from 0 to ${most}, or a mask` });
    const bits = typeof mask === 'number' ? ipv4MaskLength(mask) : ipv6MaskLength(mask);
    // A mask with gaps becomes a whole address without a word; in IPv4, `129` is such a mask.
    return ok(bits ?? most);
  },
  print: (length) => [String(length)],
  read: (length) => String(length),
};
