import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';

/** `-m socket`: whether a socket of this host is open for the packet. */
export const socket = defineMatch({
  name: 'socket',
  help: 'Whether a socket of this host is open for the packet',
  label: 'open socket',
  reads: 'for which a socket is open',
  options: [
    {
      names: ['--transparent'],
      kind: flag,
      label: 'transparent socket',
      reads: 'for which a transparent socket is open',
    },
    { names: ['--nowildcard'], kind: flag, detail: true, reads: 'sockets bound to any address included' },
    { names: ['--restore-skmark'], kind: flag, detail: true, reads: 'taking over the mark of the socket' },
  ],
  place: () => ({ hooks: ['PREROUTING', 'INPUT'] }),
});
