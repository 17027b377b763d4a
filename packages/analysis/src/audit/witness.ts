import {
  firstState,
  readOrdinal,
  type Family,
  type Hook,
  type Journey,
  type Ordinal,
  type PacketField,
} from '@sluice/netfilter';
import { sideOf, type Box } from '../sets/box.ts';
import { directionOf, NONE, STATE_WIDTH, STATES, type PacketSpace } from '../sets/packet-space.ts';
import { intersectSpans, spansHold, type Spans } from '../sets/spans.ts';
import type { Question } from '../trace.ts';

const [TCP, UDP, ICMP, ICMPV6] = [6, 17, 1, 58] as const;
const WITH_PORTS: readonly number[] = [TCP, UDP, 33, 132, 136];
const [SYN, ACK] = [2, 16] as const;
const PORTS = [443, 22, 80, 53];
const HIGH_PORTS = [50_000, 40_000, 1024];
const LINKS = ['eth0', 'eth1', 'wan0', 'ppp0', 'wlan0'];
const SOMETHING: Spans = [[0, Number.MAX_SAFE_INTEGER]];

/** Addresses of the documentation: somebody else's, and one that stands for this host. */
const ADDRESSES = {
  ipv4: { far: '192.0.2.9', own: '198.51.100.1', loopback: '127.0.0.1' },
  ipv6: { far: '2001:db8::9', own: '2001:db8:1::1', loopback: '::1' },
} as const satisfies Readonly<Record<Family, unknown>>;

/**
 * A packet out of a set of packets that come into a hook, as ordinary as the set allows. Null where no packet that can be
 * written down is among them; whether it does what was expected is for `simulate` to say.
 */
export function packetIn(space: PacketSpace, box: Box, hook: Hook): Question | null {
  return new Choice(space, box, hook).question();
}

/** Chooses field by field. */
class Choice {
  readonly #space: PacketSpace;
  readonly #box: Box;
  readonly #hook: Hook;

  constructor(space: PacketSpace, box: Box, hook: Hook) {
    this.#space = space;
    this.#box = box;
    this.#hook = hook;
  }

  question(): Question | null {
    const [inside, outside] = [this.#link('inInterface'), this.#link('outInterface')];
    const journey = this.#journey(inside, outside);
    for (const protocol of this.#protocols()) {
      for (const state of this.#states()) {
        const packet = this.#packet({ protocol, state, journey });
        if (!packet) continue;
        return { journey, packet: { ...packet, ...linksOf(journey, inside, outside) }, state };
      }
    }
    return null;
  }

  #set(field: PacketField): Spans {
    const side = this.#space.sideOfField(field, 0);
    return sideOf(this.#box, side) ?? this.#space.all(side);
  }

  #pick(field: PacketField, preferred: readonly Ordinal[]): Ordinal | undefined {
    return pickFrom(this.#set(field), preferred);
  }

  /** The name of an interface; empty where there must be none. */
  #link(field: 'inInterface' | 'outInterface'): string {
    const set = this.#set(field);
    const { interfaces } = this.#space;
    const ordinary = LINKS.find((name) => spansHold(set, interfaces.placeOf(name)));
    if (ordinary !== undefined) return ordinary;
    for (const [from, to] of set) {
      for (let place = Number(from); place <= Number(to); place++) {
        const name = interfaces.nameOf(place);
        if (name !== undefined && name !== '') return name;
      }
    }
    return '';
  }

  #journey(inside: string, outside: string): Journey {
    switch (this.#hook) {
      case 'PREROUTING':
      case 'INPUT':
        return inside === 'lo' ? 'looped' : 'arriving';
      case 'FORWARD':
        return 'forwarded';
      case 'OUTPUT':
        return outside === 'lo' ? 'looped' : 'sent';
      case 'POSTROUTING':
        return spansHold(this.#set('inInterface'), 0) ? 'sent' : 'forwarded';
    }
  }

