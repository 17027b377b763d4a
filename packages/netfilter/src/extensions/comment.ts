import { defineMatch } from './definition.ts';
import { text } from './kinds/text.ts';

/** `-m comment`: words for people; matches every packet. */
export const comment = defineMatch({
  name: 'comment',
  help: 'Words for people; matches every packet',
  requires: [['--comment']],
  options: [
    {
      names: ['--comment'],
      title: 'Comment',
      kind: text({ quoting: 'whenNeeded', keeps: 255 }),
      detail: true,
      tests: 'nothing',
      reads: '',
    },
  ],
});
