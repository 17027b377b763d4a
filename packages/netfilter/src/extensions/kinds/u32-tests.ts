import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readNumber } from './number.ts';

/** The most tests, numbers of a place, and values of a test. */
const MOST = 10;
const U32 = 0xffff_ffff;

const OPERATOR = /(<<|>>|&|@)/;

function readU32(word: string): string | undefined {
  const value = readNumber(word.trim());
  return value === undefined || value > U32 ? undefined : `0x${value.toString(16)}`;
}

/** Words with what separates them, numbers as printed; undefined when one is no number or there are too many. */
function readNumbers(words: readonly string[]): readonly string[] | undefined {
  const numbers = words.map(readU32).filter((word) => word !== undefined);
  return numbers.length < words.length ? undefined : numbers;
}

/** `0 >> 22 & 0x3c`: where in the packet. */
function readPlace(text: string): string | undefined {
  const parts = text.split(OPERATOR);
  const numbers = readNumbers(parts.filter((_, at) => at % 2 === 0));
  const operators = parts.filter((_, at) => at % 2 === 1);
  if (!numbers || numbers.length > MOST) return undefined;
  return numbers.map((number, at) => `${number}${operators[at] ?? ''}`).join('');
}

/** `1,5:9`: what stands there. The tool does not look at the order of a range. */
function readValues(text: string): string | undefined {
  const values = text.split(',').map((value) => {
    const ends = value.split(':');
    const numbers = ends.length > 2 ? undefined : readNumbers(ends);
    const [from, to = from] = numbers ?? [];
    return from === undefined || from === to ? from : `${from}:${to}`;
  });
  return values.length > MOST || values.includes(undefined) ? undefined : values.join(',');
}

function readTest(text: string): string | undefined {
  const [left = '', right, more] = text.split('=');
  const place = readPlace(left);
  const values = right === undefined || more !== undefined ? undefined : readValues(right);
  return place === undefined || values === undefined ? undefined : `${place}=${values}`;
}

/** `0>>22&0x3c@0=1,5:9&&...`: numbers of the packet, shifted and masked, compared. */
export const u32Tests: Kind<readonly string[]> = {
  words: 1,
  quoting: 'always',
  like: ['0>>22&0x3c@0>>24=0x16'],
  parse([word = '']) {
    const parts = word.split('&&');
    const tests = parts.map(readTest).filter((test) => test !== undefined);
    return tests.length < parts.length || tests.length > MOST
      ? refuse({ found: word, want: `up to ${MOST} tests like 0>>22&0x3c@0>>24=0x16 with && between them` })
      : ok(tests);
  },
  print: (tests) => [tests.join('&&')],
  read: (tests) => tests.join(' and '),
  brief: (tests) => tests.join('&&'),
};
