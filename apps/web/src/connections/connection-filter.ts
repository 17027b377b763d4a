import { createRouter } from '@sluice/analysis';
import { connectionStage, protocolName, rewritesOf, type TrackedConnection } from '@sluice/netfilter';

/** Kinds by which the list can be narrowed, each with what it holds. */
export const CONNECTION_KINDS = [
  { id: 'tcp', label: 'tcp', holds: (each) => protocolOf(each) === 'tcp' },
  { id: 'udp', label: 'udp', holds: (each) => protocolOf(each) === 'udp' },
  { id: 'icmp', label: 'icmp', holds: (each) => protocolOf(each).includes('icmp') },
  { id: 'nat', label: 'NAT', holds: isTranslated },
] as const satisfies readonly {
  readonly id: string;
  readonly label: string;
  readonly holds: (connection: TrackedConnection) => boolean;
}[];

/** `tcp`, `udp`, `icmp`, or the number of a protocol without a name. */
export function protocolOf({ protocol }: TrackedConnection): string {
  return protocolName(String(protocol));
}

/** Whether an address or port was rewritten on the way. */
export function isTranslated(connection: TrackedConnection): boolean {
  const { source, destination } = rewritesOf(connection);
  return source !== null || destination !== null;
}

/**
 * The connections that all typed words are about: an address or its beginning, a prefix (`10.0.0.0/8`), a port
 * (`443`, `:443`), a state, a protocol, `nat`.
 */
export function filterConnections(all: readonly TrackedConnection[], typed: string): readonly TrackedConnection[] {
  const tests = typed.toLowerCase().split(/\s+/).filter(Boolean).map(testOf);
  return tests.length === 0 ? all : all.filter((each) => tests.every((holds) => holds(each)));
}

/** What lives stands before what is over, the oldest first; the kernel's own order is that of a hash. */
export function inOrder(connections: readonly TrackedConnection[]): readonly TrackedConnection[] {
  return connections.toSorted(
    (one, other) =>
      Number(isOver(one)) - Number(isOver(other)) ||
      (other.age ?? 0) - (one.age ?? 0) ||
      Number(one.id) - Number(other.id),
  );
}

function isOver(connection: TrackedConnection): boolean {
  return connectionStage(connection) === 'ended';
}

type Test = (connection: TrackedConnection) => boolean;

function testOf(word: string): Test {
  const kind = CONNECTION_KINDS.find(({ id }) => id === word);
  if (kind) return kind.holds;
  if (/^:?\d+$/.test(word)) {
    const port = Number(word.replace(':', ''));
    return (each) => portsOf(each).includes(port) || startsAnAddress(each, word);
  }
  if (word.includes('/')) return (each) => isWithin(each, word);
  return (each) =>
    each.state?.toLowerCase().startsWith(word) === true || startsAnAddress(each, word) || protocolOf(each) === word;
}

function isWithin(connection: TrackedConnection, prefix: string): boolean {
  const holds = createRouter([{ to: prefix, out: 'within' }], connection.family);
  return addressesOf(connection).some((address) => holds(address) !== undefined);
}

function startsAnAddress(connection: TrackedConnection, word: string): boolean {
  return addressesOf(connection).some((address) => address.startsWith(word));
}

function addressesOf({ request, reply }: TrackedConnection): readonly string[] {
  return [request.source, request.destination, reply.source, reply.destination];
}

function portsOf({ request, reply }: TrackedConnection): readonly (number | null)[] {
  return [request.sourcePort, request.destinationPort, reply.sourcePort, reply.destinationPort];
}
