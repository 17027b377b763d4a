import { printIpv4, readPlainIpv4, ipv4Mask } from '../extensions/kinds/ipv4.ts';
import { ipv6Mask, printIpv6, readIpv6 } from '../extensions/kinds/ipv6.ts';
import { findService } from '../extensions/kinds/services.ts';
import { ok, refuse, type Result } from '../result.ts';
import { setNameRefusal, setOption, type SetHead } from './ip-set.ts';
import { findSetType, type SetPart } from './set-types.ts';

/** A range that a person types becomes so many members at most. */
const MOST = 65_536;

/** Where a part stands: some parts are written otherwise there. */
interface Place {
  readonly v6: boolean;
  /** A port alone has no protocol. */
  readonly alone: boolean;
  /** Prefix length as which addresses are stored. */
  readonly netmask: number | undefined;
  /** Whether the kernel takes a network of no length. */
  readonly anywhere: boolean;
}

type Read = Result<readonly string[], string>;

/**
 * What a person types as a member, as ipset prints it: `10.1.2.3/8` in a set of networks is `10.0.0.0/8`, `web` is port
 * 80, and `1000-1003` are four ports. Options (`timeout 60`, `comment "x"`, `nomatch`) stay behind each. Or what is wrong.
 */
export function readMember(set: SetHead, text: string): Read {
  const [, element = '', options = ''] = /^(\S+)\s*(.*)$/su.exec(text.trim()) ?? [];
  const type = findSetType(set.type);
  if (!type) return refuse(`Sets of type ${set.type} are not known; their members are shown only.`);
  const wrong = optionsRefusal(set, options);
  if (wrong !== null) return refuse(wrong);
  const words = element.split(',');
  if (words.length !== type.parts.length) {
    return refuse(
      `“${element}” has ${words.length} ${words.length === 1 ? 'part' : 'parts'}; a member here looks like ${type.example}.`,
    );
  }
  const place: Place = {
    v6: setOption(set, 'family') === 'inet6',
    alone: type.parts.length === 1,
    netmask: numberOf(setOption(set, 'netmask')),
    anywhere: set.type === 'hash:net,iface',
  };
  const tail = options === '' ? '' : ` ${options}`;
  let elements: readonly string[] = [''];
  for (const [at, part] of type.parts.entries()) {
    const read = READERS[part](words[at] ?? '', place);
    if (!read.ok) return read;
    if (elements.length * read.value.length > MOST) return refuse(`“${element}” means more than ${MOST} members.`);
    elements = elements.flatMap((before) => read.value.map((word) => (at === 0 ? word : `${before},${word}`)));
  }
  return ok(elements.map((one) => one + tail));
}

