import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { hex, readMark } from './mark.ts';

const ALL = 0xffff_ffff;

/**
 * `VALUE`, `VALUE/MASK`, or a name of the host's own list; `zero` is the name that every such list has for 0, and that
 * the tool prints. Other names stay as they are: only the host knows their values.
 */
export function namedMark(zero: string): Kind<string> {
  const want = `a 32-bit number, number/mask, or a name like ${zero}`;
  return {
    words: 1,
    quoting: 'never',
    like: ['0x1', '0x10/0xf0', zero],
    parse([word = '']) {
      const found = readMark(word);
      if (!found) return /^[a-z_][\w.-]*$/i.test(word) ? ok(word) : refuse({ found: word, want });
      if (found.mask !== ALL) return ok(`${hex(found.value)}/${hex(found.mask)}`);
      return ok(found.value === 0 ? zero : hex(found.value));
    },
    lookup: (value) => (/^\d/.test(value) || value === zero ? undefined : value),
    print: (value) => [value],
    read: (value) => value,
  };
}
