import { defineMatch } from './definition.ts';
import { mark as markValue } from './kinds/mark.ts';

/** `-m mark`: the packet's mark. */
export const mark = defineMatch({
  name: 'mark',
  help: 'The packet’s mark',
  requires: [['--mark']],
  options: [
    {
      names: ['--mark'],
      kind: markValue({ mask: 'whenNeeded' }),
      negatable: true,
      tests: 'mark',
      label: 'mark',
      reads: 'with mark {}',
      readsNot: 'without mark {}',
    },
  ],
});
