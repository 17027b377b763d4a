import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';
import { rate } from './kinds/rate.ts';

/** `-m limit`: matches at a limited rate. */
export const limit = defineMatch({
  name: 'limit',
  help: 'Matches at a limited rate',
  varies: true,
  isPace: true,
  options: [
    { names: ['--limit'], kind: rate, implies: '3/hour', label: 'limit', reads: 'at most {}' },
    {
      names: ['--limit-burst'],
      kind: number({ min: 1, max: 10_000 }),
      omits: '5',
      detail: true,
      reads: 'after the first {}',
    },
  ],
});
