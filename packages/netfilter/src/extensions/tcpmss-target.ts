import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { OUTBOUND } from './places.ts';

/** `-j TCPMSS`: lowers the largest segment that a TCP connection announces. */
export const TCPMSS = defineTarget({
  name: 'TCPMSS',
  help: 'Lowers the largest segment that a TCP connection announces',
  requires: [['--clamp-mss-to-pmtu', '--set-mss']],
  excludes: [['--clamp-mss-to-pmtu', '--set-mss']],
  protocols: ['tcp'],
  outcome: 'other',
  ends: false,
  reads: 'announces smaller segments',
  options: [
    { names: ['--clamp-mss-to-pmtu'], kind: flag, label: 'to path MTU', reads: 'that fit the path' },
    { names: ['--set-mss'], kind: number({ max: 65_535 }), label: 'to', reads: 'of {} bytes' },
  ],
  place: (options) => (options.some((option) => option.name === '--clamp-mss-to-pmtu') ? { hooks: OUTBOUND } : null),
});
