import type { ConnectionSide, Family, TrackedConnection } from '@sluice/netfilter';

/** What `conntrack -L -o extended,id` printed, and the lines that could not be read. */
export interface ConnectionList {
  readonly connections: readonly TrackedConnection[];
  readonly strange: readonly string[];
}

/** Reads the list. A line that is none is kept as it stands and nothing is guessed. */
export function parseConnections(text: string): ConnectionList {
  const connections: TrackedConnection[] = [];
  const strange: string[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const connection = parseConnection(line);
    if (connection) connections.push(connection);
    else strange.push(line);
  }
  return { connections, strange };
}

/*
 * libnetfilter_conntrack, src/conntrack/snprintf_default.c: family, its number, protocol, its number, seconds (not for
 * what is offloaded), a state (not for all), the request's words, its counters, a mark of no reply, the reply's words ...
 */
const HEAD = /^(ipv4|ipv6) +\d+ (\S+) +(\d+) (?:(\d+) )?(?:([A-Z][A-Z0-9_]*) )?(?=src=)/;

function parseConnection(line: string): TrackedConnection | null {
  const head = HEAD.exec(line);
  if (!head) return null;
  const [whole, family, , protocol, timeout, state] = head;
  const [request, reply] = splitSides(line.slice(whole.length));
  if (!request || !reply) return null;
  const [there, back] = [readSide(request), readSide(reply)];
  const id = reply.last('id');
  if (!there || !back || id === undefined) return null;
  return {
    id,
    family: family as Family,
    protocol: Number(protocol),
    state: state ?? null,
    timeout: timeout === undefined ? null : Number(timeout),
    age: numberOrNull(reply.first('delta-time')),
    request: there,
    reply: back,
    isAnswered: !line.includes(' [UNREPLIED]'),
    isAssured: line.includes(' [ASSURED]'),
    isOffloaded: line.includes('OFFLOAD]'),
    mark: Number(reply.first('mark') ?? 0),
    zone: Number(reply.first('zone') ?? 0),
  };
}

/** The `name=value` words of one direction; ICMP has an `id` of its own before that of the connection. */
interface Words {
  first(name: string): string | undefined;
  last(name: string): string | undefined;
}

function splitSides(rest: string): readonly [Words?, Words?] {
  const second = rest.indexOf(' src=');
  if (second < 0) return [];
  return [wordsOf(rest.slice(0, second)), wordsOf(rest.slice(second + 1))];
}

function wordsOf(text: string): Words {
  const words = text.split(' ').map((word) => word.split('=', 2));
  return {
    first: (name) => words.find(([key]) => key === name)?.[1],
    last: (name) => words.findLast(([key]) => key === name)?.[1],
  };
}

function readSide(words: Words): ConnectionSide | null {
  const [source, destination] = [words.first('src'), words.first('dst')];
  if (source === undefined || destination === undefined) return null;
  const [type, code] = [words.first('type'), words.first('code')];
  return {
    source,
    destination,
    sourcePort: numberOrNull(words.first('sport')),
    destinationPort: numberOrNull(words.first('dport')),
    icmp: type === undefined || code === undefined ? null : { type: Number(type), code: Number(code) },
    packets: countOrNull(words.first('packets')),
    bytes: countOrNull(words.first('bytes')),
  };
}

function numberOrNull(word: string | undefined): number | null {
  return word === undefined ? null : Number(word);
}

function countOrNull(word: string | undefined): bigint | null {
  return word !== undefined && /^\d+$/.test(word) ? BigInt(word) : null;
}
