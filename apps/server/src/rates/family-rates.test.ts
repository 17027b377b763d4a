import { expect, test } from 'vitest';
import { createFamilyRates, type FamilyRates } from './family-rates.ts';

const RULES = '*filter\n:INPUT DROP [0:0]\n[0:0] -A INPUT -i lo -j ACCEPT\n[0:0] -A INPUT -j DROP\nCOMMIT\n';
const MORE = RULES.replace('COMMIT', '[0:0] -A INPUT -j LOG\nCOMMIT');
const NAMED = { fingerprint: 'one', text: RULES };
const START = 1_700_000_000_000;

/** Takes a sample `second` seconds after the start. */
function take(
  rates: FamilyRates,
  second: number,
  values: string,
  more: { fingerprint?: string; cost?: number } = {},
): void {
  const { fingerprint = 'one', cost = 1 } = more;
  rates.sampled({
    family: 'ipv4',
    otherBackendHasRules: false,
    fingerprint,
    takenAt: START + second * 1000,
    cost,
    values,
  });
}

function begun(most?: number): FamilyRates {
  const rates = createFamilyRates('ipv4', most);
  rates.named(NAMED);
  return rates;
}

/** Spans as seconds from the start, with the packets per second of whoever moved. */
function told(rates: FamilyRates, since = 0) {
  const { spans, keys, marks } = rates.since(since === 0 ? 0 : START + since * 1000);
  const names = new Map(keys.map((key) => [key, key.startsWith('policy') ? 'policy' : key.replace(/.*\//, '')]));
  return {
    spans: spans.map(({ from, to, at, packets }) => ({
      from: (from - START) / 1000,
      to: (to - START) / 1000,
      rates: at.map((ordinal, index) => [names.get(keys[ordinal] ?? ''), packets[index]]),
    })),
    marks: marks.map(({ at, kind }) => `${kind} ${(at - START) / 1000}`),
  };
}

test('samples of every second make spans of ten, with what moved in each', () => {
  const rates = begun();
  for (let second = 0; second <= 20; second++) take(rates, second, `0 0 ${second * 5} ${second * 300} 0 0`);
  const { spans } = told(rates);
  expect(spans).toMatchObject([
    { from: 0, to: 10, rates: [[expect.any(String), 5]] },
    { from: 10, to: 20, rates: [[expect.any(String), 5]] },
  ]);
  expect(told(rates, 10).spans).toHaveLength(1);
});

test('fault 37: 64-bit counters are subtracted exactly', () => {
  const rates = begun();
  take(rates, 0, '18446744073709551500 0 0 0 0 0');
  take(rates, 10, '18446744073709551515 0 0 0 0 0');
  expect(told(rates).spans).toMatchObject([{ rates: [['policy', 1.5]] }]);
});

test('where nobody counted there is a gap, and a dear sample is no gap', () => {
  const rates = begun();
  take(rates, 0, '0 0 0 0 0 0');
  take(rates, 10, '10 0 0 0 0 0');
  take(rates, 100, '900 0 0 0 0 0');
  take(rates, 110, '910 0 0 0 0 0');
  take(rates, 200, '1000 0 0 0 0 0', { cost: 4000 });
  expect(told(rates).spans).toEqual([
    { from: 0, to: 10, rates: [['policy', 1]] },
    { from: 100, to: 110, rates: [['policy', 1]] },
    { from: 110, to: 200, rates: [['policy', 1]] },
  ]);
});

test('fault 37: a counter that went backwards is a mark, and no span counts over it', () => {
  const rates = begun();
  take(rates, 0, '500 0 0 0 0 0');
  take(rates, 10, '3 0 0 0 0 0');
  take(rates, 20, '13 0 0 0 0 0');
  expect(told(rates)).toEqual({ spans: [{ from: 10, to: 20, rates: [['policy', 1]] }], marks: ['reset 10'] });
});

test('our own reset is marked even where no counter had moved since', () => {
  const rates = begun();
  take(rates, 0, '0 0 0 0 0 0');
  take(rates, 5, '5 0 0 0 0 0');
  rates.reset(START + 6000);
  take(rates, 7, '0 0 0 0 0 0');
  take(rates, 17, '20 0 0 0 0 0');
  expect(told(rates)).toEqual({
    spans: [
      { from: 0, to: 5, rates: [['policy', 1]] },
      { from: 7, to: 17, rates: [['policy', 2]] },
    ],
    marks: ['reset 6'],
  });
});

test('other rules are a mark; counters keep their names, whatever their place', () => {
  const rates = begun();
  take(rates, 0, '0 0 0 0 0 0');
  take(rates, 6, '0 0 0 0 12 0');
  take(rates, 7, '0 0 0 0 0 0 14 0 0 0', { fingerprint: 'two' });
  rates.named({ fingerprint: 'two', text: MORE.replace('-A INPUT -i lo', '-A INPUT -j MARK\n-A INPUT -i lo') });
  take(rates, 17, '0 0 0 0 0 0 34 0 0 0', { fingerprint: 'two' });
  const { spans, marks } = told(rates);
  expect(marks).toEqual(['rules 7']);
  expect(spans).toMatchObject([
    { from: 0, to: 6 },
    { from: 7, to: 17 },
  ]);
  expect(spans[1]?.rates).toEqual(spans[0]?.rates);
});

test('an hour is kept and no more', () => {
  const rates = begun();
  for (let second = 0; second <= 4000; second += 10) take(rates, second, `${second} 0 0 0 0 0`);
  const { spans } = told(rates);
  expect(spans[0]?.from).toBe(390);
  expect(spans).toHaveLength(361);
});

test('however much moves, so many numbers are kept: what is older becomes coarser, and the sums stay', () => {
  const rates = begun(40);
  for (let second = 0; second <= 1000; second += 10) take(rates, second, `${second} 0 ${second * 3} 0 0 0`);
  const { spans } = told(rates);
  expect(spans.length).toBeLessThanOrEqual(20);
  expect(spans.length).toBeGreaterThan(5);
  expect(spans.at(-1)).toMatchObject({ from: 990, to: 1000 });
  for (const [at, span] of spans.entries()) {
    if (at > 0) expect(span.from).toBe(spans[at - 1]?.to);
    expect(span.rates.map(([, rate]) => rate)).toEqual([1, 3]);
  }
});
