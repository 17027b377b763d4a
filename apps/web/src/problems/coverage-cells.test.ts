import type { CoverageArea } from '@sluice/analysis';
import type { RuleId } from '@sluice/netfilter';
import { expect, it } from 'vitest';
import { labelCells, rectanglesOf } from './coverage-cells.ts';

function area(index: number, across: readonly number[], down: readonly number[]): CoverageArea {
  const rule = { table: 'filter', chain: 'INPUT', index, id: `${index}` as RuleId } as const;
  return { rule, across, down, words: { across: '', down: '' } };
}

it('draws bands that touch as one, and others apart', () => {
  expect(rectanglesOf(area(0, [0, 1, 3], [2, 3]))).toEqual([
    { from: { across: 0, down: 2 }, to: { across: 1, down: 3 } },
    { from: { across: 3, down: 2 }, to: { across: 3, down: 3 } },
  ]);
  expect(rectanglesOf(area(0, [], [1]))).toEqual([]);
});

it('gives each name a cell of its own, the small areas first', () => {
  const [own, wide, narrow] = [area(6, [1], [0, 1]), area(1, [0, 1, 2], [1]), area(3, [1], [0])];
  expect(labelCells([own, wide, narrow])).toEqual([
    { across: 1, down: 1 },
    { across: 0, down: 1 },
    { across: 1, down: 0 },
  ]);
});

it('leaves a name out where there is no room', () => {
  expect(labelCells([area(2, [0], [0]), area(1, [0], [0])])).toEqual([{ across: 0, down: 0 }, null]);
});
