import { printOrdinal, protocolName, type Family, type Ordinal, type PacketField } from '@sluice/netfilter';
import { STATE_WIDTH, STATES, type PacketSpace } from '../sets/packet-space.ts';
import { intersectSpans, spansCover, spansHold, type Spans } from '../sets/spans.ts';

/** The fields that are drawn; of those that tell as much, the first. */
export const DRAWN_FIELDS = [
  'source',
  'destination',
  'destinationPort',
  'states',
  'inInterface',
  'outInterface',
  'sourcePort',
  'protocol',
] as const satisfies readonly PacketField[];

/** A field that can be an axis. */
export type DrawnField = (typeof DRAWN_FIELDS)[number];

/** Values that all rules treat alike, and how they are called: `10.0.0.0/8`, `1–1023`, `NEW`. */
export interface Band {
  readonly spans: Spans;
  readonly words: string;
}

type Range = Spans[number];

/**
 * Every value of a field that is something: a packet without ports has none, nor one that goes out by no interface, and
 * protocol 0 is how rules spell all of them.
 */
export function valuesOf(space: PacketSpace, field: DrawnField): Spans {
  const hasNothing = field === 'inInterface' || field === 'outInterface' || field === 'protocol';
  return intersectSpans(space.all(space.sideOfField(field, 0)), hasNothing ? ABOVE_NOTHING : SOMETHING);
}

const SOMETHING: Spans = [[0, (1n << 128n) - 1n]];
const ABOVE_NOTHING: Spans = [[1, Number.MAX_SAFE_INTEGER]];

/** These values in as few bands as the rules tell apart, each of which takes some; none where bands cannot say it. */
export function bandsOf(space: PacketSpace, field: DrawnField, cuts: readonly Spans[]): readonly Band[] {
  if (field === 'states') return stateBands(cuts);
  const pieces = cutUp(valuesOf(space, field), cuts);
  return isOrdered(field)
    ? pieces.map((piece) => ({ spans: [piece], words: spellRange(field, piece, space.family) }))
    : namedBands(space, field, pieces, cuts);
}

/** Addresses and ports have an order that a person reads; all others have names. */
function isOrdered(field: DrawnField): boolean {
  return field === 'source' || field === 'destination' || field === 'sourcePort' || field === 'destinationPort';
}

/** The five states; none where a rule asks whether a connection is translated, which is another question. */
function stateBands(cuts: readonly Spans[]): readonly Band[] {
  const bands = STATES.map((words, at): Band => {
    const from = at * STATE_WIDTH;
    return { words, spans: [[from, from + STATE_WIDTH - 1]] };
  });
  const isWhole = bands.every(({ spans }) =>
    cuts.every((cut) => spansCover(cut, spans) || intersectSpans(cut, spans).length === 0),
  );
  return isWhole ? bands : [];
}

/** The domain in pieces that no span begins or ends within. */
function cutUp(domain: Spans, cuts: readonly Spans[]): readonly Range[] {
  const starts = cuts.flat().flatMap(([from, to]) => [from, typeof to === 'bigint' ? to + 1n : to + 1]);
  return domain.flatMap(([from, to]) => {
    const inside = [...new Set(starts.filter((each) => each > from && each <= to))].toSorted(upwards);
    const edges = [from, ...inside];
    return edges.map((edge, at): Range => [edge, before(edges[at + 1]) ?? to]);
  });
}

const upwards = (one: Ordinal, other: Ordinal): number => (one < other ? -1 : one > other ? 1 : 0);

function before(value: Ordinal | undefined): Ordinal | undefined {
  return typeof value === 'bigint' ? value - 1n : value === undefined ? undefined : value - 1;
}

