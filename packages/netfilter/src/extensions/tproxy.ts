import { defineTarget } from './definition.ts';
import { address } from './kinds/address.ts';
import { mark } from './kinds/mark.ts';
import { port } from './kinds/ports.ts';

/** `-j TPROXY`: gives the packet to a local socket without changing its addresses. */
export const TPROXY = defineTarget({
  name: 'TPROXY',
  help: 'Gives the packet to a local socket without changing its addresses',
  requires: [['--on-port']],
  protocols: ['tcp', 'udp'],
  outcome: 'other',
  ends: true,
  writes: ['mark'],
  reads: 'is given to a local socket, its addresses kept',
  options: [
    { names: ['--on-port'], kind: port, label: 'port', reads: 'at port {}' },
    {
      names: ['--on-ip'],
      kind: address,
      implies: (family) => (family === 'ipv4' ? '0.0.0.0' : '::'),
      detail: true,
      reads: 'at address {}',
    },
    {
      names: ['--tproxy-mark'],
      kind: mark({ mask: 'always' }),
      implies: '0x0/0x0',
      detail: true,
      reads: 'and marked {}',
    },
  ],
  place: () => ({ tables: ['mangle'], hooks: ['PREROUTING'] }),
});
