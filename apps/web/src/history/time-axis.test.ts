import { describe, expect, it } from 'vitest';
import { placeOf, ticksBetween } from './time-axis.ts';

const NOON = new Date(2026, 10, 26, 12, 0, 0).getTime();
const HOUR = 3_600_000;

describe('ticks of the line of time', () => {
  it.each([
    ['ten minutes', HOUR / 6],
    ['three hours', 3 * HOUR],
    ['a day', 24 * HOUR],
    ['a fortnight', 14 * 24 * HOUR],
    ['three years', 3 * 365 * 24 * HOUR],
  ])('are few, round and in order over %s', (_, span) => {
    const ticks = ticksBetween(NOON - span, NOON, 10);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(11);
    expect(ticks.map(({ at }) => at)).toEqual(ticks.map(({ at }) => at).toSorted((a, b) => a - b));
    for (const { at } of ticks) expect(at % 60_000).toBe(0);
  });

  it('names the day where one begins and the time elsewhere', () => {
    const words = ticksBetween(NOON - 18 * HOUR, NOON, 10).map((tick) => tick.words);
    expect(words).toContain('Thu 26');
    expect(words).toContain('03:00');
  });
});

describe('a place on the line', () => {
  it.each([
    [0, 0, 10, 0],
    [5, 0, 10, 0.5],
    [20, 0, 10, 1],
    [7, 7, 7, 1],
  ])('%d between %d and %d is %d', (at, from, to, place) => {
    expect(placeOf(at, from, to)).toBe(place);
  });
});
