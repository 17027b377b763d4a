import { defineMatch } from './definition.ts';
import { choice } from './kinds/words.ts';

/** `-m pkttype`: how the link layer addressed the packet. */
export const pkttype = defineMatch({
  name: 'pkttype',
  help: 'Whether the link layer sent it to one host, to several or to all',
  requires: [['--pkt-type']],
  options: [
    {
      names: ['--pkt-type'],
      kind: choice({
        of: ['unicast', 'broadcast', 'multicast'],
        aliases: { bcast: 'broadcast', mcast: 'multicast', host: 'unicast' },
      }),
      negatable: true,
      label: 'link',
      reads: 'that came as {}',
      readsNot: 'that did not come as {}',
    },
  ],
});
