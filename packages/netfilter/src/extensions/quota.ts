import { defineMatch } from './definition.ts';
import { bigNumber } from './kinds/big-number.ts';

/** `-m quota`: until so many bytes have come. */
export const quota = defineMatch({
  name: 'quota',
  help: 'Matches until so many bytes have come',
  varies: true,
  isPace: true,
  requires: [['--quota']],
  options: [
    {
      names: ['--quota'],
      kind: bigNumber,
      negatable: true,
      label: 'quota',
      reads: 'until {} bytes have come',
      readsNot: 'after {} bytes have come',
    },
  ],
});
