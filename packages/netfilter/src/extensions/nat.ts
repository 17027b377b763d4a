import { newDestination, newSource, translated } from '../packet/translation.ts';
import { defineTarget, type OptionDefinition } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { natPorts, natRange, type NatRange } from './kinds/nat-range.ts';

const RANDOM: OptionDefinition = { names: ['--random'], kind: flag, reads: 'with a random port' };
const RANDOM_FULLY: OptionDefinition = { names: ['--random-fully'], kind: flag, reads: 'with a fully random port' };
const PERSISTENT: OptionDefinition = {
  names: ['--persistent'],
  kind: flag,
  reads: 'the same for every connection of a client',
};

const LOOPBACK_V4 = 0x7f00_0001;
const LOOPBACK_V6 = 1n;

const WITH_PORTS = ['tcp', 'udp', 'sctp', 'dccp'];

/** `1.1.1.1:80`, `[dead::beef]:80`: only some protocols have ports. */
function portProtocols([value = '']: readonly string[]): readonly string[] | null {
  const hasPort = value.startsWith('[') ? value.includes(']:') : /^[^:]*:[^:]*$/.test(value);
  return hasPort ? WITH_PORTS : null;
}

/** `-j DNAT`: another destination. */
export const DNAT = defineTarget({
  name: 'DNAT',
  help: 'Sends the packet to another address or port',
  requires: [['--to-destination']],
  outcome: 'nat',
  ends: true,
  writes: ['destination', 'destinationPort', 'states'],
  alters: ({ packet, value }) => newDestination(packet, value('--to-destination') as NatRange | undefined),
  tracks: () => true,
  reads: 'is sent to another destination',
  options: [
    {
      names: ['--to-destination'],
      title: 'New destination',
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
  help: 'Gives the packet another source address or port',
  requires: [['--to-source']],
  outcome: 'nat',
  ends: true,
  writes: ['source', 'sourcePort', 'states'],
  alters: ({ packet, value }) => newSource(packet, value('--to-source') as NatRange | undefined),
  tracks: () => true,
  reads: 'gets another source',
  options: [
    {
      names: ['--to-source'],
      title: 'New source',
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
  help: 'Gives the packet the address of the interface that it leaves by',
  outcome: 'nat',
  ends: true,
  writes: ['source', 'sourcePort', 'states'],
  alters: ({ packet }) => ({ source: undefined, sourcePort: undefined, ...translated(packet, 'SNAT') }),
  tracks: () => true,
  reads: 'gets the address of its outgoing interface as source',
  options: [
    {
      names: ['--to-ports'],
      title: 'Source port from',
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
  help: 'Sends the packet to this host itself, to another port if wanted',
  outcome: 'nat',
  ends: true,
  writes: ['destination', 'destinationPort', 'states'],
  alters({ packet, hook, value }) {
    const ports = (value('--to-ports') as string | undefined) ?? '';
    // The address of the interface by which it came; a packet of this host goes to itself (measured, both backends).
    const own = packet.family === 'ipv4' ? LOOPBACK_V4 : LOOPBACK_V6;
    return {
      ...newDestination(packet, { addresses: '', ports }),
      destination: hook === 'OUTPUT' ? own : undefined,
      redirected: true,
    };
  },
  tracks: () => true,
  reads: 'is redirected to this host',
  options: [
    {
      names: ['--to-ports'],
      title: 'New port',
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
