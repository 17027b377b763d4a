import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';

/** `-m cpu`: which processor handles the packet. */
export const cpu = defineMatch({
  name: 'cpu',
  help: 'Which processor handles the packet',
  varies: true,
  requires: [['--cpu']],
  options: [
    {
      names: ['--cpu'],
      kind: number({ max: 0xffff_ffff }),
      negatable: true,
      label: 'cpu',
      reads: 'on processor {}',
      readsNot: 'on another processor than {}',
    },
  ],
});
