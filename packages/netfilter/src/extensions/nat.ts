import { defineTarget, type OptionDefinition } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { natPorts, natRange } from './kinds/nat-range.ts';

const RANDOM: OptionDefinition = { names: ['--random'], kind: flag, reads: 'with a random port' };
const RANDOM_FULLY: OptionDefinition = { names: ['--random-fully'], kind: flag, reads: 'with a fully random port' };
const PERSISTENT: OptionDefinition = {
  names: ['--persistent'],
  kind: flag,
  reads: 'the same for every connection of a client',
};

const WITH_PORTS = ['tcp', 'udp', 'sctp', 'dccp'];

/** `1.1.1.1:80`, `[dead::beef]:80`: only some protocols have ports. */
function portProtocols([value = '']: readonly string[]): readonly string[] | null {
  const hasPort = value.startsWith('[') ? value.includes(']:') : /^[^:]*:[^:]*$/.test(value);
  return hasPort ? WITH_PORTS : null;
}

/** `-j DNAT`: another destination. */
export const DNAT = defineTarget({
  name: 'DNAT',
  requires: [['--to-destination']],
  outcome: 'nat',
  ends: true,
  reads: 'is sent to another destination',
  options: [
    {
      names: ['--to-destination'],
      kind: natRange,
      protocols: portProtocols,
      protocolFirst: true,
      label: 'to',
      reads: ': {}',
    },
    RANDOM,
    PERSISTENT,
  ],
  place: () => ({ tables: ['nat'], hooks: ['PREROUTING', 'OUTPUT'] }),
});

/** `-j SNAT`: another source. */
export const SNAT = defineTarget({
  name: 'SNAT',
  requires: [['--to-source']],
  outcome: 'nat',
  ends: true,
  reads: 'gets another source',
  options: [
    {
      names: ['--to-source'],
      kind: natRange,
      protocols: portProtocols,
      protocolFirst: true,
      label: 'as',
      reads: ': {}',
    },
    RANDOM,
    RANDOM_FULLY,
    PERSISTENT,
  ],
  place: () => ({ tables: ['nat'], hooks: ['INPUT', 'POSTROUTING'] }),
});

/** `-j MASQUERADE`: the address of the interface that it leaves by, as source. */
export const MASQUERADE = defineTarget({
  name: 'MASQUERADE',
  outcome: 'nat',
  ends: true,
  reads: 'gets the address of its outgoing interface as source',
  options: [
    {
      names: ['--to-ports'],
      kind: natPorts,
      protocols: () => WITH_PORTS,
      protocolFirst: true,
      label: 'ports',
      reads: 'and a source port from {}',
    },
    RANDOM,
    RANDOM_FULLY,
  ],
  place: () => ({ tables: ['nat'], hooks: ['POSTROUTING'] }),
});

/** `-j REDIRECT`: to this host itself. */
export const REDIRECT = defineTarget({
  name: 'REDIRECT',
  outcome: 'nat',
  ends: true,
  reads: 'is redirected to this host',
  options: [
    {
      names: ['--to-ports'],
      kind: natPorts,
      protocols: () => WITH_PORTS,
      protocolFirst: true,
      label: 'to port',
      reads: ': port {}',
    },
    RANDOM,
  ],
  place: () => ({ tables: ['nat'], hooks: ['PREROUTING', 'OUTPUT'] }),
});
