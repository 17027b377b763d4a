import { defineMatch } from './definition.ts';
import { tosValue } from './kinds/tos.ts';

/** `-m tos`: the Type of Service byte, in IPv6 the traffic class. */
export const tos = defineMatch({
  name: 'tos',
  help: 'The Type of Service byte, in IPv6 the traffic class',
  requires: [['--tos']],
  options: [
    {
      names: ['--tos'],
      kind: tosValue,
      negatable: true,
      tests: 'tos',
      label: 'tos',
      reads: 'with type of service {}',
      readsNot: 'with another type of service than {}',
    },
  ],
});
