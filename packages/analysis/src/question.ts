import {
  findMatch,
  findOption,
  ok,
  printOrdinal,
  protocolName,
  protocolNumber,
  readOrdinal,
  refuse,
  type Family,
  type Journey,
  type Packet,
  type Result,
  type ValueSet,
} from '@sluice/netfilter';
import type { Question } from './trace.ts';

/** What can be said of a packet, each in iptables' own words. */
export const PACKET_WORDS = [
  'path',
  'in',
  'out',
  'proto',
  'src',
  'dst',
  'sport',
  'dport',
  'state',
  'dir',
  'flags',
  'icmp',
  'mark',
  'connmark',
  'ttl',
  'length',
  'tos',
  'mac',
] as const;

/** One of them. */
export type PacketWord = (typeof PACKET_WORDS)[number];

/** A packet as a person writes it. */
export type PacketWords = { readonly [Word in PacketWord]?: string | undefined };

/** Which word is at fault, and what it should be: continues "use ...". */
export interface WordProblem {
  readonly word: PacketWord;
  readonly want: string;
}

const PATHS: Readonly<Record<string, Journey>> = {
  input: 'arriving',
  arriving: 'arriving',
  forward: 'forwarded',
  forwarded: 'forwarded',
  output: 'sent',
  sent: 'sent',
  loopback: 'looped',
  looped: 'looped',
};

const STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'] as const;
const TCP = 6;
const WITH_PORTS = [6, 17, 33, 132, 136];
const SYN = 2;
const ACK = 16;
const ALL_FLAGS = 63;

/** Reads the words of a packet. What they leave out is unknown; only a protocol's ordinary first packet is filled in. */
export function readQuestion(words: PacketWords, family: Family): Result<Question, WordProblem> {
  const reader = new WordReader(words, family);
  const question = reader.question();
  return reader.problem ? refuse(reader.problem) : ok(question);
}

/** Reads word by word and keeps the first problem. */
class WordReader {
  problem: WordProblem | null = null;
  readonly #words: PacketWords;
  readonly #family: Family;

  constructor(words: PacketWords, family: Family) {
    this.#words = words;
    this.#family = family;
  }

  question(): Question {
    const stated = this.#said('state')?.toUpperCase();
    const isReply = stated === 'REPLY';
    const state = isReply ? 'ESTABLISHED' : STATES.find((each) => each === stated);
    if (stated !== undefined && !state) this.#fault('state', `${STATES.join(', ')} or REPLY`);
    const journey = this.#journey();
    const direction = isReply ? 'REPLY' : this.#direction();
    const isFirst = state === undefined || state === 'NEW';
    const packet = { ...this.#packet(isFirst), direction };
    return { journey, packet, ...(state && { state }) };
  }

  #said(word: PacketWord): string | undefined {
    const said = this.#words[word]?.trim();
    return said === '' ? undefined : said;
  }

