import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';

const U32 = 0xffff_ffff;

/** `-j SYNPROXY`: opens TCP connections in the server's place until the sender has proven itself. */
export const SYNPROXY = defineTarget({
  name: 'SYNPROXY',
  help: 'Opens TCP connections in the server’s place until the sender has proven itself',
  protocols: ['tcp'],
  outcome: 'other',
  ends: false,
  mayEnd: true,
  tracks: () => true,
  reads: 'is answered in the server’s place if it opens a connection',
  options: [
    { names: ['--sack-perm'], kind: flag, detail: true, reads: 'with selective acknowledgement' },
    { names: ['--timestamp'], kind: flag, detail: true, reads: 'with timestamps' },
    { names: ['--wscale'], kind: number({ max: U32, bits: 8 }), detail: true, reads: 'with window scale {}' },
    { names: ['--mss'], kind: number({ max: U32, bits: 16 }), label: 'mss', reads: 'announcing segments of {} bytes' },
    { names: ['--ecn'], kind: flag, detail: true, reads: 'with explicit congestion notification' },
  ],
  place: () => ({ hooks: ['INPUT', 'FORWARD'] }),
});
