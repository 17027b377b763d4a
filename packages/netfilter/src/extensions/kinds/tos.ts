import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readNumber } from './number.ts';

/** A value of the Type of Service byte and which of its bits count. */
export interface Tos {
  readonly value: number;
  readonly mask: number;
}

/** Names, which leave the two bits of congestion notification alone. */
const NAMES: Readonly<Record<string, number>> = {
  'Minimize-Delay': 0x10,
  'Maximize-Throughput': 0x08,
  'Maximize-Reliability': 0x04,
  'Minimize-Cost': 0x02,
  'Normal-Service': 0x00,
};
const NAMED_MASK = 0x3f;
const BYTE = 0xff;

/** A byte as the tool prints it. */
export function hexByte(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}

/** A number of eight bits, or undefined. */
export function readByte(word: string): number | undefined {
  const value = readNumber(word);
  return value === undefined || value > BYTE ? undefined : value;
}

function readTos(word: string): Tos | undefined {
  const name = Object.keys(NAMES).find((each) => each.toLowerCase() === word.toLowerCase());
  if (name !== undefined) return { value: NAMES[name] ?? 0, mask: NAMED_MASK };
  const [left = '', right, more] = word.split('/');
  const value = readByte(left);
  const mask = right === undefined ? BYTE : readByte(right);
  return value === undefined || mask === undefined || more !== undefined ? undefined : { value, mask };
}

/** `VALUE`, `VALUE/MASK` or a name. */
export const tosValue: Kind<Tos> = {
  words: 1,
  asks: [{ by: 'line', offers: Object.keys(NAMES) }],
  quoting: 'never',
  like: ['0x10/0x3f', 'Minimize-Delay'],
  parse([word = '']) {
    const tos = readTos(word);
    return tos
      ? ok(tos)
      : refuse({ found: word, want: 'a number from 0 to 255, number/mask, or a name like Minimize-Delay' });
  },
  covers: ({ value, mask }) => ({ kind: 'bits', mask, value }),
  print: ({ value, mask }) => [`${hexByte(value)}/${hexByte(mask)}`],
  read({ value, mask }) {
    const name = mask === NAMED_MASK ? Object.keys(NAMES).find((each) => NAMES[each] === value) : undefined;
    return name ?? (mask === BYTE ? hexByte(value) : `${hexByte(value)}/${hexByte(mask)}`);
  },
};
