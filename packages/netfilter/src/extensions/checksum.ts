import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';

/** `-j CHECKSUM`: fills in a checksum that was left to hardware. */
export const CHECKSUM = defineTarget({
  name: 'CHECKSUM',
  help: 'Fills in a checksum that was left to hardware',
  requires: [['--checksum-fill']],
  outcome: 'other',
  ends: false,
  reads: 'gets its checksum',
  options: [{ names: ['--checksum-fill'], kind: flag, label: 'fill', reads: 'computed where it is missing' }],
  place: () => ({ tables: ['mangle'] }),
});
