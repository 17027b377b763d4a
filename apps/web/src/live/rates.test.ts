import { describe, expect, it } from 'vitest';
import { rateWords } from './rates.ts';

describe('a rate in few characters', () => {
  it.each([
    [0, '0', 'B/s'],
    [0.1, '0.1', 'B/s'],
    [9.94, '9.9', 'B/s'],
    [12.3, '12', 'B/s'],
    [999, '999', 'B/s'],
    [999.7, '1.0', 'kB/s'],
    [1100, '1.1', 'kB/s'],
    [168_000, '168', 'kB/s'],
    [3.2e9, '3.2', 'GB/s'],
  ])('%d is %s %s', (rate, number, unit) => {
    expect(rateWords(rate, 'bytes')).toEqual({ number, unit });
  });

  it('writes packets with the step at the number', () => {
    expect(rateWords(1100, 'packets')).toEqual({ number: '1.1k', unit: 'packets/s' });
  });
});
