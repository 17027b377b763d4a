import {
  printOrdinal,
  readOrdinal,
  tracksConnections,
  type Backend,
  type Family,
  type Packet,
  type Ruleset,
} from '@sluice/netfilter';
import { simulate } from './simulate.ts';
import type { Decider, Fate, Question, Trace } from './trace.ts';

/** Whom a change must not shut out. */
export interface Watched {
  /**
   * `own`: the connection over which somebody looks; `ssh`: a session that exists; `newSsh`: one that somebody may open;
   * `loopback`: this host to itself; `neighbours`: IPv6 neighbour discovery, without which no IPv6 packet comes anywhere.
   */
  readonly kind: 'own' | 'ssh' | 'newSsh' | 'loopback' | 'neighbours';
  readonly family: Family;
  /** Absent for what has no addresses. */
  readonly local?: EndPoint | undefined;
  readonly remote?: EndPoint | undefined;
  /** The link by which it comes; not known when absent. */
  readonly link?: string | undefined;
}

/** One end of a connection; a port that is not known yet is absent. */
export interface EndPoint {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
}

/** Which of its packets: the first of a new connection, the answer to it, and those of one that is open, both ways. */
export type Part = 'new' | 'newAnswer' | 'open' | 'openAnswer';

/** `shut`: it is not let in now, and will not be. */
export type Outlook = 'keeps' | 'loses' | 'unknown' | 'shut';

/** What becomes of a packet of theirs, and who decides about it after the change. */
export interface Judged {
  readonly outlook: Outlook;
  readonly part: Part;
  readonly fate: Fate;
  readonly by: Decider;
}

/** What becomes of one of them: the worst of its packets. */
export interface Forecast extends Judged {
  readonly watched: Watched;
  /** The worst of what another connection like it needs, and of what the open one needs; null where none is open. */
  readonly asNew: Judged;
  readonly asOpen: Judged | null;
  /** The kernel begins to track connections with this change: those that are open are new to it. */
  readonly tracksAnew: boolean;
}

/** Rules before and after a change. */
export interface RuleChange {
  readonly before: Ruleset;
  readonly after: Ruleset;
  readonly backend: Backend;
}

const TCP = 6;
const [SYN, SYN_ACK, ACK] = [2, 18, 16] as const;
const ICMPV6 = 58;
const [SOLICITATION, ADVERTISEMENT] = [135 * 256, 136 * 256] as const;
const SSH_PORT = 22;

/** What the change does to each of them, the worst packet of each. */
export function forecast({ before, after, backend }: RuleChange, watched: readonly Watched[]): readonly Forecast[] {
  const tracksAnew = !tracksConnections(before) && tracksConnections(after);
  return watched
    .filter(({ family }) => family === after.family)
    .map((each) => {
      const parts = partsOf(each, tracksAnew).map(({ part, question }) =>
        judged(part, simulate(before, question, backend), simulate(after, question, backend)),
      );
      // Neighbours have no connections: all their packets come anew.
      const open = each.kind === 'neighbours' ? [] : parts.filter(({ part }) => isOpen(part));
      const asOpen = worstOf(open);
      const asNew = worstOf(parts.filter((judgement) => !open.includes(judgement)));
      const worst = worstOf(parts);
      if (!worst || !asNew) throw new Error(`nothing is asked about ${each.kind}`);
      return { watched: each, ...worst, asNew, asOpen, tracksAnew: tracksAnew && isOpen(worst.part) };
    });
}

function isOpen(part: Part): boolean {
  return part === 'open' || part === 'openAnswer';
}

function worstOf(judgements: readonly Judged[]): Judged | null {
  return judgements.toSorted((one, other) => RANK[other.outlook] - RANK[one.outlook])[0] ?? null;
}

const RANK: Readonly<Record<Outlook, number>> = { keeps: 0, shut: 1, unknown: 2, loses: 3 };

function judged(part: Part, before: Trace, after: Trace): Judged {
  const decisive = after.endings.find(({ fate }) => fate !== 'accepted') ?? after.endings[0];
  if (!decisive) throw new Error('a packet without an end');
  return { part, outlook: outlookOf(before.fate, after.fate), fate: after.fate, by: decisive.by };
}

function outlookOf(before: Fate, after: Fate): Outlook {
  if (after === 'accepted') return 'keeps';
  if (after === 'unknown') return before === 'accepted' || before === 'unknown' ? 'unknown' : 'shut';
  return before === 'accepted' || before === 'unknown' ? 'loses' : 'shut';
}

interface AskedPart {
  readonly part: Part;
  readonly question: Question;
}

