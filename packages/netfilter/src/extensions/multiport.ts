import { defineMatch } from './definition.ts';
import { portList, protocolsOfNames } from './kinds/ports.ts';

const PROTOCOLS = ['tcp', 'udp', 'udplite', 'sctp', 'dccp'];

/** A service name counts only under the rule's protocol: `--dports ssh` does not go with udp. */
const protocolsOf = ([list = '']: readonly string[]): readonly string[] => protocolsOfNames(list) ?? PROTOCOLS;

/** `-m multiport`: up to fifteen ports or ranges. */
export const multiport = defineMatch({
  name: 'multiport',
  help: 'Up to fifteen ports or ranges',
  requires: [['--sports', '--dports', '--ports']],
  excludes: [['--sports', '--dports', '--ports']],
  protocols: PROTOCOLS,
  options: [
    {
      names: ['--sports', '--source-ports', '--source-port', '--sport'],
      kind: portList,
      protocols: protocolsOf,
      protocolFirst: true,
      negatable: true,
      tests: 'sourcePort',
      label: 'sport',
      reads: 'from port {}',
      readsNot: 'not from port {}',
    },
    {
      names: ['--dports', '--destination-ports', '--destination-port', '--dport'],
      kind: portList,
      protocols: protocolsOf,
      protocolFirst: true,
      negatable: true,
      tests: 'destinationPort',
      label: 'dport',
      reads: 'to port {}',
      readsNot: 'not to port {}',
    },
    {
      names: ['--ports', '--port'],
      kind: portList,
      protocols: protocolsOf,
      protocolFirst: true,
      negatable: true,
      tests: ['sourcePort', 'destinationPort'],
      label: 'port',
      reads: 'from or to port {}',
      readsNot: 'neither from nor to port {}',
    },
  ],
});
