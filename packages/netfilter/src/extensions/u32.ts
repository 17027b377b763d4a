import { defineMatch } from './definition.ts';
import { u32Tests } from './kinds/u32-tests.ts';

/** `-m u32`: numbers of four bytes anywhere in the packet. */
export const u32 = defineMatch({
  name: 'u32',
  help: 'Numbers of four bytes anywhere in the packet',
  requires: [['--u32']],
  options: [
    {
      names: ['--u32'],
      kind: u32Tests,
      negatable: true,
      label: 'u32',
      reads: 'whose bytes meet {}',
      readsNot: 'whose bytes do not meet {}',
    },
  ],
});
