import { defineMatch } from './definition.ts';
import { numberRange } from './kinds/number.ts';

/** `-m tcpmss`: the largest segment that a TCP connection's beginning announces. */
export const tcpmss = defineMatch({
  name: 'tcpmss',
  help: 'The largest segment that the beginning of a TCP connection announces',
  requires: [['--mss']],
  protocols: ['tcp'],
  options: [
    {
      names: ['--mss'],
      kind: numberRange({ max: 65_535, separator: ':' }),
      negatable: true,
      label: 'mss',
      reads: 'announcing segments of {} bytes',
      readsNot: 'not announcing segments of {} bytes',
    },
  ],
});
