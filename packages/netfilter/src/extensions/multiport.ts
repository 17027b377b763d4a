import { defineMatch } from './definition.ts';
import { portList } from './kinds/ports.ts';

/** `-m multiport`: up to fifteen ports or ranges. */
export const multiport = defineMatch({
  name: 'multiport',
  requires: [['--sports', '--dports', '--ports']],
  excludes: [['--sports', '--dports', '--ports']],
  protocols: ['tcp', 'udp', 'udplite', 'sctp', 'dccp'],
  options: [
    {
      names: ['--sports', '--source-ports', '--source-port', '--sport'],
      kind: portList,
      negatable: true,
      label: 'sport',
      reads: 'from port {}',
      readsNot: 'not from port {}',
    },
    {
      names: ['--dports', '--destination-ports', '--destination-port', '--dport'],
      kind: portList,
      negatable: true,
      label: 'dport',
      reads: 'to port {}',
      readsNot: 'not to port {}',
    },
    {
      names: ['--ports', '--port'],
      kind: portList,
      negatable: true,
      label: 'port',
      reads: 'from or to port {}',
      readsNot: 'neither from nor to port {}',
    },
  ],
});
