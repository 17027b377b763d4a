import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readNumber } from './number.ts';
import { listed } from './ports.ts';

const MOST = 16;
const BYTE = 256;

/** The length that the tool keeps for none. */
const NO_LENGTH = 255;

/** Both numbers keep eight bits; option 0 has no length. */
function readOption(part: string): string | undefined {
  const [left = '', right, more] = part.split(':');
  const type = readNumber(left);
  const length = right === undefined ? NO_LENGTH : readNumber(right);
  if (type === undefined || length === undefined || more !== undefined) return undefined;
  if (type % BYTE === 0 && right !== undefined) return undefined;
  return length % BYTE === NO_LENGTH ? String(type % BYTE) : `${type % BYTE}:${length % BYTE}`;
}

/** `TYPE:LENGTH,TYPE,...`: options of an IPv6 extension header in their order, the length of the sixteenth left out. */
export const headerOptions: Kind<readonly string[]> = {
  words: 1,
  quoting: 'never',
  like: ['1:2,23'],
  parse([word = '']) {
    const parts = word.split(',');
    const options = parts.map(readOption).filter((option) => option !== undefined);
    const isTooMuch = parts.length > MOST || parts[MOST - 1]?.includes(':') === true;
    if (isTooMuch || options.length < parts.length) {
      return refuse({ found: word, want: `up to ${MOST} types with lengths if wanted, like 1:2,23` });
    }
    return ok(options);
  },
  print: (options) => [options.join(',')],
  read: (options) => listed(options, 'and'),
  brief: (options) => options.join(','),
};
