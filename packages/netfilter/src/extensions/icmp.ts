import { defineMatch } from './definition.ts';
import { ICMP_NAMES, icmpType } from './kinds/icmp-type.ts';

/** `-m icmp`: the type of an ICMP message. */
export const icmp = defineMatch({
  name: 'icmp',
  help: 'The type of an ICMP message',
  families: ['ipv4'],
  protocols: ['icmp'],
  requires: [['--icmp-type']],
  options: [
    {
      names: ['--icmp-type'],
      title: 'Type',
      kind: icmpType(ICMP_NAMES, true),
      negatable: true,
      tests: 'icmp',
      reads: '({})',
      readsNot: '(not {})',
    },
  ],
});
