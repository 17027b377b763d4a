import type { Revision } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { authorWords } from '../shell/words.ts';
import { countMarks, fateWords, momentWords, spanWords, titleOf } from './revision-words.ts';
import { stateBefore } from './use-comparison.ts';

const REVISION: Revision = {
  number: 41,
  at: 0,
  kind: 'applied',
  state: 'stood',
  author: { how: 'person', name: 'admin', address: '192.0.2.10' },
  message: '',
  window: 60_000,
  decidedAfter: 22_000,
  undoneBy: null,
  families: [],
  counts: { added: 2, removed: 1, changed: 0, moved: 0 },
  chains: [{ family: 'ipv4', table: 'filter', chain: 'INPUT' }],
  chainCount: 1,
  rules: 79,
};

describe('a revision in words', () => {
  it.each<[string, Partial<Revision>, string]>([
    ['the reason that was given', { message: 'Tighten ssh' }, 'Tighten ssh'],
    ['else where it was', {}, 'Changed INPUT'],
    ['the first reading', { kind: 'first' }, 'First read: 79 rules'],
    ['others', { kind: 'outside', chainCount: 5 }, 'INPUT changed on the host'],
  ])('is called by %s', (_, change, expected) => {
    expect(titleOf({ ...REVISION, ...change })).toBe(expected);
  });

  it('counts chains beyond the first', () => {
    const second = { family: 'ipv4', table: 'nat', chain: 'DOCKER' } as const;
    const several = { ...REVISION, chains: [...REVISION.chains, second], chainCount: 2 };
    expect(titleOf(several)).toBe('Changed INPUT and DOCKER');
    expect(titleOf({ ...several, chainCount: 5 })).toBe('Changed INPUT and 4 more chains');
  });

  it('shows only counts that are not zero', () => {
    expect(countMarks(REVISION.counts).map(({ text }) => text)).toEqual(['+2', '−1']);
  });

  it('says how sure it is of an author', () => {
    expect(authorWords({ how: 'program', name: 'fail2ban (pid 811)', address: null })).toBe('fail2ban (pid 811)');
    expect(authorWords({ how: 'likely', name: 'Docker', address: null })).toBe('likely Docker');
  });

  it.each<[Partial<Revision>, string | null]>([
    [{}, null],
    [{ state: 'trial' }, 'on trial'],
    [{ state: 'undone', undoneBy: 'deadline' }, 'rolled back: nobody kept it in time'],
    [{ state: 'undone', undoneBy: 'asked' }, 'rolled back'],
  ])('%o became %s', (change, expected) => {
    expect(fateWords({ ...REVISION, ...change })).toBe(expected);
  });
});

it.each([
  [22_000, '22 s'],
  [19 * 60_000, '19 min'],
  [3_600_000 * 19 + 60_000 * 12, '19 h 12 min'],
  [3_600_000 * 3, '3 h'],
  [86_400_000 * 3, '3 days'],
])('a span of %d ms is %s', (span, words) => {
  expect(spanWords(span)).toBe(words);
});

it('names the day of a moment only when it is not today', () => {
  const now = new Date(2026, 10, 26, 12, 0).getTime();
  expect(momentWords(now - 3_600_000, now)).toBe('11:00');
  expect(momentWords(now - 2 * 86_400_000, now)).toBe('Tue 12:00');
  expect(momentWords(now - 20 * 86_400_000, now)).toBe('6 Nov 12:00');
});

it('a revision followed the newest one before it that stood', () => {
  const newest: Revision = { ...REVISION, number: 43 };
  const all = [newest, { ...REVISION, number: 42, state: 'undone' } as const, REVISION];
  expect(stateBefore(all, newest)?.number).toBe(41);
  expect(stateBefore(all, REVISION)).toBeNull();
});