  #fault(word: PacketWord, want: string): undefined {
    this.problem ??= { word, want };
  }

  #journey(): Journey {
    const path = this.#said('path');
    const known = path === undefined ? undefined : PATHS[path.toLowerCase()];
    if (path !== undefined && !known) this.#fault('path', 'arriving, forwarded, sent or looped');
    if (known) return known;
    const [comesIn, goesOut] = [this.#said('in'), this.#said('out')];
    if (comesIn === 'lo' || goesOut === 'lo') return 'looped';
    if (goesOut === undefined) return 'arriving';
    return comesIn === undefined ? 'sent' : 'forwarded';
  }

  #direction(): 'ORIGINAL' | 'REPLY' | undefined {
    const said = this.#said('dir')?.toUpperCase();
    if (said === undefined || said === 'ORIGINAL' || said === 'REPLY') return said;
    return this.#fault('dir', 'ORIGINAL or REPLY');
  }

  #packet(isFirst: boolean): Omit<Packet, 'states'> {
    const protocol = this.#protocol();
    const hasPorts = protocol === undefined || WITH_PORTS.includes(protocol);
    return {
      family: this.#family,
      protocol,
      source: this.#address('src'),
      destination: this.#address('dst'),
      sourcePort: hasPorts ? this.#number('sport', 65_535) : null,
      destinationPort: hasPorts ? this.#number('dport', 65_535) : null,
      icmp: this.#icmp(protocol, isFirst),
      tcpFlags: this.#flags(protocol, isFirst),
      inInterface: this.#said('in'),
      outInterface: this.#said('out'),
      mark: this.#number('mark', 0xffff_ffff),
      connectionMark: this.#number('connmark', 0xffff_ffff),
      hopLimit: this.#number('ttl', 255),
      length: this.#number('length', 65_535),
      tos: this.#number('tos', 255),
      mac: this.#said('mac')?.toLowerCase(),
    };
  }

  #protocol(): number | undefined {
    const said = this.#said('proto');
    if (said === undefined) return undefined;
    const name = this.#family === 'ipv6' && said.toLowerCase() === 'icmp' ? 'ipv6-icmp' : protocolName(said);
    const number = /^\d+$/.test(name) ? Number(name) : protocolNumber(name);
    return number !== undefined && number > 0 && number < 256
      ? number
      : this.#fault('proto', 'a protocol like tcp, udp or icmp');
  }

  #address(word: 'src' | 'dst'): number | bigint | undefined {
    const said = this.#said(word);
    if (said === undefined) return undefined;
    const like = this.#family === 'ipv4' ? '192.0.2.7' : '2001:db8::7';
    return readOrdinal(said, this.#family) ?? this.#fault(word, `one address like ${like}`);
  }

  #number(word: PacketWord, most: number): number | undefined {
    const said = this.#said(word);
    if (said === undefined) return undefined;
    const value = /^(\d+|0x[\da-f]+)$/i.test(said) ? Number(said) : Number.NaN;
    return value <= most ? value : this.#fault(word, `a number from 0 to ${most}`);
  }

  #icmp(protocol: number | undefined, isFirst: boolean): number | null | undefined {
    const isV4 = this.#family === 'ipv4';
    if (protocol !== undefined && protocol !== (isV4 ? 1 : 58)) return null;
    const said = this.#said('icmp');
    if (said === undefined && protocol === undefined) return undefined;
    if (said === undefined && !isFirst) return undefined;
    const [module, option] = isV4 ? ['icmp', '--icmp-type'] : ['icmp6', '--icmpv6-type'];
    const span = this.#covered([module, option], [said ?? 'echo-request']);
    const first = span?.kind === 'spans' ? span.spans[0]?.[0] : undefined;
    return first === undefined ? this.#fault('icmp', 'a type like echo-request, or type/code like 3/1') : Number(first);
  }

  #flags(protocol: number | undefined, isFirst: boolean): number | null | undefined {
    if (protocol !== undefined && protocol !== TCP) return null;
    const said = this.#said('flags');
    if (said === undefined) return protocol === undefined ? undefined : isFirst ? SYN : ACK;
    if (/^\d+$/.test(said) && Number(said) <= ALL_FLAGS) return Number(said);
    const set = this.#covered(['tcp', '--tcp-flags'], ['ALL', said]);
    return set?.kind === 'bits' ? Number(set.value) : this.#fault('flags', 'flags like SYN or SYN,ACK');
  }

  /** The values that an option's words mean, by its own definition. */
  #covered([module, name]: readonly string[], words: readonly string[]): ValueSet | undefined {
    const match = findMatch(module ?? '');
    const kind = match && findOption(match, name ?? '')?.kind;
    const value = kind?.parse(words, this.#family);
    return value?.ok ? kind?.covers?.(value.value, this.#family) : undefined;
  }
}

/** The words of a packet that is known already: reading them gives the question again, except for its routes. */
export function spellQuestion({ journey, packet, state }: Question): PacketWords {
  const { family, protocol, icmp, direction, inInterface, outInterface } = packet;
  const isReply = state === 'ESTABLISHED' && direction === 'REPLY';
  const address = (value: number | bigint | undefined) =>
    value === undefined ? undefined : printOrdinal(value, family);
  const words: PacketWords = {
    path: journey,
    in: journey === 'looped' ? 'lo' : inInterface,
    out: journey === 'looped' ? 'lo' : outInterface,
    proto: protocol === undefined ? undefined : protocolName(String(protocol)),
    src: address(packet.source),
    dst: address(packet.destination),
    sport: told(packet.sourcePort),
    dport: told(packet.destinationPort),
    state: isReply ? 'REPLY' : state,
    dir: isReply ? undefined : (direction ?? undefined),
    flags: told(packet.tcpFlags),
    icmp: typeof icmp === 'number' ? `${icmp >> 8}/${icmp & 0xff}` : undefined,
    mark: told(packet.mark),
    connmark: told(packet.connectionMark),
    ttl: told(packet.hopLimit),
    length: told(packet.length),
    tos: told(packet.tos),
    mac: packet.mac ?? undefined,
  };
  return Object.fromEntries(Object.entries(words).filter(([, said]) => said !== undefined && said !== ''));
}

function told(value: number | null | undefined): string | undefined {
  return typeof value === 'number' ? String(value) : undefined;
}

/** `tcp 192.0.2.9:51544 → 198.51.100.1:22`, as far as it is known. */
export function spellPacket(packet: Omit<Packet, 'states'>): string {
  const side = (address: number | bigint | undefined, port: number | null | undefined): string => {
    const shown = address === undefined ? 'any' : printOrdinal(address, packet.family);
    const bracketed = packet.family === 'ipv6' && typeof port === 'number' ? `[${shown}]` : shown;
    return typeof port === 'number' ? `${bracketed}:${port}` : bracketed;
  };
  const protocol = packet.protocol === undefined ? 'any protocol' : protocolName(String(packet.protocol));
  const from = side(packet.source, packet.sourcePort);
  return `${protocol} ${from} → ${side(packet.destination, packet.destinationPort)}`;
}
