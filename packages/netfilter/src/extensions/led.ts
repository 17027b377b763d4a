import { ok, refuse } from '../result.ts';
import { defineTarget } from './definition.ts';
import type { Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { readNumber } from './kinds/number.ts';
import { text } from './kinds/text.ts';

/** Milliseconds, or without end. The tool prints more than 31 bits as a negative number. */
const delay: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['500', 'inf'],
  parse([word = '']) {
    if (/^inf/i.test(word)) return ok('inf');
    const value = readNumber(word);
    return value === undefined || value > 0x7fff_ffff
      ? refuse({ found: word, want: 'milliseconds from 0 to 2147483647, or inf' })
      : ok(String(value));
  },
  print: (value) => [value],
  read: (value) => (value === 'inf' ? 'for ever' : `for ${value} ms`),
};

/** `-j LED`: lets a light of the machine shine. */
export const LED = defineTarget({
  name: 'LED',
  help: 'Lets a light of the machine shine',
  requires: [['--led-trigger-id']],
  outcome: 'other',
  ends: false,
  reads: 'lets a light shine',
  options: [
    {
      names: ['--led-trigger-id'],
      title: 'Name of the trigger',
      kind: text({ quoting: 'always', max: 16 }),
      label: 'light',
      reads: 'by trigger {}',
    },
    { names: ['--led-delay'], title: 'Shines for so many ms', kind: delay, omits: '0', detail: true, reads: '{}' },
    { names: ['--led-always-blink'], kind: flag, detail: true, reads: 'that blinks even if it shines already' },
  ],
});
