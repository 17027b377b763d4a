import { defineMatch } from './definition.ts';
import { text } from './kinds/text.ts';

/** `-m helper`: which helper of connection tracking looks after the packet's connection. */
export const helper = defineMatch({
  name: 'helper',
  help: 'Which helper of connection tracking looks after the connection (ftp, sip ...)',
  tracks: true,
  requires: [['--helper']],
  options: [
    {
      names: ['--helper'],
      kind: text({ quoting: 'whenNeeded', keeps: 29 }),
      negatable: true,
      label: 'helper',
      reads: 'of a connection with the helper {}',
      readsNot: 'of a connection without the helper {}',
    },
  ],
});
