/** What moved in a stretch of time, on the host's clock. What is not named stood still. */
export interface RateSpan {
  readonly from: number;
  readonly to: number;
  /** Keys of counters, as `counterKeys` names them. */
  readonly keys: readonly string[];
  /** Per second, in the order of the keys. */
  readonly packets: Float32Array;
  readonly bytes: Float32Array;
}

/** Counters at one moment, as a sample tells them: "packets bytes packets bytes ...". */
export interface CountersAt {
  readonly takenAt: number;
  readonly values: string;
}

/** What moved between two samples of the same rules; null when a counter went backwards, because someone reset it. */
export function spanBetween(before: CountersAt, after: CountersAt, keys: readonly string[]): RateSpan | null {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const seconds = (after.takenAt - before.takenAt) / 1000;
  const moved: string[] = [];
  const packets: number[] = [];
  const bytes: number[] = [];
  for (const [ordinal, key] of keys.entries()) {
    const at = ordinal * 2;
    if (old[at] === now[at] && old[at + 1] === now[at + 1]) continue;
    const morePackets = difference(old[at], now[at]);
    const moreBytes = difference(old[at + 1], now[at + 1]);
    if (morePackets < 0n || moreBytes < 0n) return null;
    moved.push(key);
    packets.push(Number(morePackets) / seconds);
    bytes.push(Number(moreBytes) / seconds);
  }
  return {
    from: before.takenAt,
    to: after.takenAt,
    keys: moved,
    packets: Float32Array.from(packets),
    bytes: Float32Array.from(bytes),
  };
}

function wordsOf({ values }: CountersAt): readonly string[] {
  return values === '' ? [] : values.trim().split(/ +/);
}

function difference(before = '0', after = '0'): bigint {
  return BigInt(after) - BigInt(before);
}

/** How many numbers the spans hold, which is what they cost. */
export function sizeOf(spans: readonly RateSpan[]): number {
  return spans.reduce((sum, { keys }) => sum + keys.length, 0);
}

/** Half as many spans of twice the length; those that a gap or other rules part stay apart. */
export function halveSpans(spans: readonly RateSpan[]): readonly RateSpan[] {
  const halved: RateSpan[] = [];
  for (let at = 0; at < spans.length; at++) {
    const span = spans[at] as RateSpan;
    const next = spans[at + 1];
    if (next?.from === span.to) {
      halved.push(joined(span, next));
      at++;
    } else halved.push(span);
  }
  return halved;
}

function joined(first: RateSpan, second: RateSpan): RateSpan {
  const whole = second.to - first.from;
  const sums = new Map<string, { packets: number; bytes: number }>();
  for (const { from, to, keys, packets, bytes } of [first, second]) {
    const share = (to - from) / whole;
    for (const [at, key] of keys.entries()) {
      const sum = sums.get(key) ?? { packets: 0, bytes: 0 };
      sum.packets += (packets[at] ?? 0) * share;
      sum.bytes += (bytes[at] ?? 0) * share;
      sums.set(key, sum);
    }
  }
  const all = [...sums.values()];
  return {
    from: first.from,
    to: second.to,
    keys: [...sums.keys()],
    packets: Float32Array.from(all, ({ packets }) => packets),
    bytes: Float32Array.from(all, ({ bytes }) => bytes),
  };
}
