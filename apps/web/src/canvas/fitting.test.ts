import { expect, test } from 'vitest';
import { right } from '../projection/geometry.ts';
import { fitting, openSight } from './fitting.ts';

const BOUNDS = { x: -40, y: 10, width: 1500, height: 900 };

test.each([
  ['beside the map', 1224, 0, 1224],
  ['over it', 1224, 340, 884],
  ['over nearly all of it', 400, 340, 400],
])('the whole map is seen with the inspector %s', (_where, width, covered, open) => {
  const { x, zoom } = fitting(BOUNDS, openSight({ width, height: 600 }, covered));
  expect(BOUNDS.x * zoom + x).toBeGreaterThanOrEqual(0);
  expect(right(BOUNDS) * zoom + x).toBeLessThanOrEqual(open);
});
