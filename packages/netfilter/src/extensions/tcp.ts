import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';
import { ports } from './kinds/ports.ts';
import { tcpFlags } from './kinds/tcp-flags.ts';
import { portOptionsLeftOut } from './port-options.ts';

/** `-m tcp`: ports and flags. */
export const tcp = defineMatch({
  name: 'tcp',
  help: 'Ports, flags and options of TCP',
  protocols: ['tcp'],
  options: [
    ...portOptionsLeftOut(ports),
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
