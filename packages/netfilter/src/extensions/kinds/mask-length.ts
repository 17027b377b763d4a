import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { ipv4MaskLength, readIpv4 } from './ipv4.ts';
import { ipv6MaskLength, readIpv6 } from './ipv6.ts';
import { readNumber } from './number.ts';

/** The most bits that the tool takes in either family. */
const MOST = 128;

/** How many leading bits of an address count: a length, or a mask that is printed as one. */
export const maskLength: Kind<number> = {
  words: 1,
  quoting: 'never',
  parse([word = ''], family) {
    const most = family === 'ipv4' ? 32 : 128;
    const length = readNumber(word);
    // The tool reads up to 128 in IPv4 too, and keeps 32 bits.
    if (length !== undefined && length <= MOST) return ok(Math.min(length, most));
    const mask = family === 'ipv4' ? readIpv4(word) : readIpv6(word);
    if (mask === undefined) return refuse({ found: word, want: `a length from 0 to ${most}, or a mask` });
    const bits = typeof mask === 'number' ? ipv4MaskLength(mask) : ipv6MaskLength(mask);
    // A mask with gaps becomes a whole address without a word.
    return ok(bits ?? most);
  },
  print: (length) => [String(length)],
  read: (length) => String(length),
};
