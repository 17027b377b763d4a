import { ok, refuse } from '../../result.ts';
import { numberRange } from './number.ts';

const range = numberRange({ max: 65_535, separator: ':' });

/** The kernel counts the queues in sixteen bits. */
const MOST = 65_535;

/** At least two queues, the lower number first: `0:3`. */
export const queueRange: typeof range = {
  ...range,
  parse(words, family) {
    const [word = ''] = words;
    const found = range.parse(words, family);
    const count = found.ok ? found.value.to - found.value.from + 1 : 0;
    return found.ok && word.includes(':') && count > 1 && count <= MOST
      ? ok(found.value)
      : refuse({ found: word, want: 'two queues from 0 to 65535, the lower first, like 0:3' });
  },
};
