import type { Family } from '../family.ts';
import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type OptionProblem } from './definition.ts';
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

/** The kernel does not tell these apart in IPv6 (xt_addrtype.c). */
const ONLY_IPV4 = ['BROADCAST', 'BLACKHOLE', 'PROHIBIT', 'THROW', 'NAT', 'XRESOLVE'];

function problem(options: readonly OptionUse[], family: Family): OptionProblem | null {
  if (family === 'ipv4') return null;
  for (const { name, values } of options) {
    const found = values[0]?.split(',').find((word) => ONLY_IPV4.includes(word.toUpperCase()));
    if (found !== undefined) return { option: name, found, want: 'a type that IPv6 knows: not this one' };
  }
  return null;
}

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
  problem,
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
