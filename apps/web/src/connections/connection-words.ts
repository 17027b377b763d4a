import { connectionStage, type EndOfConnection, type TrackedConnection } from '@sluice/netfilter';
import { protocolOf } from './connection-filter.ts';

/** The kernel's word for where it stands; protocols without states have one as well. */
export function stateWord({ state, isAnswered, isAssured, isOffloaded }: TrackedConnection): string {
  if (isOffloaded) return 'OFFLOADED';
  if (state !== null) return state;
  if (isAssured) return 'ASSURED';
  return isAnswered ? 'REPLIED' : 'UNREPLIED';
}

/** The same in a person's words. */
export function stageWords(connection: TrackedConnection): string {
  const stage = connectionStage(connection);
  if (connection.state === null && stage === 'open') {
    return connection.isAssured ? 'answered, kept longer' : 'answered';
  }
  return STAGES[stage];
}

const STAGES = {
  asked: 'no answer yet',
  halfOpen: 'half open',
  open: 'both sides talk',
  closing: 'one side has finished',
  ended: 'over, not forgotten yet',
} as const;

/** What that means, in full: for the panel. `timeout` seconds from now it is forgotten. */
export function stageStory(connection: TrackedConnection): string {
  const left = connection.timeout === null ? 'later' : `in ${secondsWords(connection.timeout)}`;
  switch (connectionStage(connection)) {
    case 'asked':
      return `The first packet was let through, and nothing came back so far. Without an answer the host forgets it ${left}.`;
    case 'halfOpen':
      return `The first packet was answered, and the last step of the handshake is awaited. Without it the host forgets the connection ${left}.`;
    case 'open':
      return `Only the first packet needed a rule. The kernel remembers the connection, so every later packet, in both directions, is ESTABLISHED. Without another packet it is forgotten ${left}.`;
    case 'closing':
      return `One side has said that it has finished. What is still on its way belongs to the connection; it is forgotten ${left}.`;
    case 'ended':
      return `It is over. The kernel keeps it ${left === 'later' ? '' : `for ${secondsWords(connection.timeout ?? 0)} `}so that late packets are not taken for a new one.`;
  }
}

/** `192.0.2.9:443`, `[2001:db8::1]:443`, or an address alone. */
export function endWords({ address, port }: EndOfConnection): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Both ends of a direction. */
export function sideWords(
  { protocol }: Pick<TrackedConnection, 'protocol'>,
  side: TrackedConnection['request'],
): string {
  const [from, to] = [
    endWords({ address: side.source, port: side.sourcePort }),
    endWords({ address: side.destination, port: side.destinationPort }),
  ];
  const icmp = side.icmp && protocol !== 6 ? ` type ${side.icmp.type}` : '';
  return `${from} → ${to}${icmp}`;
}

/** What a row is called when it is read aloud or searched by typing. */
export function connectionName(connection: TrackedConnection): string {
  return `${protocolOf(connection)} ${sideWords(connection, connection.request)}, ${stageWords(connection)}`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** `4 s`, `14 min`, `2 h`, `5 d`: the largest unit that fits twice or so, never more digits than matter. */
export function secondsWords(seconds: number): string {
  const unit = UNITS.find(([, size]) => seconds >= size);
  return unit ? `${Math.round(seconds / unit[1])} ${unit[0]}` : `${seconds} s`;
}
