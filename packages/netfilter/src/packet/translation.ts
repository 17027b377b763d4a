import type { Family } from '../family.ts';
import type { NatRange } from '../extensions/kinds/nat-range.ts';
import { readOrdinal } from '../extensions/kinds/address.ts';
import type { Packet, PacketChange } from './packet.ts';

/** The packet's connection has got a translation: `--ctstate DNAT` is met from now on, beside the state that it was in. */
export function translated({ states }: Packet, how: 'SNAT' | 'DNAT'): PacketChange {
  return { states: states && (states.includes(how) ? states : [...states, how]) };
}

/** Another destination, as far as one can tell which: of a range the kernel takes one by itself. */
export function newDestination(packet: Packet, range: NatRange | undefined): PacketChange {
  const to = range && oneOf(range, packet.family);
  return {
    destination: to?.address === 'kept' ? packet.destination : to?.address,
    destinationPort: newPort(packet.destinationPort, to?.port),
    ...translated(packet, 'DNAT'),
  };
}

/** Another source, as far as one can tell which. */
export function newSource(packet: Packet, range: NatRange | undefined): PacketChange {
  const to = range && oneOf(range, packet.family);
  return {
    source: to?.address === 'kept' ? packet.source : to?.address,
    sourcePort: newPort(packet.sourcePort, to?.port),
    ...translated(packet, 'SNAT'),
  };
}

type Kept<T> = T | 'kept' | undefined;

function oneOf(
  { addresses, ports }: NatRange,
  family: Family,
): { readonly address: Kept<number | bigint>; readonly port: Kept<number> } {
  const address = addresses === '' ? 'kept' : readOrdinal(addresses, family);
  return { address, port: ports === '' ? 'kept' : onePort(ports) };
}

/** One port by its number; undefined where it is a range or a name. */
export function onePort(ports: string): number | undefined {
  return /^\d+$/.test(ports) ? Number(ports) : undefined;
}

function newPort(old: number | null | undefined, port: Kept<number>): number | null | undefined {
  return port === 'kept' || old === null ? old : port;
}
