import { defineMatch, type OptionDefinition } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { wordSet } from './kinds/words.ts';
import { INBOUND, OUTBOUND } from './places.ts';

const TYPES = [
  'UNSPEC',
  'UNICAST',
  'LOCAL',
  'BROADCAST',
  'ANYCAST',
  'MULTICAST',
  'BLACKHOLE',
  'UNREACHABLE',
  'PROHIBIT',
  'THROW',
  'NAT',
  'XRESOLVE',
];

function addressType(name: string, label: string, whose: string): OptionDefinition {
  return {
    names: [name],
    kind: wordSet({ order: TYPES, shortens: true }),
    negatable: true,
    label,
    reads: `whose ${whose} is of type {}`,
    readsNot: `whose ${whose} is not of type {}`,
  };
}

/** `-m addrtype`: what the routing table says of an address. */
export const addrtype = defineMatch({
  name: 'addrtype',
  help: 'What the routing table says of an address: local, broadcast, multicast ...',
  requires: [['--src-type', '--dst-type']],
  excludes: [['--limit-iface-in', '--limit-iface-out']],
  options: [
    addressType('--src-type', 'from type', 'source'),
    addressType('--dst-type', 'to type', 'destination'),
    { names: ['--limit-iface-in'], kind: flag, detail: true, reads: 'on the interface it came in by' },
    { names: ['--limit-iface-out'], kind: flag, detail: true, reads: 'on the interface it leaves by' },
  ],
  place(options) {
    if (options.some((option) => option.name === '--limit-iface-in')) return { hooks: INBOUND };
    return options.some((option) => option.name === '--limit-iface-out') ? { hooks: OUTBOUND } : null;
  },
});