const READERS: Readonly<Record<SetPart, (word: string, place: Place) => Read>> = {
  ip: (word, place) => (place.v6 ? readAddress6(word) : readAddresses(word, place)),
  net: (word, place) => (place.v6 ? readNet6(word, place) : readNet(word, place)),
  port: (word, { alone }) => (alone ? readPorts(word) : readPortWithProtocol(word)),
  mac: (word) =>
    /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(word)
      ? ok([word.toUpperCase()])
      : no(word, 'a MAC address like 00:53:00:12:34:56'),
  iface: (word) => (/^(physdev:)?[^\s,/"]{1,15}$/u.test(word) ? ok([word]) : no(word, 'the name of an interface')),
  mark: (word) => {
    const mark = /^(0x[\da-f]{1,8}|\d{1,10})$/i.test(word) ? Number(word) : Number.NaN;
    return mark <= 0xffff_ffff ? ok([`0x${mark.toString(16).padStart(8, '0')}`]) : no(word, 'a mark like 0x10');
  },
  set: (word) => (setNameRefusal(word) === null ? ok([word]) : no(word, 'the name of a set')),
};

function no(word: string, want: string): Read {
  return refuse(`“${word}” is not ${want}.`);
}

function readAddresses(word: string, { netmask = 32 }: Place): Read {
  const WANT = 'an IPv4 address like 192.0.2.7, or a range like 192.0.2.0/28';
  const span = spanOf(word);
  if (!span) return no(word, WANT);
  const step = 2 ** (32 - netmask);
  const from = (span.from & ipv4Mask(netmask)) >>> 0;
  const count = Math.floor((span.to - from) / step) + 1;
  if (count > MOST)
    return refuse(`“${word}” means ${count.toLocaleString('en')} addresses. Use a set of networks (hash:net).`);
  return ok(Array.from({ length: count }, (_, at) => printIpv4(from + at * step)));
}

/** `192.0.2.7`, `192.0.2.0/24` or `192.0.2.1-192.0.2.9`, both ends included. */
function spanOf(word: string): { readonly from: number; readonly to: number } | undefined {
  const [left = '', right] = word.split('-');
  const [address = '', length] = left.split('/');
  const base = readPlainIpv4(address);
  if (base === undefined) return undefined;
  if (right !== undefined) {
    const to = length === undefined ? readPlainIpv4(right) : undefined;
    return to !== undefined && to >= base ? { from: base, to } : undefined;
  }
  const bits = lengthOf(length, 32);
  if (bits === undefined) return undefined;
  const from = (base & ipv4Mask(bits)) >>> 0;
  return { from, to: from + 2 ** (32 - bits) - 1 };
}

function readAddress6(word: string): Read {
  const [address = '', length] = word.split('/');
  const value = length === undefined || length === '128' ? readIpv6(address) : undefined;
  return value === undefined ? no(word, 'an IPv6 address like 2001:db8::7') : ok([printIpv6(value)]);
}

function readNet(word: string, { anywhere }: Place): Read {
  const [address = '', length] = word.split('/');
  const base = readPlainIpv4(address);
  const bits = lengthOf(length, 32);
  if (base === undefined || bits === undefined) return no(word, 'an IPv4 network like 192.0.2.0/24');
  // Most types refuse a network of no length; two halves are the same.
  if (bits === 0 && !anywhere) return ok(['0.0.0.0/1', '128.0.0.0/1']);
  const net = printIpv4((base & ipv4Mask(bits)) >>> 0);
  return ok([bits === 32 ? net : `${net}/${bits}`]);
}

function readNet6(word: string, { anywhere }: Place): Read {
  const [address = '', length] = word.split('/');
  const base = readIpv6(address);
  const bits = lengthOf(length, 128);
  if (base === undefined || bits === undefined) return no(word, 'an IPv6 network like 2001:db8::/32');
  if (bits === 0 && !anywhere) return ok(['::/1', '8000::/1']);
  const net = printIpv6(base & ipv6Mask(bits));
  return ok([bits === 128 ? net : `${net}/${bits}`]);
}

function lengthOf(text: string | undefined, whole: number): number | undefined {
  if (text === undefined) return whole;
  return /^\d{1,3}$/.test(text) && Number(text) <= whole ? Number(text) : undefined;
}

function readPorts(word: string): Read {
  const [from, to] = word.split('-').map(portNumber);
  if (from === undefined || word.split('-').length > 2) return no(word, 'a port like 443 or a range like 1000-1010');
  const last = word.includes('-') ? to : from;
  if (last === undefined || last < from) return no(word, 'a port like 443 or a range like 1000-1010');
  return ok(Array.from({ length: last - from + 1 }, (_, at) => String(from + at)));
}

const WITH_PORTS = ['tcp', 'udp', 'sctp', 'udplite'];

function readPortWithProtocol(word: string): Read {
  const [, protocol = 'tcp', rest = ''] = /^(?:([a-z\d-]+):)?(.*)$/i.exec(word) ?? [];
  const name = protocol.toLowerCase();
  if (/^icmp(v6)?$/.test(name)) return /^[a-z\d/-]+$/.test(rest) ? ok([`${name}:${rest}`]) : no(word, 'an ICMP type');
  if (!WITH_PORTS.includes(name)) return no(word, `a port like 443 or udp:53 (${WITH_PORTS.join(', ')})`);
  const ports = readPorts(rest);
  return ports.ok ? ok(ports.value.map((port) => `${name}:${port}`)) : no(word, 'a port like 443 or udp:53');
}

function portNumber(word: string): number | undefined {
  if (/^\d{1,5}$/.test(word)) return Number(word) <= 65_535 ? Number(word) : undefined;
  return findService(word)?.port;
}

function numberOf(word: string | undefined): number | undefined {
  return word !== undefined && /^\d+$/.test(word) ? Number(word) : undefined;
}

const OPTION =
  /^(?:timeout (\d{1,7})|comment "([^"\\\n]{0,255})"|nomatch|(?:packets|bytes) \d{1,20}|skb(?:mark|prio|queue) \S+)(?: |$)/;

/** A member's options are the set's: a set without comments takes no commented member. */
function optionsRefusal(set: SetHead, options: string): string | null {
  let rest = options;
  while (rest !== '') {
    const [found, timeout, comment] = OPTION.exec(rest) ?? [];
    if (found === undefined) return `“${rest}” is no option of a member. There are timeout, comment and nomatch.`;
    if (timeout !== undefined && !set.words.includes('timeout'))
      return `The set ${set.name} was made without timeouts.`;
    if (comment !== undefined && !set.words.includes('comment'))
      return `The set ${set.name} was made without comments.`;
    if (found.startsWith('nomatch') && !set.type.includes('net')) return 'Only sets of networks have nomatch.';
    rest = rest.slice(found.length);
  }
  return null;
}
