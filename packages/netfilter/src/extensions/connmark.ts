import { defineMatch } from './definition.ts';
import { mark as markValue } from './kinds/mark.ts';

/** `-m connmark`: the mark of the packet's connection. */
export const connmark = defineMatch({
  name: 'connmark',
  help: 'The mark of the packet’s connection',
  tracks: true,
  requires: [['--mark']],
  options: [
    {
      names: ['--mark'],
      kind: markValue({ mask: 'whenNeeded' }),
      negatable: true,
      tests: 'connectionMark',
      label: 'connmark',
      reads: 'of a connection with mark {}',
      readsNot: 'of a connection without mark {}',
    },
  ],
});