function partsOf(watched: Watched, tracksAnew: boolean): readonly AskedPart[] {
  switch (watched.kind) {
    case 'own':
    case 'ssh':
      return [...newParts(watched), ...openParts(watched, tracksAnew)];
    case 'newSsh':
      return newParts({ ...watched, local: { port: SSH_PORT, ...watched.local } });
    case 'loopback': {
      const address = watched.family === 'ipv4' ? '127.0.0.1' : '::1';
      // Some service has to stand for all; a resolver is what most programs ask.
      const looped: Watched = { ...watched, local: { address, port: 53 }, remote: { address } };
      return [...newParts(looped), ...openParts(looped, tracksAnew)];
    }
    case 'neighbours':
      return neighbourParts(watched);
  }
}

/** Another connection of the same kind has another port at the far end. */
function newParts(watched: Watched): readonly AskedPart[] {
  const fresh = { ...watched, remote: { address: watched.remote?.address } };
  return [
    { part: 'new', question: towardsHost(fresh, { flags: SYN, state: 'NEW' }) },
    { part: 'newAnswer', question: fromHost(fresh, { flags: SYN_ACK, state: 'ESTABLISHED', direction: 'REPLY' }) },
  ];
}

/**
 * A connection that was open before connections were tracked is new to the kernel, whichever packet of it comes first
 * (nf_conntrack_tcp_loose; measured: with ESTABLISHED alone accepted, it dies).
 */
function openParts(watched: Watched, tracksAnew: boolean): readonly AskedPart[] {
  const state = tracksAnew ? ({ state: 'NEW' } as const) : ({ state: 'ESTABLISHED' } as const);
  const [there, back] = tracksAnew
    ? ([{}, {}] as const)
    : ([{ direction: 'ORIGINAL' }, { direction: 'REPLY' }] as const);
  return [
    { part: 'open', question: towardsHost(watched, { flags: ACK, ...state, ...there }) },
    { part: 'openAnswer', question: fromHost(watched, { flags: ACK, ...state, ...back }) },
  ];
}

interface Carried {
  readonly flags: number;
  readonly state: NonNullable<Question['state']>;
  readonly direction?: 'ORIGINAL' | 'REPLY';
}

/** A host's packet to an address of its own goes out by lo and comes in again. */
function isLooped({ kind, local, remote, link }: Watched): boolean {
  return kind === 'loopback' || link === 'lo' || (remote?.address !== undefined && remote.address === local?.address);
}

function towardsHost(watched: Watched, carried: Carried): Question {
  const { local, remote, link } = watched;
  return {
    journey: isLooped(watched) ? 'looped' : 'arriving',
    state: carried.state,
    packet: { ...tcpPacket(watched.family, remote, local, carried), inInterface: link },
  };
}

function fromHost(watched: Watched, carried: Carried): Question {
  const { local, remote, link } = watched;
  return {
    journey: isLooped(watched) ? 'looped' : 'sent',
    state: carried.state,
    packet: { ...tcpPacket(watched.family, local, remote, carried), outInterface: link },
  };
}

function tcpPacket(
  family: Family,
  from: EndPoint | undefined,
  to: EndPoint | undefined,
  { flags, direction }: Carried,
): Omit<Packet, 'states'> {
  return {
    family,
    protocol: TCP,
    source: from?.address === undefined ? undefined : readOrdinal(from.address, family),
    destination: to?.address === undefined ? undefined : readOrdinal(to.address, family),
    sourcePort: from?.port,
    destinationPort: to?.port,
    icmp: null,
    tcpFlags: flags,
    ...(direction && { direction }),
  };
}

/** Solicitations and advertisements, in and out. They are not tracked, whatever the rules say of connections. */
function neighbourParts({ family, link }: Watched): readonly AskedPart[] {
  const packet = (icmp: number): Omit<Packet, 'states'> => ({
    family,
    protocol: ICMPV6,
    icmp,
    sourcePort: null,
    destinationPort: null,
    tcpFlags: null,
    hopLimit: 255,
  });
  const arriving = (icmp: number): Question => ({
    journey: 'arriving',
    packet: { ...packet(icmp), inInterface: link },
  });
  const sent = (icmp: number): Question => ({ journey: 'sent', packet: { ...packet(icmp), outInterface: link } });
  return [
    { part: 'new', question: arriving(SOLICITATION) },
    { part: 'newAnswer', question: sent(ADVERTISEMENT) },
    { part: 'open', question: arriving(ADVERTISEMENT) },
    { part: 'openAnswer', question: sent(SOLICITATION) },
  ];
}

/** The end of a connection as people write it. */
export function spellEndPoint({ address, port }: EndPoint, family: Family): string {
  const number = address === undefined ? undefined : readOrdinal(address, family);
  const shown = number === undefined ? (address ?? 'any address') : printOrdinal(number, family);
  if (port === undefined) return shown;
  return family === 'ipv6' ? `[${shown}]:${port}` : `${shown}:${port}`;
}
