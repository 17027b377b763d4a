import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { commonSubsequence, withOccurrence, type Pair } from './sequence.ts';

/** The textbook table, to hold the quick way against. */
function longest(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const item of a) {
    const next = [0];
    for (const [at, other] of b.entries()) {
      next.push(item === other ? (row[at] ?? 0) + 1 : Math.max(next[at] ?? 0, row[at + 1] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

const isRising = (pairs: readonly Pair[]): boolean =>
  pairs.every((pair, at) => {
    const next = pairs[at + 1];
    return !next || (pair.before < next.before && pair.after < next.after);
  });

it('finds the longest common run, in order, of equal items', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(words, words, (a, b) => {
      const pairs = commonSubsequence(a, b);
      expect(pairs).toHaveLength(longest(a, b));
      expect(isRising(pairs)).toBe(true);
      for (const pair of pairs) expect(a[pair.before]).toBe(b[pair.after]);
    }),
    { numRuns: 500 },
  );
});

test('two long lists of one repeated item do not take for ever', () => {
  const before = ['x', ...Array.from({ length: 20_000 }, () => 'same'), 'y'];
  const after = ['y', ...Array.from({ length: 20_001 }, () => 'same'), 'x'];
  const pairs = commonSubsequence(before, after);
  expect(pairs).toHaveLength(20_000);
  expect(isRising(pairs)).toBe(true);
});

test('one insertion into 56,000 items is found at once', () => {
  const before = Array.from({ length: 56_000 }, (_, at) => `rule ${at % 30_000}`);
  const pairs = commonSubsequence(before, before.toSpliced(31_234, 0, 'new'));
  expect(pairs).toHaveLength(56_000);
});

test('occurrences tell equal items apart', () => {
  expect(new Set(withOccurrence(['a', 'a', '1 a', 'b'])).size).toBe(4);
});
