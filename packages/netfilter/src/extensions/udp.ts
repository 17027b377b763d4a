import { defineMatch } from './definition.ts';
import { plainPorts } from './kinds/ports.ts';
import { portOptionsLeftOut } from './port-options.ts';

/** `-m udp`: ports. */
export const udp = defineMatch({
  name: 'udp',
  help: 'Ports of UDP',
  protocols: ['udp'],
  options: portOptionsLeftOut(plainPorts),
});
