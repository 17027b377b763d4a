import { defineMatch } from './definition.ts';
import { plainPorts } from './kinds/ports.ts';

const ANY_PORT = '0:65535';

/** `-m udp`: ports. */
export const udp = defineMatch({
  name: 'udp',
  help: 'Ports of UDP',
  protocols: ['udp'],
  options: [
    {
      names: ['--sport', '--source-port'],
      kind: plainPorts,
      negatable: true,
      omits: ANY_PORT,
      tests: 'sourcePort',
      label: 'sport',
      reads: 'from port {}',
      readsNot: 'not from port {}',
    },
    {
      names: ['--dport', '--destination-port'],
      kind: plainPorts,
      negatable: true,
      omits: ANY_PORT,
      tests: 'destinationPort',
      label: 'dport',
      reads: 'to port {}',
      readsNot: 'not to port {}',
    },
  ],
});
