import type { Family } from './family.ts';

/** One direction of a connection, as its packets carry it. */
export interface ConnectionSide {
  readonly source: string;
  readonly destination: string;
  /** Null for protocols without ports. */
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** `type/code` of ICMP. */
  readonly icmp: { readonly type: number; readonly code: number } | null;
  /** 64 bits; null where the host does not count (`net.netfilter.nf_conntrack_acct`). */
  readonly packets: bigint | null;
  readonly bytes: bigint | null;
}

/** A connection that the kernel remembers. What makes it one are its two sides: the reply may carry other addresses. */
export interface TrackedConnection {
  /** The kernel's number for it; unique while it lives. */
  readonly id: string;
  readonly family: Family;
  /** As /etc/protocols numbers it. */
  readonly protocol: number;
  /** The state of protocols that have one: `ESTABLISHED`, `SYN_RECV`. */
  readonly state: string | null;
  /** Seconds until it is forgotten unless another packet comes; null where hardware forwards it. */
  readonly timeout: number | null;
  /** Seconds since its first packet; null where the host keeps no times (`nf_conntrack_timestamp`). */
  readonly age: number | null;
  readonly request: ConnectionSide;
  /** The packets that are taken for replies. */
  readonly reply: ConnectionSide;
  /** Whether one came. */
  readonly isAnswered: boolean;
  /** Whether it stays when the table is full. */
  readonly isAssured: boolean;
  /** Forwarded by a flow table or by hardware: its packets meet no rules. */
  readonly isOffloaded: boolean;
  readonly mark: number;
  /** Where an address means something else: one of `-j CT --zone`. */
  readonly zone: number;
}

/** How far a connection has come. */
export type ConnectionStage = 'asked' | 'halfOpen' | 'open' | 'closing' | 'ended';

/*
 * net/netfilter/nf_conntrack_proto_tcp.c: what the names of TCP's states mean for the two sides. A state of another
 * protocol (SCTP, DCCP) is judged by whether both sides have spoken.
 */
const TCP_STAGES: Readonly<Record<string, ConnectionStage>> = {
  NONE: 'asked',
  SYN_SENT: 'asked',
  SYN_SENT2: 'asked',
  SYN_RECV: 'halfOpen',
  ESTABLISHED: 'open',
  FIN_WAIT: 'closing',
  CLOSE_WAIT: 'closing',
  LAST_ACK: 'closing',
  TIME_WAIT: 'ended',
  CLOSE: 'ended',
};

/** How far it has come. */
export function connectionStage({ state, isAnswered }: TrackedConnection): ConnectionStage {
  return (state === null ? undefined : TCP_STAGES[state]) ?? (isAnswered ? 'open' : 'asked');
}

/** An address with its port, where the protocol has ports. */
export interface EndOfConnection {
  readonly address: string;
  readonly port: number | null;
}

/**
 * What was rewritten on the way: the destination (DNAT, REDIRECT) and the source (SNAT, MASQUERADE) that the request
 * left with; null where it stayed. The kernel keeps both as the addresses that it expects of the reply.
 */
export function rewritesOf({ request, reply }: TrackedConnection): {
  readonly destination: EndOfConnection | null;
  readonly source: EndOfConnection | null;
} {
  const toOther = reply.source !== request.destination || reply.sourcePort !== request.destinationPort;
  const fromOther = reply.destination !== request.source || reply.destinationPort !== request.sourcePort;
  // A reply of ICMP has no ports, and those of others may be null on both sides.
  return {
    destination: toOther ? { address: reply.source, port: reply.sourcePort } : null,
    source: fromOther ? { address: reply.destination, port: reply.destinationPort } : null,
  };
}
