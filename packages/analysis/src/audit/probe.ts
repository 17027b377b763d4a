import { readOrdinal, type Family, type Journey } from '@sluice/netfilter';
import { interfacesOf } from '../sets/interface-order.ts';
import { simulate } from '../simulate.ts';
import type { Decider, Fate, Question, Trace } from '../trace.ts';
import type { Fix, FixStep, Witness } from './finding.ts';
import type { Survey } from './survey.ts';

const [TCP, UDP] = [6, 17] as const;
const [SYN, ACK, SYN_ACK] = [2, 16, 18] as const;
const HIGH_PORT = 50_000;
/** So many interfaces are tried. */
const MOST_LINKS = 6;

const ENDS = {
  ipv4: { far: '192.0.2.9', other: '203.0.113.77', own: '198.51.100.1', loopback: '127.0.0.1' },
  ipv6: { far: '2001:db8::9', other: '2001:db8:ffff::77', own: '2001:db8:1::1', loopback: '::1' },
} as const satisfies Readonly<Record<Family, unknown>>;

/** A packet to be tried: what is left out is ordinary. */
export interface Probe {
  readonly journey: Journey;
  readonly protocol?: 'tcp' | 'udp';
  readonly port: number;
  readonly link: string;
  /** Out of which another packet goes that came in by `link`. */
  readonly outLink?: string;
  readonly state?: 'NEW' | 'ESTABLISHED';
  /** From another stranger. */
  readonly from?: 'far' | 'other';
}

/** The packet of a probe. */
export function probePacket(family: Family, probe: Probe): Question {
  const { journey, port, link, protocol = 'tcp', state = 'NEW' } = probe;
  const { loopback, own, [probe.from ?? 'far']: stranger } = ENDS[family];
  const ends = journey === 'looped' ? [loopback, loopback] : journey === 'sent' ? [own, stranger] : [stranger, own];
  const [source, destination] = ends.map((each) => readOrdinal(each, family));
  return {
    journey,
    state,
    packet: {
      family,
      protocol: protocol === 'tcp' ? TCP : UDP,
      source,
      destination,
      sourcePort: HIGH_PORT,
      destinationPort: port,
      icmp: null,
      tcpFlags: protocol === 'udp' ? null : state === 'NEW' ? SYN : ACK,
      direction: 'ORIGINAL',
      hopLimit: 64,
      length: 60,
      tos: 0,
      ...linksOf(journey, link, probe.outLink),
    },
  };
}

function linksOf(
  journey: Journey,
  link: string,
  outLink = 'eth1',
): Pick<Question['packet'], 'inInterface' | 'outInterface'> {
  switch (journey) {
    case 'arriving':
      return { inInterface: link };
    case 'sent':
      return { outInterface: link };
    case 'forwarded':
      return { inInterface: link, outInterface: outLink };
    case 'looped':
      return { inInterface: 'lo', outInterface: 'lo' };
  }
}

/** The answer to the first packet of a connection; null where its protocol has no plain one. */
export function answerTo({ journey, packet }: Question): Question | null {
  const { protocol, source, destination, sourcePort, destinationPort, inInterface, outInterface } = packet;
  if (protocol !== TCP && protocol !== UDP) return null;
  const back: Readonly<Record<Journey, Journey>> = {
    arriving: 'sent',
    sent: 'arriving',
    forwarded: 'forwarded',
    looped: 'looped',
  };
  return {
    journey: back[journey],
    state: 'ESTABLISHED',
    packet: {
      ...packet,
      source: destination,
      destination: source,
      sourcePort: destinationPort,
      destinationPort: sourcePort,
      inInterface: outInterface,
      outInterface: inInterface,
      tcpFlags: protocol === TCP ? SYN_ACK : null,
      mark: undefined,
      connectionMark: undefined,
      direction: 'REPLY',
    },
  };
}

/** Interfaces of the ruleset by which strangers may come, and one that it does not name. */
export function likelyLinks({ ruleset }: Survey): readonly string[] {
  const named = [...interfacesOf(ruleset)].filter((name) => !name.endsWith('+') && name !== 'lo');
  return ['eth0', ...named.filter((name) => name !== 'eth0')].slice(0, MOST_LINKS);
}

/** Asks the simulator. */
export function ask({ ruleset, backend }: Survey, question: Question): Trace {
  return simulate(ruleset, question, backend);
}

/** Whether a packet surely does not come through. */
export function isRefused(fate: Fate): boolean {
  return fate === 'dropped' || fate === 'rejected';
}

/** The packet as a witness, when there is one end. */
export function witnessOf(question: Question, { fate, endings }: Trace): Witness | null {
  const [ending] = endings;
  return ending && fate !== 'unknown' ? { question, fate, by: ending.by } : null;
}

/** Who decides in a sentence: `rule 3`, `the policy`. */
export function spellDecider(by: Decider): string {
  switch (by.kind) {
    case 'rule':
      return `${by.table} ${by.chain} rule ${by.index + 1}`;
    case 'policy':
      return `the policy of ${by.table} ${by.chain}`;
    case 'end':
      return 'no rule';
  }
}

/** New rules at the top of a chain. */
export function insertion(label: string, by: Exclude<Decider, { kind: 'end' }>, texts: readonly string[]): Fix {
  const { table, chain } = by;
  const ids = texts.map((text) => `fix ${table} ${chain} ${text}` as Extract<FixStep, { type: 'insertRule' }>['id']);
  return {
    label,
    keepsFates: false,
    steps: texts.map((text, at) => ({
      type: 'insertRule',
      table,
      chain,
      after: ids[at - 1] ?? null,
      id: ids[at] as (typeof ids)[number],
      text,
    })),
  };
}
