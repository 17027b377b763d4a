import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';
import { text } from './kinds/text.ts';
import { INBOUND } from './places.ts';

/** `-m osf`: which operating system opens the connection, guessed by its first packet. */
export const osf = defineMatch({
  name: 'osf',
  help: 'Which operating system opens the connection, guessed by its first packet',
  families: ['ipv4'],
  protocols: ['tcp'],
  requires: [['--genre']],
  options: [
    {
      names: ['--genre'],
      kind: text({ quoting: 'never', keeps: 31 }),
      negatable: true,
      label: 'system',
      reads: 'that looks as if {} sent it',
      readsNot: 'that does not look as if {} sent it',
    },
    { names: ['--ttl'], kind: number({ max: 2 }), detail: true, reads: 'its time to live compared in way {}' },
    { names: ['--log'], kind: number({ max: 2 }), detail: true, reads: 'logged at level {}' },
  ],
  place: () => ({ hooks: INBOUND }),
});
