import type { CounterChange, CounterFrame } from '@sluice/protocol';
import type { CounterSample } from '@sluice/protocol/helper';

/** Turns samples of one family into frames: what moved since the sample before, or everything. */
export interface CounterStream {
  /** The frame for those who have followed so far; full when the rules are others than before. */
  next(sample: CounterSample): CounterFrame;
  /** Everything as of the last sample, for somebody new; null before the first sample. */
  full(): CounterFrame | null;
}

/** A stream for one family of one host. */
export function createCounterStream(host: string): CounterStream {
  let last: CounterSample | null = null;
  let words: readonly string[] = [];

  function frame(sample: CounterSample, full: boolean, changes: readonly CounterChange[]): CounterFrame {
    const { family, fingerprint, takenAt } = sample;
    return { host, family, fingerprint, full, takenAt: Math.round(takenAt), changes };
  }

  return {
    next(sample) {
      const before = words;
      const comparable = last?.fingerprint === sample.fingerprint;
      const unmoved = comparable && last?.values === sample.values;
      last = sample;
      if (unmoved) return frame(sample, false, []);
      words = split(sample.values);
      if (!comparable || before.length !== words.length) return frame(sample, true, changesSince([], words));
      return frame(sample, false, changesSince(before, words));
    },
    full: () => (last ? frame(last, true, changesSince([], words)) : null),
  };
}

function split(values: string): readonly string[] {
  return values === '' ? [] : values.trim().split(/ +/);
}

/** Compares the decimal words, and makes numbers only of those that differ. */
function changesSince(before: readonly string[], after: readonly string[]): readonly CounterChange[] {
  const changes: CounterChange[] = [];
  for (let at = 0; at + 1 < after.length; at += 2) {
    const packets = after[at] as string;
    const bytes = after[at + 1] as string;
    if (packets !== before[at] || bytes !== before[at + 1]) {
      changes.push({ ordinal: at / 2, packets: BigInt(packets), bytes: BigInt(bytes) });
    }
  }
  return changes;
}
