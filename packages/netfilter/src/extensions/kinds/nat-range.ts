import type { Family } from '../../family.ts';
import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readAddress } from './address.ts';
import { readPort, type Port } from './ports.ts';

/** Where a NAT target sends packets: addresses, ports, both, or (a shifted range) a base port. */
export interface NatRange {
  readonly addresses: string;
  readonly ports: string;
}

function readAddresses(text: string, family: Family): string | undefined {
  if (text === '') return '';
  const [from = '', to, more] = text.split('-');
  const first = readAddress(from, family);
  const last = to === undefined ? first : readAddress(to, family);
  if (more !== undefined || first === undefined || last === undefined) return undefined;
  return first === last ? first : `${first}-${last}`;
}

/** `80`, `80-90`, `80-90/8080`: with the base, port 8080 is mapped to the first. */
function readPorts(text: string): string | undefined {
  if (text === '') return '';
  const [range = '', base, more] = text.split('/');
  const [from, to] = splitRange(range);
  const shift: Port | undefined = base === undefined ? '' : readPort(base);
  if (more !== undefined || from === undefined || to === undefined || shift === undefined || shift === 0)
    return undefined;
  if (typeof from === 'number' && typeof to === 'number' && from > to) return undefined;
  return `${from === to ? from : `${from}-${to}`}${shift === '' ? '' : `/${shift}`}`;
}

/** A service name may itself hold a dash. */
function splitRange(range: string): readonly [Port | undefined, Port | undefined] {
  const at = /^\d+-/.test(range) ? range.indexOf('-') : -1;
  if (at < 0) {
    const port = readPort(range);
    return [port, port];
  }
  return [readPort(range.slice(0, at)), readPort(range.slice(at + 1))];
}

/** Takes `ADDRESSES[:PORTS]`, in IPv6 `[ADDRESSES]:PORTS`, apart. */
function split(word: string, family: Family): readonly [string, string] {
  if (family === 'ipv6') {
    const inBrackets = /^\[([^\]]*)\](?::(.*))?$/.exec(word);
    return inBrackets ? [inBrackets[1] ?? '', inBrackets[2] ?? ''] : [word, ''];
  }
  const colon = word.indexOf(':');
  return colon < 0 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1)];
}

function printRange({ addresses, ports }: NatRange, family: Family): string {
  if (ports === '') return addresses;
  return family === 'ipv6' ? `[${addresses}]:${ports}` : `${addresses}:${ports}`;
}

/** The value of `--to-destination` and `--to-source`. */
export const natRange: Kind<NatRange> = {
  words: 1,
  quoting: 'never',
  parse([word = ''], family) {
    const [left, right] = split(word, family);
    const addresses = readAddresses(left, family);
    const ports = readPorts(right);
    if (left + right === '' || addresses === undefined || ports === undefined) {
      const like = family === 'ipv4' ? '192.0.2.1, 192.0.2.1:8080 or :8080' : '2001:db8::1 or [2001:db8::1]:8080';
      return refuse({ found: word, want: `an address, with a port if wanted, like ${like}` });
    }
    return ok({ addresses, ports });
  },
  print: (value, family) => [printRange(value, family)],
  read: (value) => printRange(value, value.addresses.includes(':') ? 'ipv6' : 'ipv4'),
};