  #protocols(): readonly number[] {
    const set = this.#set('protocol');
    const own = this.#space.family === 'ipv4' ? ICMP : ICMPV6;
    // Nobody sends protocol 0, which rules spell as `all`.
    const first = intersectSpans(set, [[1, 255]])[0]?.[0];
    const likely = [TCP, UDP, own, 132, 47, 50].filter((each) => spansHold(set, each));
    return first === undefined ? likely : [...likely, Number(first)];
  }

  #states(): readonly NonNullable<Question['state']>[] {
    const set = this.#set('states');
    return STATES.filter((_, at) => spansHold(set, at * STATE_WIDTH));
  }

  #packet(of: {
    readonly protocol: number;
    readonly state: NonNullable<Question['state']>;
    readonly journey: Journey;
  }): Question['packet'] | null {
    const { protocol, state } = of;
    const { family } = this.#space;
    const isIcmp = protocol === (family === 'ipv4' ? ICMP : ICMPV6);
    const hasPorts = WITH_PORTS.includes(protocol);
    const sourcePort = this.#part('sourcePort', hasPorts, HIGH_PORTS);
    const destinationPort = this.#part('destinationPort', hasPorts, PORTS);
    const tcpFlags = this.#part('tcpFlags', protocol === TCP, state === 'NEW' ? [SYN, ACK] : [ACK, SYN]);
    const icmp = this.#part('icmp', isIcmp, [family === 'ipv4' ? 8 * 256 : 128 * 256]);
    const direction = this.#pick('direction', [0]);
    const ends = this.#addresses(of.journey);
    if ([sourcePort, destinationPort, tcpFlags, icmp].includes(undefined) || !ends) return null;
    const packet = { family, protocol, ...ends, sourcePort, destinationPort, tcpFlags, icmp };
    const first = firstState(packet);
    if ((state === 'NEW' || state === 'UNTRACKED') && first !== state) return null;
    return {
      ...packet,
      ...(direction !== undefined && { direction: directionOf(direction) }),
      ...this.#rest(),
    };
  }

  /** A part that only some protocols have: null for the others, undefined where that cannot be. */
  #part(field: PacketField, has: boolean, preferred: readonly number[]): number | null | undefined {
    const set = this.#set(field);
    if (!has) return spansHold(set, NONE) ? null : undefined;
    const value = pickFrom(intersectSpans(set, SOMETHING), preferred);
    return value === undefined ? undefined : Number(value);
  }

  #addresses(journey: Journey): { readonly source: Ordinal; readonly destination: Ordinal } | null {
    const { far, own, loopback } = ADDRESSES[this.#space.family];
    const [from, to] = journey === 'looped' ? [loopback, loopback] : journey === 'sent' ? [own, far] : [far, own];
    const [source, destination] = [this.#pick('source', this.#read(from)), this.#pick('destination', this.#read(to))];
    return source === undefined || destination === undefined ? null : { source, destination };
  }

  #read(address: string): readonly Ordinal[] {
    const value = readOrdinal(address, this.#space.family);
    return value === undefined ? [] : [value];
  }

  #rest(): Partial<Question['packet']> {
    const numbers = { hopLimit: [64], length: [60], tos: [0], fragment: [0], mark: [0], connectionMark: [0] } as const;
    return Object.fromEntries(
      Object.entries(numbers).flatMap(([field, preferred]) => {
        const value = this.#pick(field as keyof typeof numbers, preferred);
        return value === undefined || value === NONE ? [] : [[field, Number(value)]];
      }),
    );
  }
}

function pickFrom(set: Spans, preferred: readonly Ordinal[]): Ordinal | undefined {
  return preferred.find((each) => spansHold(set, each)) ?? set[0]?.[0];
}

/** The names of interfaces that a packet on this way has. */
function linksOf(
  journey: Journey,
  inside: string,
  outside: string,
): Pick<Question['packet'], 'inInterface' | 'outInterface'> {
  switch (journey) {
    case 'arriving':
      return { inInterface: inside };
    case 'forwarded':
      return { inInterface: inside, outInterface: outside };
    case 'sent':
      return { outInterface: outside };
    case 'looped':
      return { inInterface: 'lo', outInterface: 'lo' };
  }
}
