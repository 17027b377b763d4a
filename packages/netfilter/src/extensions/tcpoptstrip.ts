import { ok, refuse } from '../result.ts';
import { defineTarget } from './definition.ts';
import type { Kind } from './kind.ts';
import { readNumber } from './kinds/number.ts';
import { listed } from './kinds/ports.ts';

/** Options that have names. */
const NAMES: Readonly<Record<string, number>> = {
  mss: 2,
  wscale: 3,
  'sack-permitted': 4,
  sack: 5,
  timestamp: 8,
  md5: 19,
};
const FIRST = 2;
const LAST = 255;

/** TCP options by number or name, each once, the smallest first. */
const optionNumbers: Kind<readonly number[]> = {
  words: 1,
  quoting: 'never',
  like: ['mss,timestamp', '5'],
  parse([word = '']) {
    const numbers = word.split(',').map((part) => (Object.hasOwn(NAMES, part) ? NAMES[part] : readNumber(part)));
    const found = numbers.flatMap((value) => (value !== undefined && value >= FIRST && value <= LAST ? [value] : []));
    return found.length < numbers.length || new Set(found).size < found.length
      ? refuse({ found: word, want: `options from ${FIRST} to ${LAST}, each once, or names like mss, with commas` })
      : ok(found.toSorted((a, b) => a - b));
  },
  print: (numbers) => [numbers.join(',')],
  read: (numbers) =>
    listed(
      numbers.map((value) => Object.keys(NAMES).find((name) => NAMES[name] === value) ?? String(value)),
      'and',
    ),
  brief: (numbers) => numbers.join(','),
};

/** `-j TCPOPTSTRIP`: takes options out of the TCP header. */
export const TCPOPTSTRIP = defineTarget({
  name: 'TCPOPTSTRIP',
  help: 'Takes options out of the TCP header',
  protocols: ['tcp'],
  outcome: 'other',
  ends: false,
  reads: 'loses TCP options',
  options: [
    { names: ['--strip-options'], title: 'Options to take out', kind: optionNumbers, label: 'strip', reads: ': {}' },
  ],
  place: () => ({ tables: ['mangle'] }),
});
