import { readOrdinal, type ConnectionSide, type Journey, type TrackedConnection } from '@sluice/netfilter';
import type { Router } from './routing.ts';
import type { Question } from './trace.ts';

const [SYN, ACK] = [2, 16] as const;
const TCP = 6;

/**
 * The first packet of a connection that exists, as it came: what today's rules would do with it. Where its real
 * destination is (behind a translation) is known from the reply that the kernel expects.
 */
export function firstPacketOf(connection: TrackedConnection, route: Router): Question {
  const { request, reply } = connection;
  const journey = journeyOf(connection, route);
  const out = route(reply.source);
  return {
    journey,
    state: 'NEW',
    packet: {
      ...sidePacket(connection, request, SYN),
      ...links(journey, route(request.source), out),
      direction: 'ORIGINAL',
    },
    routes: out === undefined ? [] : [{ destination: reply.source, out }],
  };
}

/**
 * A later reply to it. Where rules filter, connection tracking has put back the requester's address already, and not
 * yet that of the one who was asked (nf_nat: translations are undone at the hooks where they were made).
 */
export function replyOf(connection: TrackedConnection, route: Router): Question {
  const { request, reply } = connection;
  const journey = BACK[journeyOf(connection, route)];
  const side = { ...reply, destination: request.source, destinationPort: request.sourcePort };
  return {
    journey,
    state: 'ESTABLISHED',
    packet: {
      ...sidePacket(connection, side, ACK),
      ...links(journey, route(reply.source), route(request.source)),
      direction: 'REPLY',
    },
  };
}

const BACK: Readonly<Record<Journey, Journey>> = {
  arriving: 'sent',
  sent: 'arriving',
  forwarded: 'forwarded',
  looped: 'looped',
};

/** Which way its first packet took: who asked, and who answers. */
export function journeyOf({ request, reply }: TrackedConnection, route: Router): Journey {
  const fromHere = route(request.source) === 'here';
  const toHere = route(reply.source) === 'here';
  if (fromHere) return toHere ? 'looped' : 'sent';
  return toHere ? 'arriving' : 'forwarded';
}

/** By which links it comes and goes; a link that is not known is left out. */
function links(
  journey: Journey,
  from: string | undefined,
  to: string | undefined,
): Pick<Question['packet'], 'inInterface' | 'outInterface'> {
  switch (journey) {
    case 'arriving':
      return from === undefined ? {} : { inInterface: from };
    case 'sent':
      return to === undefined ? {} : { outInterface: to };
    case 'looped':
      return {};
    case 'forwarded':
      return { ...(from !== undefined && { inInterface: from }), ...(to !== undefined && { outInterface: to }) };
  }
}

function sidePacket(
  { family, protocol }: TrackedConnection,
  side: ConnectionSide,
  tcpFlags: number,
): Omit<Question['packet'], 'direction'> {
  return {
    family,
    protocol,
    source: readOrdinal(side.source, family),
    destination: readOrdinal(side.destination, family),
    sourcePort: side.sourcePort,
    destinationPort: side.destinationPort,
    icmp: side.icmp && side.icmp.type * 256 + side.icmp.code,
    tcpFlags: protocol === TCP ? tcpFlags : null,
  };
}
