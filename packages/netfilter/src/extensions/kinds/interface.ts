import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const LONGEST = 15;

/** An interface name; a `+` at the end stands for any ending. */
export const interfacePattern: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['eth0', 'eth+'],
  asks: [{ by: 'line', offers: 'interfaces' }],
  parse([word = '']) {
    if (word === '' || word.length > LONGEST) {
      return refuse({
        found: word,
        want: `an interface name of 1 to ${LONGEST} characters, like eth0, or eth+ for all that begin so`,
      });
    }
    return ok(word);
  },
  covers: (pattern) => ({ kind: 'name', pattern }),
  print: (word) => [word],
  read: (word) => (word === '+' ? 'any interface' : word.endsWith('+') ? `any ${word.slice(0, -1)} interface` : word),
  brief: (word) => word,
};
