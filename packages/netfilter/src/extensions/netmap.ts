import { ok } from '../result.ts';
import { translated } from '../packet/translation.ts';
import { defineTarget } from './definition.ts';
import type { Kind } from './kind.ts';
import { hostNameOf, printPrefix, readPrefix, type Prefix } from './kinds/prefix.ts';

/** A network of the family; a mask with gaps becomes a whole address without a word. */
const network: Kind<Prefix> = {
  words: 1,
  quoting: 'never',
  like: ['192.0.2.0/24', '2001:db8::/32'],
  parse([word = ''], family) {
    const found = readPrefix(word, family, 'classic');
    const hasGaps = found.ok && /[.:]/.test(found.value.length);
    return hasGaps ? readPrefix(word.split('/')[0] ?? word, family, 'classic') : found.ok ? ok(found.value) : found;
  },
  lookup: hostNameOf,
  print: (value, family) => [printPrefix(value, family)],
  read: ({ address, length }) => (length === '' ? address : `${address}/${length}`),
};

/** `-j NETMAP`: exchanges the network of an address and keeps the rest. */
export const NETMAP = defineTarget({
  name: 'NETMAP',
  help: 'Exchanges the network of an address and keeps the rest',
  requires: [['--to']],
  outcome: 'nat',
  ends: true,
  writes: ['source', 'destination', 'states'],
  alters: ({ packet, hook }) =>
    hook === 'PREROUTING' || hook === 'OUTPUT'
      ? { destination: undefined, ...translated(packet, 'DNAT') }
      : { source: undefined, ...translated(packet, 'SNAT') },
  tracks: () => true,
  reads: 'gets an address of another network',
  options: [{ names: ['--to'], title: 'New network', kind: network, label: 'to', reads: ': {}' }],
  place: () => ({ tables: ['nat'] }),
});
