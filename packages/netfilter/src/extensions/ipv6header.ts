import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { wordSet } from './kinds/words.ts';

const HEADERS = ['hop-by-hop', 'ipv6-opts', 'ipv6-route', 'ipv6-frag', 'ah', 'esp', 'ipv6-nonxt', 'protocol'];

/** Other names and numbers of each, in the same order. */
const OTHERS = [
  ['hop', 'hopopt', 'ip', '0'],
  ['dst', 'IPv6-Opts', '60'],
  ['route', 'IPv6-Route', '43'],
  ['frag', 'IPv6-Frag', '44'],
  ['auth', 'IPSEC-AH', '51'],
  ['IPSEC-ESP', '50'],
  ['none', 'IPv6-NoNxt', '59'],
  ['prot', '255'],
];

const aliases = Object.fromEntries(
  OTHERS.flatMap((names, at) => names.map((name) => [name, HEADERS[at] ?? name] as const)),
);

/** `-m ipv6header`: which headers an IPv6 packet has. */
export const ipv6header = defineMatch({
  name: 'ipv6header',
  help: 'Which extension headers an IPv6 packet has',
  families: ['ipv6'],
  requires: [['--header']],
  options: [
    {
      names: ['--header'],
      kind: wordSet({ order: HEADERS, aliases, case: 'exact', empty: 'some' }),
      negatable: true,
      label: 'headers',
      reads: 'with the headers {}',
      readsNot: 'with other headers than {}',
    },
    { names: ['--soft'], kind: flag, detail: true, reads: 'others allowed' },
  ],
});
