import type { Family } from '../../family.ts';
import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readAddress } from './address.ts';
import { readNumber } from './number.ts';
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

/**
 * `80`, `http`, `80-90`, `80-90/8080`: with the base, port 8080 is mapped to the first. iptables takes a name for the
 * whole only.
 */
function readPorts(text: string): string | undefined {
  const whole = readPort(text);
  if (whole !== undefined) return String(whole);
  const [range = '', base, ...more] = text.split('/');
  const [from, to, ...others] = range.split('-').map(readNumber);
  const isShift = base !== undefined;
  const shift = isShift ? readPort(base) : undefined;
  if (more.length + others.length > 0 || (isShift && (!isPort(shift) || shift === 0))) return undefined;
  if (!isPort(from) || !isPort(to) || from > to) return undefined;
  return `${from === to ? from : `${from}-${to}`}${isShift ? `/${shift}` : ''}`;
}

function isPort(value: Port | undefined): value is number {
  return typeof value === 'number' && value <= 65_535;
}

/** The service name that only the host can look up. */
function serviceOf(ports: string): string | undefined {
  return /^[a-z]/i.test(ports) ? ports : undefined;
}

/** Takes `ADDRESSES[:PORTS]`, in IPv6 `[ADDRESSES]:PORTS`, apart. */
function split(word: string, family: Family): readonly [string, string | undefined] {
  if (family === 'ipv6') {
    const inBrackets = /^\[([^\]]*)\](?::(.*))?$/.exec(word);
    if (inBrackets) return [inBrackets[1] ?? '', inBrackets[2]];
    return /^:[^:]*$/.test(word) ? ['', word.slice(1)] : [word, undefined];
  }
  const colon = word.indexOf(':');
  return colon < 0 ? [word, undefined] : [word.slice(0, colon), word.slice(colon + 1)];
}

function printRange({ addresses, ports }: NatRange, family: Family): string {
  if (ports === '') return addresses;
  if (addresses === '') return `:${ports}`;
  return family === 'ipv6' ? `[${addresses}]:${ports}` : `${addresses}:${ports}`;
}

/** The value of `--to-destination` and `--to-source`. */
export const natRange: Kind<NatRange> = {
  words: 1,
  quoting: 'never',
  like: ['192.0.2.1', '192.0.2.1:8080', '[2001:db8::1]:8080', '2001:db8::1'],
  parse([word = ''], family) {
    const [left, right] = split(word, family);
    const addresses = readAddresses(left, family);
    const ports = right === undefined ? '' : readPorts(right);
    if (word === '' || addresses === undefined || ports === undefined) {
      const like = family === 'ipv4' ? '192.0.2.1, 192.0.2.1:8080 or :8080' : '2001:db8::1 or [2001:db8::1]:8080';
      return refuse({ found: word, want: `an address, with a port if wanted, like ${like}` });
    }
    return ok({ addresses, ports });
  },
  lookup: ({ ports }) => serviceOf(ports),
  print: (value, family) => [printRange(value, family)],
  read: (value) => printRange(value, value.addresses.includes(':') ? 'ipv6' : 'ipv4'),
};

/** The ports that a NAT target may take: one, a service, or a range. */
export const natPorts: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['8080', '1024-65535'],
  parse([word = '']) {
    const ports = readPorts(word);
    return ports === undefined || ports.includes('/')
      ? refuse({ found: word, want: 'a port from 0 to 65535, a service name, or a range like 1024-65535' })
      : ok(ports);
  },
  lookup: serviceOf,
  print: (ports) => [ports],
  read: (ports) => ports.replace('-', ' to '),
  brief: (ports) => ports,
};
