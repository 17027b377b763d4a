import { ok, refuse, type Result } from '../../result.ts';
import type { Kind, ValueProblem } from '../kind.ts';
import { readNumber } from './number.ts';
import { findService } from './services.ts';
import type { ValueSet } from '../../packet/value-set.ts';

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
  return portOf(word, readNumber(word));
}

/** The same where the tool knows decimal numbers only: `010` is 10. */
function readDecimalPort(word: string): Port | undefined {
  return portOf(word, /^\d+$/.test(word) ? Number(word) : undefined);
}

function portOf(word: string, port: number | undefined): Port | undefined {
  if (port !== undefined) return port <= HIGHEST ? port : undefined;
  return /^[a-z][\w+./-]*$/i.test(word) ? (findService(word)?.port ?? word) : undefined;
}

interface RangeStyle {
  /** A missing end means the lowest or the highest port. */
  readonly openEnds: boolean;
  /** The tool does not look at the order of the ends, and reads decimal numbers only. */
  readonly plain?: boolean;
  /** Two ends must differ. */
  readonly twoEnds?: boolean;
}

/** One port, or two with a colon between them. */
function readRange(word: string, { openEnds, plain = false, twoEnds = false }: RangeStyle): PortRange | undefined {
  const at = word.indexOf(':');
  const [left, right] = at < 0 ? [word, word] : [word.slice(0, at), word.slice(at + 1)];
  const read = plain ? readDecimalPort : readPort;
  const from = left === '' && at >= 0 && openEnds ? 0 : read(left);
  const to = right === '' && at >= 0 && openEnds ? HIGHEST : read(right);
  if (from === undefined || to === undefined || (twoEnds && at >= 0 && from === to)) return undefined;
  const isUpsideDown = typeof from === 'number' && typeof to === 'number' && from > to;
  return isUpsideDown && !plain ? undefined : { from, to };
}

function printRange({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}:${to}`;
}

/** The service name among the ports that only the host can look up. */
function serviceOf(ranges: readonly PortRange[]): string | undefined {
  return ranges.flatMap(({ from, to }) => [from, to]).find((port) => typeof port === 'string');
}

/** The ports as numbers, unless one is a name that only the host knows. */
function portSpans(ranges: readonly PortRange[]): ValueSet | undefined {
  const spans = ranges.flatMap(({ from, to }) =>
    typeof from === 'number' && typeof to === 'number' ? [[from, to] as const] : [],
  );
  return spans.length < ranges.length ? undefined : { kind: 'spans', spans };
}

const spoken = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from} to ${to}`);

function portsIn(style: RangeStyle): Kind<PortRange> {
  return {
    words: 1,
    quoting: 'never',
    like: ['22', '1024:65535', 'http'],
    parse([word = '']): Result<PortRange, ValueProblem> {
      const range = readRange(word, style);
      const want = 'a port from 0 to 65535, a service name, or a range like 1024:65535';
      return range ? ok(range) : refuse({ found: word, want });
    },
    lookup: (range) => serviceOf([range]),
    matchesNothing: ({ from, to }) => typeof from === 'number' && typeof to === 'number' && from > to,
    covers: (range) => portSpans([range]),
    print: (value) => [printRange(value)],
    read: spoken,
    brief: printRange,
  };
}

/** A port or range: `22`, `1024:65535`, `:1023`, `http`. */
export const ports = portsIn({ openEnds: true });

/** The same where the tool asks less: any order of the ends, decimal numbers. */
export const plainPorts = portsIn({ openEnds: true, plain: true });

/** How many ports one `multiport` holds; a range counts as two. */
const MOST_PORTS = 15;

/** Up to fifteen ports and ranges with commas between them. */
export const portList: Kind<readonly PortRange[]> = {
  words: 1,
  quoting: 'never',
  like: ['80,443', '22,1000:2000'],
  parse([word = '']) {
    const ranges: PortRange[] = [];
    let slots = 0;
    for (const part of word.split(',')) {
      const range = readRange(part, { openEnds: false, twoEnds: true });
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
  lookup: serviceOf,
  covers: portSpans,
  print: (ranges) => [ranges.map(printRange).join(',')],
  read: (ranges) => listed(ranges.map(spoken), 'or'),
  brief: (ranges) => ranges.map(printRange).join(','),
};

/** The protocols under which /etc/services has all the names in a list of ports; null when it holds no such name. */
export function protocolsOfNames(list: string): readonly string[] | null {
  const services = list.split(/[,:]/).flatMap((word) => findService(word) ?? []);
  const [first, ...more] = services;
  if (!first) return null;
  return first.protocols.filter((protocol) => more.every(({ protocols }) => protocols.includes(protocol)));
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** One port, by decimal number or service name. */
export const port: Kind<Port> = {
  words: 1,
  quoting: 'never',
  like: ['8080', 'http'],
  parse([word = '']) {
    const value = readDecimalPort(word);
    return value === undefined ? refuse({ found: word, want: 'a port from 0 to 65535, or a service name' }) : ok(value);
  },
  lookup: (value) => (typeof value === 'string' ? value : undefined),
  print: (value) => [String(value)],
  read: String,
};
