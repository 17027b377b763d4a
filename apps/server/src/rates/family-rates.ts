import { parseSave } from '@sluice/iptables';
import type { Family } from '@sluice/netfilter';
import type { PastRates } from '@sluice/protocol';
import type { CounterSample } from '@sluice/protocol/helper';
import { halveSpans, sizeOf, spanBetween, type CountersAt, type RateSpan } from './rate-spans.ts';

/** How far back it reaches. */
const HOUR_MS = 3_600_000;
/** A span ends with the first sample that is this much later than its beginning. */
const SPAN_MS = 10_000;
/** Shorter ones, cut off by a change of the rules, are left out. */
const SHORTEST_MS = 3000;
/** Samples that are further apart leave a gap; one that is dear may come as seldom as this. */
const GAP_MS = { cheap: 30_000, dear: 200_000 } as const;
/** A sample that takes longer is dear: every fifty thousand rules or so. */
export const DEAR_MS = 200;
/** The most numbers that are kept, of 24 bytes each: what is older becomes coarser, and only then goes. */
const MOST_NUMBERS = 600_000;
/** The most numbers of one answer. */
const MOST_ANSWERED = 150_000;

type Mark = PastRates['marks'][number];

/** The last hour of one family of one host: rates, gaps where nobody counted, and where counting began anew. */
export interface FamilyRates {
  sampled(sample: CounterSample): void;
  /** Says what the ordinals of samples with this fingerprint count. */
  named(rules: { readonly fingerprint: string; readonly text: string }): void;
  /** Sluice itself set counters to zero. */
  reset(at: number): void;
  /** What ended after that moment on the host's clock. */
  since(moment: number): PastRates;
}

interface Names {
  readonly fingerprint: string;
  readonly text: string;
  keys: readonly string[] | null;
}

/** Holds the spans, and the sample that the next one begins with. */
class Rates implements FamilyRates {
  readonly #family: Family;
  readonly #most: number;
  #spans: readonly RateSpan[] = [];
  #marks: readonly Mark[] = [];
  #names: Names | null = null;
  #first: (CountersAt & { readonly fingerprint: string }) | null = null;
  #last: (CountersAt & { readonly fingerprint: string }) | null = null;

  constructor(family: Family, most: number) {
    this.#family = family;
    this.#most = most;
  }

  named({ fingerprint, text }: { readonly fingerprint: string; readonly text: string }): void {
    if (this.#names?.fingerprint === fingerprint) return;
    // A span that runs over the old rules needs the old names; one of the new rules may have begun already.
    if (this.#first?.fingerprint !== fingerprint) this.#close();
    this.#names = { fingerprint, text, keys: null };
  }

  sampled(sample: CounterSample): void {
    const last = this.#last;
    const apart = last ? sample.takenAt - last.takenAt : 0;
    const changed = last !== null && last.fingerprint !== sample.fingerprint;
    if (changed) this.#mark(sample.takenAt, 'rules');
    if (changed || apart < 0 || apart > (sample.cost > DEAR_MS ? GAP_MS.dear : GAP_MS.cheap)) this.#close();
    const { takenAt, values, fingerprint } = sample;
    this.#last = { takenAt, values, fingerprint };
    this.#first ??= this.#last;
    if (takenAt - this.#first.takenAt >= SPAN_MS) {
      this.#close();
      this.#first = this.#last;
    }
    this.#forget(takenAt - HOUR_MS);
  }

  reset(at: number): void {
    this.#close();
    this.#last = null;
    this.#mark(at, 'reset');
  }

  since(moment: number): PastRates {
    let spans = this.#spans.filter(({ to }) => to > moment);
    for (let size = sizeOf(spans); size > MOST_ANSWERED;) {
      spans = [...halveSpans(spans)];
      const now = sizeOf(spans);
      if (now === size) break;
      size = now;
    }
    const ordinals = new Map<string, number>();
    const ordinal = (key: string): number => {
      const known = ordinals.get(key) ?? ordinals.size;
      ordinals.set(key, known);
      return known;
    };
    return {
      spans: spans.map(({ from, to, keys, packets, bytes }) => ({
        from,
        to,
        at: keys.map(ordinal),
        packets: Array.from(packets, shortened),
        bytes: Array.from(bytes, shortened),
      })),
      keys: [...ordinals.keys()],
      marks: this.#marks.filter(({ at }) => at > moment),
    };
  }

  /** Ends the span that runs with the last sample. */
  #close(): void {
    const [first, last] = [this.#first, this.#last];
    this.#first = null;
    if (!first || !last || last.takenAt - first.takenAt < SHORTEST_MS) return;
    const keys = this.#keysOf(first.fingerprint);
    if (!keys) return;
    const span = spanBetween(first, last, keys);
    if (span) this.#spans = [...this.#spans, span];
    else this.#mark(last.takenAt, 'reset');
    this.#shrink();
  }

  /** Parsed only when a span of these rules is there: on a host whose rules change all the time, that is seldom. */
  #keysOf(fingerprint: string): readonly string[] | null {
    const names = this.#names;
    if (names?.fingerprint !== fingerprint) return null;
    names.keys ??= this.#shared(parseSave(names.text, { family: this.#family }).counterKeys);
    return names.keys;
  }

  /** The same strings as the spans before hold, so that an hour of one rule costs its name once. */
  #shared(keys: readonly string[]): readonly string[] {
    const known = new Map(this.#spans.slice(-1).flatMap((span) => span.keys.map((key) => [key, key] as const)));
    return keys.map((key) => known.get(key) ?? key);
  }

  #mark(at: number, kind: Mark['kind']): void {
    this.#marks = [...this.#marks, { at, kind }];
  }

  #forget(before: number): void {
    if ((this.#spans[0]?.to ?? before) < before) this.#spans = this.#spans.filter(({ to }) => to >= before);
    if ((this.#marks[0]?.at ?? before) < before) this.#marks = this.#marks.filter(({ at }) => at >= before);
  }

  /** Makes the older half coarser until everything fits; where that is not enough, the oldest goes. */
  #shrink(): void {
    while (sizeOf(this.#spans) > this.#most) {
      const half = Math.ceil(this.#spans.length / 2);
      const older = halveSpans(this.#spans.slice(0, half));
      this.#spans = [...(older.length < half ? older : older.slice(1)), ...this.#spans.slice(half)];
    }
  }
}

/** Four digits are more than a plot can show. */
function shortened(rate: number): number {
  return Number(rate.toPrecision(4));
}

/** Nothing yet. `most` is how many numbers it keeps. */
export function createFamilyRates(family: Family, most = MOST_NUMBERS): FamilyRates {
  return new Rates(family, most);
}
