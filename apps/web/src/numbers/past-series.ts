import type { PastRates } from '@sluice/protocol';
import type { Flow, RateOf } from '../state/flow.ts';

/** What passed in a stretch of time, per second, on the host's clock. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly flow: Flow;
}

/** The past of one thing: stretches, oldest first, and where counting began anew. Between two that do not touch nobody counted. */
export interface PastSeries {
  readonly stretches: readonly Stretch[];
  readonly marks: PastRates['marks'];
}

const STILL: Flow = { packets: 0, bytes: 0 };

type Span = PastRates['spans'][number];

/** The past of what `flowOf` makes of the rates of single counters; what is in `known` already is not computed again. */
export function* readSeries(
  { spans, keys, marks }: PastRates,
  flowOf: (rateOf: RateOf) => Flow | null,
  known = new WeakMap<Span, Flow>(),
): Generator<number, PastSeries> {
  const stretches: Stretch[] = [];
  for (const span of spans) {
    const flow = known.get(span) ?? flowOf(ratesIn(span, keys)) ?? STILL;
    known.set(span, flow);
    stretches.push({ from: span.from, to: span.to, flow });
    yield stretches.length / spans.length;
  }
  return { stretches, marks };
}

function ratesIn({ at, packets, bytes }: Span, keys: readonly string[]): RateOf {
  const moved = new Map(at.map((ordinal, index) => [keys[ordinal], index] as const));
  return (key) => {
    const index = moved.get(key);
    return index === undefined ? STILL : { packets: packets[index] ?? 0, bytes: bytes[index] ?? 0 };
  };
}

/** What the server told before with what it told since; what is older than `oldest` goes. */
export function joinPast(before: PastRates, since: PastRates, oldest: number): PastRates {
  const ordinals = new Map(before.keys.map((key, ordinal) => [key, ordinal]));
  const place = since.keys.map((key) => {
    const ordinal = ordinals.get(key) ?? ordinals.size;
    ordinals.set(key, ordinal);
    return ordinal;
  });
  const begin = since.spans[0]?.from ?? Number.POSITIVE_INFINITY;
  const fresh = since.spans.map((span) => ({ ...span, at: span.at.map((ordinal) => place[ordinal] ?? 0) }));
  const last = before.marks.at(-1)?.at ?? 0;
  return {
    // What was told twice is told better the second time.
    spans: [...before.spans.filter(({ from, to }) => to > oldest && from < begin), ...fresh],
    keys: [...ordinals.keys()],
    marks: [...before.marks.filter(({ at }) => at > oldest), ...since.marks.filter(({ at }) => at > last)],
  };
}

/** One of the two things that are counted. */
export type Measure = keyof Flow;

/** Times in seconds with their rates, for a line of steps; null where it breaks, because nobody counted. */
export function plotPoints(
  { stretches }: PastSeries,
  measure: Measure,
): readonly [readonly number[], readonly (number | null)[]] {
  const times: number[] = [];
  const rates: (number | null)[] = [];
  for (const [index, { from, to, flow }] of stretches.entries()) {
    times.push(from / 1000);
    rates.push(flow[measure]);
    if (stretches[index + 1]?.from === to) continue;
    times.push((to - 1) / 1000, to / 1000);
    rates.push(flow[measure], null);
  }
  return [times, rates];
}

/** What passed in one minute. */
export interface Minute {
  /** Its beginning. */
  readonly at: number;
  /** Per second, over the part of it that was counted; null where nobody counted. */
  readonly flow: Flow | null;
  readonly marks: PastRates['marks'];
}

const MINUTE = 60_000;

/** The same minute by minute, the newest first: what a plot shows, to be read. */
export function minutesOf({ stretches, marks }: PastSeries): readonly Minute[] {
  const begin = Math.floor((stretches[0]?.from ?? 0) / MINUTE);
  const end = Math.ceil((stretches.at(-1)?.to ?? 0) / MINUTE);
  return Array.from({ length: end - begin }, (_, back) => {
    const at = (end - 1 - back) * MINUTE;
    return {
      at,
      flow: meanOf(stretches, { from: at, to: at + MINUTE }),
      marks: marks.filter((mark) => mark.at >= at && mark.at < at + MINUTE),
    };
  });
}

/** The mean over what was counted of this time; null when nothing was. */
export function meanOf(
  stretches: readonly Stretch[],
  time: { readonly from: number; readonly to: number },
): Flow | null {
  let [packets, bytes, counted] = [0, 0, 0];
  for (const { from, to, flow } of stretches) {
    const shared = Math.min(to, time.to) - Math.max(from, time.from);
    if (shared <= 0) continue;
    counted += shared;
    packets += flow.packets * shared;
    bytes += flow.bytes * shared;
  }
  return counted === 0 ? null : { packets: packets / counted, bytes: bytes / counted };
}

/** The stretch in which most passed; null before the first. */
export function busiestOf({ stretches }: PastSeries, measure: Measure): Stretch | null {
  return stretches.reduce<Stretch | null>(
    (most, stretch) => (most && most.flow[measure] >= stretch.flow[measure] ? most : stretch),
    null,
  );
}

/** The mean rate of every counter that moved, over all that was counted. */
export function meansOf({ spans, keys }: PastRates): ReadonlyMap<string, Flow> {
  const counted = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const sums = new Map<string, { packets: number; bytes: number }>();
  for (const { from, to, at, packets, bytes } of spans) {
    for (const [index, ordinal] of at.entries()) {
      const key = keys[ordinal] ?? '';
      const sum = sums.get(key) ?? { packets: 0, bytes: 0 };
      sum.packets += ((packets[index] ?? 0) * (to - from)) / counted;
      sum.bytes += ((bytes[index] ?? 0) * (to - from)) / counted;
      sums.set(key, sum);
    }
  }
  return sums;
}
