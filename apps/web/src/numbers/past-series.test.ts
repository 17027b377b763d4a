import type { PastRates } from '@sluice/protocol';
import { expect, test } from 'vitest';
import type { Flow, RateOf } from '../state/flow.ts';
import { busiestOf, joinPast, meansOf, minutesOf, plotPoints, readSeries, type PastSeries } from './past-series.ts';

const SECOND = 1000;
/** A whole minute, so that minutes begin where they are expected. */
const START = 1_700_000_040_000;

/** Spans as [from, to, packets of a, packets of b], in seconds from the start. */
function past(
  spans: readonly (readonly [number, number, number, number])[],
  marks: PastRates['marks'] = [],
): PastRates {
  return {
    keys: ['a', 'b'],
    marks,
    spans: spans.map(([from, to, a, b]) => ({
      from: START + from * SECOND,
      to: START + to * SECOND,
      at: [...(a > 0 ? [0] : []), ...(b > 0 ? [1] : [])],
      packets: [a, b].filter((rate) => rate > 0),
      bytes: [a, b].filter((rate) => rate > 0).map((rate) => rate * 100),
    })),
  };
}

function seriesOf(rates: PastRates, flowOf: (rateOf: RateOf) => Flow | null): PastSeries {
  const work = readSeries(rates, flowOf);
  for (;;) {
    const part = work.next();
    if (part.done) return part.value;
  }
}

const seconds = (times: readonly number[]) => times.map((time) => time - START / 1000);

test('the past of one counter; what did not move stood still', () => {
  const series = seriesOf(
    past([
      [0, 10, 5, 0],
      [10, 20, 0, 3],
    ]),
    (rateOf) => rateOf('b'),
  );
  expect(series.stretches.map(({ flow }) => flow)).toEqual([
    { packets: 0, bytes: 0 },
    { packets: 3, bytes: 300 },
  ]);
});

test('a gap breaks the line, and neighbours do not', () => {
  const series = seriesOf(
    past([
      [0, 10, 5, 0],
      [10, 20, 6, 0],
      [100, 110, 7, 0],
    ]),
    (rateOf) => rateOf('a'),
  );
  const [times, rates] = plotPoints(series, 'packets');
  expect(seconds(times).map(Math.round)).toEqual([0, 10, 20, 20, 100, 110, 110]);
  expect(rates).toEqual([5, 6, 6, null, 7, 7, null]);
  expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
});

test('minutes, the newest first: means over what was counted, gaps as such, marks where they fell', () => {
  const mark = { at: START + 130 * SECOND, kind: 'reset' } as const;
  const series = seriesOf(
    past(
      [
        [0, 30, 4, 0],
        [30, 60, 8, 0],
        [130, 140, 9, 0],
      ],
      [mark],
    ),
    (rateOf) => rateOf('a'),
  );
  expect(
    minutesOf(series).map(({ at, flow, marks }) => [(at - START) / SECOND, flow?.packets ?? null, marks.length]),
  ).toEqual([
    [120, 9, 1],
    [60, null, 0],
    [0, 6, 0],
  ]);
  expect(minutesOf(seriesOf(past([]), () => null))).toEqual([]);
});

test('the busiest stretch', () => {
  const series = seriesOf(
    past([
      [0, 10, 5, 0],
      [10, 20, 9, 0],
      [20, 30, 9, 0],
    ]),
    (rateOf) => rateOf('a'),
  );
  expect(busiestOf(series, 'bytes')?.from).toBe(START + 10 * SECOND);
  expect(busiestOf({ stretches: [], marks: [] }, 'bytes')).toBeNull();
});

test('what is told later joins what was told before, under the same names and once', () => {
  const before = past(
    [
      [0, 10, 5, 0],
      [10, 20, 6, 0],
    ],
    [{ at: START + 5 * SECOND, kind: 'reset' }],
  );
  const later: PastRates = {
    keys: ['c', 'b'],
    marks: [{ at: START + 25 * SECOND, kind: 'rules' }],
    spans: [{ from: START + 20 * SECOND, to: START + 30 * SECOND, at: [0, 1], packets: [7, 8], bytes: [70, 80] }],
  };
  const joined = joinPast(before, later, START + 10 * SECOND);
  const rateOf = (key: string) => seriesOf(joined, (rates) => rates(key)).stretches.map(({ flow }) => flow.packets);
  expect([rateOf('a'), rateOf('b'), rateOf('c')]).toEqual([
    [6, 0],
    [0, 8],
    [0, 7],
  ]);
  expect(joined.marks.map(({ kind }) => kind)).toEqual(['rules']);
  expect(joinPast(joined, later, START).spans).toHaveLength(2);
  expect(joinPast(joined, later, START).marks).toHaveLength(1);
});

test('means over all that was counted, gaps left out', () => {
  const means = meansOf(
    past([
      [0, 10, 6, 0],
      [10, 20, 0, 2],
      [100, 110, 3, 0],
    ]),
  );
  expect([...means]).toEqual([
    ['a', { packets: 3, bytes: 300 }],
    ['b', { packets: 2 / 3, bytes: 200 / 3 }],
  ]);
});
