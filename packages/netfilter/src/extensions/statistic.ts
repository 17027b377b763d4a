import { defineMatch } from './definition.ts';
import { chance } from './kinds/chance.ts';
import { number } from './kinds/number.ts';
import { choice } from './kinds/words.ts';

const U32 = 0xffff_ffff;

/** `-m statistic`: by chance, or every so many packets. */
export const statistic = defineMatch({
  name: 'statistic',
  isPace: true,
  requires: [['--mode']],
  options: [
    { names: ['--mode'], kind: choice({ of: ['random', 'nth'] }), detail: true, reads: '' },
    {
      names: ['--probability'],
      kind: chance,
      negatable: true,
      label: 'chance',
      reads: 'with a chance of {}',
      readsNot: 'except with a chance of {}',
    },
    {
      names: ['--every'],
      needs: '--packet',
      kind: number({ min: 1, max: U32 }),
      negatable: true,
      label: 'every',
      reads: 'one of every {}',
      readsNot: 'all but one of every {}',
    },
    { names: ['--packet'], kind: number({ max: U32 }), detail: true, reads: 'counted from number {}' },
  ],
});
