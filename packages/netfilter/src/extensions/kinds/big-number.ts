import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const U64 = (1n << 64n) - 1n;

/** A whole number of 64 bits, in C notation. */
export const bigNumber: Kind<bigint> = {
  words: 1,
  quoting: 'never',
  like: ['1000'],
  parse([word = '']) {
    const isNumber = /^(\d+|0x[0-9a-f]+)$/i.test(word);
    const value = isNumber ? BigInt(/^0[0-7]+$/.test(word) ? `0o${word}` : word) : -1n;
    return value < 0n || value > U64 ? refuse({ found: word, want: `a whole number from 0 to ${U64}` }) : ok(value);
  },
  print: (value) => [String(value)],
  read: (value) => String(value),
};
