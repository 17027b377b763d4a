import { defineMatch } from './definition.ts';
import { text } from './kinds/text.ts';

/** `-m nfacct`: counts the packet in an accounting object of the host. */
export const nfacct = defineMatch({
  name: 'nfacct',
  help: 'Counts the packet in an accounting object of the host',
  varies: true,
  requires: [['--nfacct-name']],
  options: [
    {
      names: ['--nfacct-name'],
      kind: text({ quoting: 'whenNeeded', min: 1, keeps: 31 }),
      label: 'account',
      reads: 'counted in the account {}',
    },
  ],
});
