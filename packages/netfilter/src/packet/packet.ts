import type { Family } from '../family.ts';

/** A number of the packet: an IPv6 address needs a bigint, all others are numbers. The two compare with each other. */
export type Ordinal = number | bigint;

/** The states that `--ctstate` names. One packet can be in several: ESTABLISHED and DNAT. */
export type ConnectionState = 'INVALID' | 'NEW' | 'RELATED' | 'ESTABLISHED' | 'UNTRACKED' | 'SNAT' | 'DNAT';

/**
 * What is known of a packet where it is. An absent member is not known, and a test of it answers `unknown`; null says
 * that the packet has no such thing, and no test of it is met, negated or not.
 */
export interface Packet {
  readonly family: Family;
  readonly protocol?: number | undefined;
  readonly source?: Ordinal | undefined;
  readonly destination?: Ordinal | undefined;
  readonly sourcePort?: number | null | undefined;
  readonly destinationPort?: number | null | undefined;
  /** Type and code as one number, type × 256 + code. */
  readonly icmp?: number | null | undefined;
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
  readonly tcpFlags?: number | null | undefined;
  /** Empty where there is none: `! -o eth0` then matches, `-o eth0` does not (measured, both backends). */
  readonly inInterface?: string | undefined;
  readonly outInterface?: string | undefined;
  /** 1 for second and further fragments. */
  readonly fragment?: number | undefined;
  readonly mark?: number | undefined;
  /** Null where the packet belongs to no connection. */
  readonly connectionMark?: number | null | undefined;
  readonly hopLimit?: number | undefined;
  readonly length?: number | undefined;
  readonly tos?: number | undefined;
  readonly mac?: string | null | undefined;
  readonly states?: readonly ConnectionState[] | undefined;
  readonly direction?: 'ORIGINAL' | 'REPLY' | null | undefined;
  /** What the connection was first addressed to, before any translation. */
  readonly originalSource?: Ordinal | null | undefined;
  readonly originalDestination?: Ordinal | null | undefined;
  readonly originalSourcePort?: number | null | undefined;
  readonly originalDestinationPort?: number | null | undefined;
  /** Its destination was changed to an address of this host, whichever it is. */
  readonly redirected?: boolean | undefined;
}

/** What a rule can ask of a packet. */
export type PacketField = Exclude<keyof Packet, 'family' | 'redirected'>;

/** Other values for some of the packet's fields; undefined makes a field unknown. */
export type PacketChange = Partial<Packet>;

/** What two packets that may both have come here have in common; where they differ, nothing is known. */
export function joinPackets(one: Packet, other: Packet): Packet {
  if (one === other) return one;
  const joined: Record<string, unknown> = {};
  for (const field of Object.keys(one) as (keyof Packet)[]) {
    if (isSame(one[field], other[field])) joined[field] = one[field];
  }
  return joined as unknown as Packet;
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (Array.isArray(one) && Array.isArray(other) && one.join() === other.join());
}
