import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const SECOND = 1_000_000;
const MILLISECOND = 1000;
const BITS = 2 ** 32;

/** Names of units, each with its microseconds. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  s: SECOND,
  sec: SECOND,
  secs: SECOND,
  ms: MILLISECOND,
  msec: MILLISECOND,
  msecs: MILLISECOND,
  us: 1,
  usec: 1,
  usecs: 1,
};

/** `250ms` in microseconds, of which the tool keeps 32 bits; undefined when it is no time. */
export function readShortTime(word: string): number | undefined {
  const [, number, unit = ''] = /^(\d+\.?\d*|\.\d+)([a-z]*)$/i.exec(word) ?? [];
  const name = unit.toLowerCase();
  if (number === undefined || !Object.hasOwn(UNITS, name)) return undefined;
  return Math.floor(Number(number) * (UNITS[name] ?? 1)) % BITS;
}

/** The greatest unit of which there is one, with one decimal. */
export function printShortTime(microseconds: number): string {
  if (microseconds >= SECOND) return `${(microseconds / SECOND).toFixed(1)}s`;
  return microseconds >= MILLISECOND ? `${(microseconds / MILLISECOND).toFixed(1)}ms` : `${microseconds}us`;
}

/** A time of less than an hour. */
export const shortTime: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['250ms', '1.5s'],
  parse([word = '']) {
    const value = readShortTime(word);
    return value === undefined
      ? refuse({ found: word, want: 'a time like 250ms, 1.5s or 100us' })
      : ok(printShortTime(value));
  },
  print: (value) => [value],
  read: (value) => value.replace('.0', ''),
};
