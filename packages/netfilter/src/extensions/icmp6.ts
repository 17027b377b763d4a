import { defineMatch } from './definition.ts';
import { ICMP6_NAMES, icmpType } from './kinds/icmp-type.ts';

/** `-m icmp6`: the type of an ICMPv6 message. */
export const icmp6 = defineMatch({
  name: 'icmp6',
  help: 'The type of an ICMPv6 message',
  families: ['ipv6'],
  protocols: ['ipv6-icmp'],
  requires: [['--icmpv6-type']],
  options: [
    {
      names: ['--icmpv6-type'],
      title: 'Type',
      kind: icmpType(ICMP6_NAMES, false),
      negatable: true,
      tests: 'icmp',
      reads: '({})',
      readsNot: '(not {})',
    },
  ],
});
