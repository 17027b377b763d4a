import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readNumber } from './number.ts';

/** A 32-bit mark and which of its bits count. */
export interface Mark {
  readonly value: number;
  readonly mask: number;
}

const ALL = 0xffff_ffff;

/** A number as iptables prints marks. */
export function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

/** `VALUE` or `VALUE/MASK`, or undefined. */
export function readMark(word: string): Mark | undefined {
  const [left = '', right, more] = word.split('/');
  const value = readNumber(left);
  const mask = right === undefined ? ALL : readNumber(right);
  if (more !== undefined || value === undefined || mask === undefined || value > ALL || mask > ALL) return undefined;
  return { value, mask };
}

const spoken = ({ value, mask }: Mark): string => (mask === ALL ? hex(value) : `${hex(value)}/${hex(mask)}`);

/** A mark with an optional mask. `mask: 'always'` prints the mask even when all bits count. */
export function mark(style: { readonly mask: 'always' | 'whenNeeded' }): Kind<Mark> {
  return {
    words: 1,
    quoting: 'never',
    like: ['0x1', '0x10/0xf0'],
    parse([word = '']) {
      const value = readMark(word);
      return value
        ? ok(value)
        : refuse({ found: word, want: 'a 32-bit number, or number/mask, like 0x1 or 0x10/0xf0' });
    },
    covers: ({ value: bits, mask: counted }) => ({ kind: 'bits', mask: counted, value: bits }),
    print: (value) => [style.mask === 'always' ? `${hex(value.value)}/${hex(value.mask)}` : spoken(value)],
    read: spoken,
  };
}

/** A bare 32-bit mask. */
export const mask: Kind<number> = {
  words: 1,
  quoting: 'never',
  like: ['0xff'],
  parse([word = '']) {
    const value = readNumber(word);
    return value === undefined || value > ALL ? refuse({ found: word, want: 'a 32-bit number like 0xff' }) : ok(value);
  },
  print: (value) => [hex(value)],
  read: hex,
};
