import { ok, refuse } from '../result.ts';
import { defineMatch } from './definition.ts';
import type { Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { readNumber } from './kinds/number.ts';

const LAST_BIT = 127;

/** A bit by number, or by a name of the host's own list. */
const label: Kind<string> = {
  words: 1,
  quoting: 'always',
  like: ['5'],
  parse([word = '']) {
    const bit = readNumber(word);
    const isName = /^[a-z_][\w .-]*$/i.test(word);
    return isName || (bit !== undefined && bit <= LAST_BIT)
      ? ok(bit === undefined ? word : String(bit))
      : refuse({ found: word, want: `a label from 0 to ${LAST_BIT}, or a name of /etc/xtables/connlabel.conf` });
  },
  lookup: (value) => (/^\d/.test(value) ? undefined : value),
  print: (value) => [value],
  read: (value) => value,
};

/** `-m connlabel`: the labels of the packet's connection. */
export const connlabel = defineMatch({
  name: 'connlabel',
  help: 'A label of the packet’s connection',
  tracks: true,
  requires: [['--label']],
  options: [
    {
      names: ['--label'],
      kind: label,
      negatable: true,
      label: 'label',
      reads: 'of a connection with label {}',
      readsNot: 'of a connection without label {}',
    },
    { names: ['--set'], kind: flag, detail: true, reads: 'setting it' },
  ],
});