/** Each value that has a name by itself; the others together where the rules treat them alike. */
function namedBands(
  space: PacketSpace,
  field: DrawnField,
  pieces: readonly Range[],
  cuts: readonly Spans[],
): readonly Band[] {
  const rest = new Map<string, Range[]>();
  const named: Band[] = [];
  for (const piece of pieces) {
    const words = piece[0] === piece[1] ? spellValue(space, field, piece[0]) : '';
    if (words !== '') named.push({ spans: [piece], words });
    else {
      const alike = cuts.map((cut) => (spansHold(cut, piece[0]) ? '1' : '0')).join('');
      rest.set(alike, [...(rest.get(alike) ?? []), piece]);
    }
  }
  return [...named, ...[...rest.values()].map((spans) => ({ spans, words: spellRest(space, field, spans) }))];
}

/** `eth…` for what a wildcard means, else only that there are others. */
function spellRest(space: PacketSpace, field: DrawnField, spans: Spans): string {
  if (field === 'protocol') return 'others';
  const [first] = spans[0] ?? [];
  const name = first === undefined || Number(first) % 2 === 1 ? undefined : space.interfaces.nameOf(Number(first));
  return name === undefined || name === '' ? 'others' : `${name}…`;
}

/** One value in words; empty where it has none. */
function spellValue(space: PacketSpace, field: DrawnField, value: Ordinal): string {
  switch (field) {
    case 'source':
    case 'destination':
      return printOrdinal(value, space.family);
    case 'sourcePort':
    case 'destinationPort':
      return String(value);
    case 'protocol':
      return protocolName(String(value));
    case 'states':
      return STATES[Math.floor(Number(value) / STATE_WIDTH)] ?? '';
    case 'inInterface':
    case 'outInterface':
      // Odd numbers stand for all names between two that rules know.
      return Number(value) % 2 === 1 ? '' : (space.interfaces.nameOf(Number(value)) ?? '');
  }
}

/** `10.0.0.0/8`, `1–1023`. */
function spellRange(field: DrawnField, [from, to]: Range, family: Family): string {
  const isAddress = field === 'source' || field === 'destination';
  if (!isAddress) return from === to ? String(from) : `${from}–${to}`;
  const bits = family === 'ipv4' ? 32 : 128;
  const [first, size] = [BigInt(from), BigInt(to) - BigInt(from) + 1n];
  const open = size.toString(2).length - 1;
  const isPrefix = size === 1n << BigInt(open) && first % size === 0n;
  if (isPrefix) return open === 0 ? printOrdinal(from, family) : `${printOrdinal(from, family)}/${bits - open}`;
  return `${printOrdinal(from, family)}–${printOrdinal(to, family)}`;
}

/** What an area holds of an axis: `any`, `NEW, ESTABLISHED`, `10.0.0.0/8`. */
export function spellSpans(
  space: PacketSpace,
  axis: { readonly field: DrawnField; readonly bands: readonly Band[] },
  spans: Spans,
): string {
  const { field, bands } = axis;
  const held = bands.filter((band) => spansCover(spans, band.spans));
  if (held.length === bands.length) return 'any';
  const missing = bands.filter((band) => !held.includes(band));
  if (!isOrdered(field)) {
    return held.length > missing.length
      ? `all but ${missing.map(({ words }) => words).join(', ')}`
      : held.map(({ words }) => words).join(', ');
  }
  return intersectSpans(spans, valuesOf(space, field))
    .map((each) => spellRange(field, each, space.family))
    .join(', ');
}

/** One value as a person names what is fixed: `tcp`, `port 443`, `in by eth0`. */
export function spellSlice(space: PacketSpace, field: DrawnField, value: Ordinal): string {
  const words = spellValue(space, field, value);
  return `${SLICE_WORDS[field]}${words === '' ? 'any other' : words}`;
}

const SLICE_WORDS: Readonly<Record<DrawnField, string>> = {
  source: 'from ',
  destination: 'to ',
  inInterface: 'in by ',
  outInterface: 'out by ',
  states: '',
  protocol: '',
  sourcePort: 'source port ',
  destinationPort: 'port ',
};
