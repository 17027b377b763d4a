import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';
import { ports } from './kinds/ports.ts';
import { tcpFlags } from './kinds/tcp-flags.ts';

const ANY_PORT = '0:65535';

/** `-m tcp`: ports and flags. */
export const tcp = defineMatch({
  name: 'tcp',
  help: 'Ports, flags and options of TCP',
  protocols: ['tcp'],
  options: [
    {
      names: ['--sport', '--source-port'],
      kind: ports,
      negatable: true,
      omits: ANY_PORT,
      tests: 'sourcePort',
      label: 'sport',
      reads: 'from port {}',
      readsNot: 'not from port {}',
    },
    {
      names: ['--dport', '--destination-port'],
      kind: ports,
      negatable: true,
      omits: ANY_PORT,
      tests: 'destinationPort',
      label: 'dport',
      reads: 'to port {}',
      readsNot: 'not to port {}',
    },
    {
      names: ['--tcp-option'],
      kind: number({ min: 1, max: 255 }),
      negatable: true,
      label: 'option',
      reads: 'with TCP option {}',
      readsNot: 'without TCP option {}',
    },
    {
      names: ['--tcp-flags'],
      kind: tcpFlags,
      negatable: true,
      tests: 'tcpFlags',
      label: 'flags',
      reads: 'with the flags {}',
      readsNot: 'except with the flags {}',
    },
  ],
  rewrites: {
    '--syn': {
      words: 0,
      negatable: true,
      to: () => ({ name: '--tcp-flags', values: ['FIN,SYN,RST,ACK', 'SYN'] }),
    },
  },
});
