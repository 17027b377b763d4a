import { ok, refuse, type Result } from '../../result.ts';
import type { Kind, ValueProblem } from '../kind.ts';
import { servicePort } from './services.ts';

/** One port: its number, or a service name that only the host can look up. */
export type Port = number | string;

/** A port or a range of ports, both ends included. */
export interface PortRange {
  readonly from: Port;
  readonly to: Port;
}

const HIGHEST = 65535;

/** A port by number or service name, or undefined when it can be neither. */
export function readPort(word: string): Port | undefined {
  if (/^(\d+|0x[0-9a-f]+)$/i.test(word)) {
    const port = Number(word);
    return port <= HIGHEST ? port : undefined;
  }
  return /^[a-z][\w+./-]*$/i.test(word) ? (servicePort(word) ?? word) : undefined;
}

function readRange(word: string, separator: string, order?: 'any'): PortRange | undefined {
  // A service name may itself hold a dash: `ftp-data` is no range.
  const at = separator === '-' && !/^\d*-\d*$/.test(word) ? -1 : word.indexOf(separator);
  if (at < 0) {
    const port = readPort(word);
    return port === undefined ? undefined : { from: port, to: port };
  }
  const from = at === 0 ? 0 : readPort(word.slice(0, at));
  const to = at === word.length - 1 ? HIGHEST : readPort(word.slice(at + 1));
  if (from === undefined || to === undefined) return undefined;
  const isUpsideDown = typeof from === 'number' && typeof to === 'number' && from > to;
  return isUpsideDown && order !== 'any' ? undefined : { from, to };
}

function printRange({ from, to }: PortRange, separator: string): string {
  return from === to ? String(from) : `${from}${separator}${to}`;
}

const spoken = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from} to ${to}`);

/**
 * A port or range: `22`, `1024:65535`, `:1023`, `http`. NAT targets write `-` between the ends. In any order where the
 * tool does not look at it.
 */
export function ports(separator: ':' | '-', order?: 'any'): Kind<PortRange> {
  const want = `a port from 0 to 65535, a service name, or a range like 1024${separator}65535`;
  return {
    words: 1,
    quoting: 'never',
    parse([word = '']): Result<PortRange, ValueProblem> {
      const range = word === separator || word === '' ? undefined : readRange(word, separator, order);
      return range ? ok(range) : refuse({ found: word, want });
    },
    print: (value) => [printRange(value, separator)],
    read: spoken,
    brief: (value) => printRange(value, separator),
  };
}

/** How many ports one `multiport` holds; a range counts as two. */
const MOST_PORTS = 15;

/** Up to fifteen ports and ranges with commas between them. */
export const portList: Kind<readonly PortRange[]> = {
  words: 1,
  quoting: 'never',
  parse([word = '']) {
    const ranges: PortRange[] = [];
    let slots = 0;
    for (const part of word.split(',')) {
      const range = part === '' ? undefined : readRange(part, ':');
      if (!range) {
        return refuse({
          found: part,
          want: 'ports from 0 to 65535 or ranges like 1024:65535, with commas and no blanks',
        });
      }
      slots += part.includes(':') ? 2 : 1;
      ranges.push(range);
    }
    if (slots > MOST_PORTS)
      return refuse({ found: word, want: 'at most 15 ports (a range counts as two), and a second rule for the rest' });
    return ok(ranges);
  },
  print: (ranges) => [ranges.map((range) => printRange(range, ':')).join(',')],
  read: (ranges) => listed(ranges.map(spoken), 'or'),
  brief: (ranges) => ranges.map((range) => printRange(range, ':')).join(','),
};

/** `a`, `a or b`, `a, b or c`. */
export function listed(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** One port, by number or service name. */
export const port: Kind<Port> = {
  words: 1,
  quoting: 'never',
  parse([word = '']) {
    const value = readPort(word);
    return value === undefined ? refuse({ found: word, want: 'a port from 0 to 65535, or a service name' }) : ok(value);
  },
  print: (value) => [String(value)],
  read: String,
};
