import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readNumber } from './number.ts';
import { span } from '../../packet/value-set.ts';

/** An ICMP type with or without a code; `any` tests nothing. */
export type IcmpType = 'any' | { readonly type: number; readonly code: number | null };

/** Names that iptables knows, as type or type/code; the first name of a value is the one that people see. */
export type IcmpNames = Readonly<Record<string, string>>;

/** The names of IPv4's ICMP. */
export const ICMP_NAMES: IcmpNames = {
  'echo-reply': '0',
  pong: '0',
  'destination-unreachable': '3',
  'network-unreachable': '3/0',
  'host-unreachable': '3/1',
  'protocol-unreachable': '3/2',
  'port-unreachable': '3/3',
  'fragmentation-needed': '3/4',
  'source-route-failed': '3/5',
  'network-unknown': '3/6',
  'host-unknown': '3/7',
  'network-prohibited': '3/9',
  'host-prohibited': '3/10',
  'TOS-network-unreachable': '3/11',
  'TOS-host-unreachable': '3/12',
  'communication-prohibited': '3/13',
  'host-precedence-violation': '3/14',
  'precedence-cutoff': '3/15',
  'source-quench': '4',
  redirect: '5',
  'network-redirect': '5/0',
  'host-redirect': '5/1',
  'TOS-network-redirect': '5/2',
  'TOS-host-redirect': '5/3',
  'echo-request': '8',
  ping: '8',
  'router-advertisement': '9',
  'router-solicitation': '10',
  'time-exceeded': '11',
  'ttl-exceeded': '11',
  'ttl-zero-during-transit': '11/0',
  'ttl-zero-during-reassembly': '11/1',
  'parameter-problem': '12',
  'ip-header-bad': '12/0',
  'required-option-missing': '12/1',
  'timestamp-request': '13',
  'timestamp-reply': '14',
  'address-mask-request': '17',
  'address-mask-reply': '18',
};

/** The names of ICMPv6. */
export const ICMP6_NAMES: IcmpNames = {
  'destination-unreachable': '1',
  'no-route': '1/0',
  'communication-prohibited': '1/1',
  'beyond-scope': '1/2',
  'address-unreachable': '1/3',
  'port-unreachable': '1/4',
  'failed-policy': '1/5',
  'reject-route': '1/6',
  'packet-too-big': '2',
  'time-exceeded': '3',
  'ttl-exceeded': '3',
  'ttl-zero-during-transit': '3/0',
  'ttl-zero-during-reassembly': '3/1',
  'parameter-problem': '4',
  'bad-header': '4/0',
  'unknown-header-type': '4/1',
  'unknown-option': '4/2',
  'echo-request': '128',
  ping: '128',
  'echo-reply': '129',
  pong: '129',
  'mld-listener-query': '130',
  'mld-listener-report': '131',
  'mld-listener-done': '132',
  'mld-listener-reduction': '132',
  'router-solicitation': '133',
  'router-advertisement': '134',
  'neighbour-solicitation': '135',
  'neighbor-solicitation': '135',
  'neighbour-advertisement': '136',
  'neighbor-advertisement': '136',
  redirect: '137',
};

const CODES = 256;
const ANY = CODES * CODES - 1;

function spell(value: IcmpType): string {
  if (value === 'any') return 'any';
  return value.code === null ? String(value.type) : `${value.type}/${value.code}`;
}

/** A type by number, number/code or name. */
export function icmpType(names: IcmpNames, anyWord: boolean): Kind<IcmpType> {
  const named = (value: IcmpType): string =>
    Object.keys(names).find((name) => names[name] === spell(value)) ?? `type ${spell(value)}`;
  return {
    words: 1,
    asks: [{ by: 'line', offers: Object.keys(names) }],
    quoting: 'never',
    like: ['echo-request', '3/1'],
    parse([word = '']) {
      if (anyWord && (word === 'any' || /^255(\/\d+)?$/.test(word))) return ok('any' as const);
      const lower = word.toLowerCase();
      const known = Object.keys(names).filter((name) => name.toLowerCase().startsWith(lower));
      const exact = known.find((name) => name.toLowerCase() === lower) ?? (known.length === 1 ? known[0] : undefined);
      const [left = '', right, more] = (exact === undefined ? word : (names[exact] ?? '')).split('/');
      const type = readNumber(left);
      const code = right === undefined ? null : readNumber(right);
      if (more !== undefined || type === undefined || code === undefined || type > 255 || (code ?? 0) > 255) {
        return refuse({ found: word, want: 'a type from 0 to 255, type/code, or a name like echo-request' });
      }
      return ok({ type, code });
    },
    covers: (value) => {
      if (value === 'any') return span(0, ANY);
      const { type, code } = value;
      return code === null ? span(type * CODES, type * CODES + CODES - 1) : span(type * CODES + code);
    },
    print: (value) => [spell(value)],
    read: (value) => (value === 'any' ? 'of any type' : named(value)),
    brief: (value) => (named(value) === 'echo-request' ? 'echo' : value === 'any' ? 'any' : named(value)),
  };
}
