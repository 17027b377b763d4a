import { ok, refuse, type Result } from '../../result.ts';
import type { Kind, ValueProblem } from '../kind.ts';
import { readNumber } from './number.ts';
import { span } from '../../packet/value-set.ts';

/** Names that iptables prints for protocol numbers: /etc/protocols as Debian ships it. */
const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  3: 'ggp',
  4: 'ipencap',
  5: 'st',
  6: 'tcp',
  8: 'egp',
  9: 'igp',
  12: 'pup',
  17: 'udp',
  20: 'hmp',
  22: 'xns-idp',
  27: 'rdp',
  29: 'iso-tp4',
  33: 'dccp',
  36: 'xtp',
  37: 'ddp',
  38: 'idpr-cmtp',
  41: 'ipv6',
  43: 'ipv6-route',
  44: 'ipv6-frag',
  45: 'idrp',
  46: 'rsvp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  57: 'skip',
  58: 'ipv6-icmp',
  59: 'ipv6-nonxt',
  60: 'ipv6-opts',
  73: 'rspf',
  81: 'vmtp',
  88: 'eigrp',
  89: 'ospf',
  93: 'ax.25',
  94: 'ipip',
  97: 'etherip',
  98: 'encap',
  103: 'pim',
  108: 'ipcomp',
  112: 'vrrp',
  115: 'l2tp',
  124: 'isis',
  132: 'sctp',
  133: 'fc',
  135: 'mobility-header',
  136: 'udplite',
  137: 'mpls-in-ip',
  138: 'manet',
  139: 'hip',
  140: 'shim6',
  141: 'wesp',
  142: 'rohc',
  143: 'ethernet',
};

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(NAMES).map(([number, name]) => [name, Number(number)] as const),
  ['all', 0],
  ['ip', 0],
  ['hopopt', 0],
  ['icmpv6', 58],
  ['icmp6', 58],
  ['ipv6-mh', 135],
  ['mh', 135],
]);

/** The number of a protocol name, in any case; undefined for unknown names. */
export function protocolNumber(name: string): number | undefined {
  return NUMBERS.get(name.toLowerCase());
}

/** The name that iptables-save prints for what a person wrote: `TCP` and `6` are `tcp`, `all` is `all`. */
export function protocolName(word: string): string {
  const number = readNumber(word) ?? protocolNumber(word);
  if (number === undefined) return word.toLowerCase();
  return number === 0 ? 'all' : (NAMES[number] ?? String(number));
}

/** An IP protocol by name or number. */
export const protocol: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['tcp', 'udp', '47'],
  asks: [{ by: 'line', offers: ['tcp', 'udp', 'icmp', 'ipv6-icmp', 'sctp', 'esp', 'ah', 'gre'] }],
  parse([word = '']): Result<string, ValueProblem> {
    const number = readNumber(word);
    if (number === undefined ? !/^[a-z][\w.+-]*$/i.test(word) : number > 255) {
      return refuse({ found: word, want: 'a protocol name like tcp, udp or icmp, or a number from 0 to 255' });
    }
    return ok(protocolName(word));
  },
  lookup: (name) => (/^\d/.test(name) || name === 'all' || NUMBERS.has(name) ? undefined : name),
  covers: (name) => {
    if (name === 'all') return span(0, 255);
    const number = readNumber(name) ?? protocolNumber(name);
    return number === undefined ? undefined : span(number);
  },
  print: (name) => [name],
  read: (name) => name,
};

/** A protocol that is printed by its number. */
export const protocolByNumber: Kind<string> = {
  ...protocol,
  parse(words, family) {
    const [word = ''] = words;
    const found = protocol.parse(words, family);
    const number = readNumber(word) ?? protocolNumber(word);
    return found.ok ? ok(String(number ?? word)) : found;
  },
};
