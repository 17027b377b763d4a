import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';

/** `-j CONNSECMARK`: copies a security mark between packet and connection. */
export const CONNSECMARK = defineTarget({
  name: 'CONNSECMARK',
  help: 'Copies a security mark between packet and connection',
  requires: [['--save', '--restore']],
  excludes: [['--save', '--restore']],
  outcome: 'other',
  ends: false,
  tracks: () => true,
  reads: 'shares a security mark with its connection',
  options: [
    {
      names: ['--save'],
      title: 'Copy the packet’s mark to the connection',
      kind: flag,
      label: 'save',
      reads: ': the connection gets its own',
    },
    {
      names: ['--restore'],
      title: 'Copy the connection’s mark to the packet',
      kind: flag,
      label: 'restore',
      reads: ': it gets the one of the connection',
    },
  ],
  place: () => ({ tables: ['mangle', 'security'] }),
});
