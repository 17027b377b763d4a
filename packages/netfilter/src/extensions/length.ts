import { defineMatch } from './definition.ts';
import { numberRange } from './kinds/number.ts';

/** `-m length`: the packet's length, header of the network layer included. */
export const length = defineMatch({
  name: 'length',
  help: 'The packet’s length, header of the network layer included',
  requires: [['--length']],
  options: [
    {
      names: ['--length'],
      kind: numberRange({ max: 65_535, separator: ':', order: 'any' }),
      negatable: true,
      tests: 'length',
      label: 'length',
      reads: 'of {} bytes',
      readsNot: 'not of {} bytes',
    },
  ],
});
