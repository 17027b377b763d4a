import { expect, test } from 'vitest';
import { right } from '../projection/geometry.ts';
import { centred, fitting, middle, opening, openSight } from './fitting.ts';

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

test.each([
  ['whole where that can be read', { width: 1500, height: 900 }, 'whole'],
  ['as large as can be read where a little is cut', { width: 1224, height: 620 }, 0.8],
  ['also when it is too wide', { width: 800, height: 900 }, 0.8],
  ['whole, however small, when most would be cut', { width: 590, height: 340 }, 'whole'],
])('a map opens %s', (_how, sight, expected) => {
  const view = opening(BOUNDS, sight);
  if (expected === 'whole') expect(view).toEqual(fitting(BOUNDS, sight));
  else expect(view.zoom).toBe(expected);
  expect(BOUNDS.x * view.zoom + view.x).toBeGreaterThanOrEqual(0);
  expect(BOUNDS.y * view.zoom + view.y).toBeGreaterThanOrEqual(0);
});

test('a place is found again on a canvas of another size: in its middle', () => {
  const place = { x: 812, y: -40, zoom: 0.64 };
  const seen = middle(centred(place, { width: 1200, height: 700 }), { width: 1200, height: 700 });
  expect(seen.x).toBeCloseTo(place.x);
  expect(seen.y).toBeCloseTo(place.y);
  const smaller = middle(centred(seen, { width: 400, height: 300 }), { width: 400, height: 300 });
  expect(smaller.x).toBeCloseTo(place.x);
  expect(smaller.y).toBeCloseTo(place.y);
});
