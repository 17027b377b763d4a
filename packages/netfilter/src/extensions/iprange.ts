import { defineMatch } from './definition.ts';
import { addressRange } from './kinds/address-range.ts';

/** `-m iprange`: addresses that are no network. */
export const iprange = defineMatch({
  name: 'iprange',
  help: 'Addresses from one to another, which need not be a network',
  requires: [['--src-range', '--dst-range']],
  options: [
    {
      names: ['--src-range'],
      kind: addressRange,
      negatable: true,
      tests: 'source',
      label: 'from',
      reads: 'from {}',
      readsNot: 'not from {}',
    },
    {
      names: ['--dst-range'],
      kind: addressRange,
      negatable: true,
      tests: 'destination',
      label: 'to',
      reads: 'to {}',
      readsNot: 'not to {}',
    },
  ],
});
