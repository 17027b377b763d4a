import { ok, refuse } from '../result.ts';
import { defineMatch } from './definition.ts';
import type { Kind } from './kind.ts';
import { INBOUND } from './places.ts';

const macAddress: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['00:11:22:aa:bb:cc'],
  parse([word = '']) {
    const isMac = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}$/i.test(word);
    if (!isMac) return refuse({ found: word, want: 'six pairs of hexadecimal digits like 00:11:22:aa:bb:cc' });
    return ok(
      word
        .split(':')
        .map((part) => part.padStart(2, '0').toLowerCase())
        .join(':'),
    );
  },
  covers: (value) => ({ kind: 'words', words: [value] }),
  print: (value) => [value],
  read: (value) => value,
};

/** `-m mac`: the sender's hardware address. */
export const mac = defineMatch({
  name: 'mac',
  help: 'The sender’s hardware (MAC) address',
  requires: [['--mac-source']],
  options: [
    {
      names: ['--mac-source'],
      kind: macAddress,
      negatable: true,
      tests: 'mac',
      label: 'mac',
      reads: 'from hardware address {}',
      readsNot: 'not from hardware address {}',
    },
  ],
  place: () => ({ hooks: INBOUND }),
});
