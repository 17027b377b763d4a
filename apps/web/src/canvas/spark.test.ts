import { expect, it } from 'vitest';
import { sparkPath } from './spark.ts';

it('draws eleven points within its box, the highest at the top', () => {
  const path = sparkPath(Array.from({ length: 60 }, (_, second) => second));
  const points = path
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number));
  expect(points).toHaveLength(11);
  expect(points[0]?.[1]).toBeGreaterThan(points[10]?.[1] ?? 0);
  expect(points.every(([x, y]) => x !== undefined && y !== undefined && x >= 0 && x <= 22 && y >= 0 && y <= 11)).toBe(
    true,
  );
});

it('draws nothing where nothing moved', () => {
  expect(sparkPath([])).toBe('');
  expect(sparkPath([0, 0, 0])).toBe('');
});
