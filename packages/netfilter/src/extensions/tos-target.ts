import { defineTarget, type Rewrite } from './definition.ts';
import { hexByte, readByte, tosValue, type Tos } from './kinds/tos.ts';

const BYTE = 0xff;

/** The tool stores every spelling as one value and mask: new = (old & ~mask) ^ value. */
function byBits(change: (bits: number) => readonly [number, number]): Rewrite {
  return {
    words: 1,
    want: 'a number from 0 to 255',
    to([word = '']) {
      const bits = readByte(word);
      return bits === undefined ? null : { name: '--set-tos', values: [change(bits).map(hexByte).join('/')] };
    },
  };
}

/** `-j TOS`: changes the Type of Service byte, in IPv6 the traffic class. */
export const TOS = defineTarget({
  name: 'TOS',
  help: 'Changes the Type of Service byte, in IPv6 the traffic class',
  requires: [['--set-tos']],
  outcome: 'other',
  ends: false,
  writes: ['tos'],
  alters({ packet, value }) {
    const set = value('--set-tos') as Tos | undefined;
    return { tos: set && packet.tos !== undefined ? ((packet.tos & ~set.mask) ^ set.value) & BYTE : undefined };
  },
  reads: 'gets another type of service',
  rewrites: {
    '--and-tos': byBits((bits) => [0, ~bits & BYTE]),
    '--or-tos': byBits((bits) => [bits, bits]),
    '--xor-tos': byBits((bits) => [bits, 0]),
  },
  options: [{ names: ['--set-tos'], title: 'Set the type of service', kind: tosValue, label: 'set', reads: ': {}' }],
  place: () => ({ tables: ['mangle'] }),
});
