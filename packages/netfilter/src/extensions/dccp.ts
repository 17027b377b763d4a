import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';
import { plainPorts } from './kinds/ports.ts';
import { wordSet } from './kinds/words.ts';
import { portOptions } from './port-options.ts';

const TYPES = [
  'REQUEST',
  'RESPONSE',
  'DATA',
  'ACK',
  'DATAACK',
  'CLOSEREQ',
  'CLOSE',
  'RESET',
  'SYNC',
  'SYNCACK',
  'INVALID',
];

/** `-m dccp`: ports, packet types and options. */
export const dccp = defineMatch({
  name: 'dccp',
  help: 'Ports, packet types and options of DCCP',
  protocols: ['dccp'],
  options: [
    ...portOptions(plainPorts),
    {
      names: ['--dccp-types'],
      kind: wordSet({ order: TYPES, empty: 'some' }),
      negatable: true,
      label: 'type',
      reads: 'of type {}',
      readsNot: 'not of type {}',
    },
    {
      names: ['--dccp-option'],
      kind: number({ min: 1, max: 255 }),
      negatable: true,
      label: 'option',
      reads: 'with DCCP option {}',
      readsNot: 'without DCCP option {}',
    },
  ],
});
