import { array, assert, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { bottom, overlaps, right } from '../projection/geometry.ts';
import { placeCard } from './card-place.ts';

const CARD = { width: 404, height: 260 };
const ROOM = { x: 250, y: 100, width: 1000, height: 800 };

test('the card stands at the right of what it points at, level with it', () => {
  const thing = { x: 300, y: 130, width: 200, height: 150 };
  expect(placeCard(CARD, [thing], [], ROOM)).toEqual({ x: 514, y: 130, side: 'right' });
});

test('at the left where the right has no room, pushed up where it would hang out', () => {
  const thing = { x: 900, y: 800, width: 200, height: 80 };
  expect(placeCard(CARD, [thing], [], ROOM)).toEqual({ x: 482, y: 640, side: 'left' });
});

test('level with its end where something below must be seen', () => {
  const thing = { x: 300, y: 400, width: 200, height: 30 };
  const below = { x: 550, y: 450, width: 300, height: 30 };
  expect(placeCard(CARD, [thing, below], [], ROOM)).toEqual({ x: 514, y: 170, side: 'right' });
});

test('below where something at both sides must be seen', () => {
  const thing = { x: 700, y: 130, width: 100, height: 100 };
  const others = [
    { x: 850, y: 100, width: 50, height: 130 },
    { x: 600, y: 100, width: 50, height: 130 },
  ];
  expect(placeCard(CARD, [thing], others, ROOM)).toEqual({ x: 700, y: 244, side: 'below' });
});

test('it points at nothing from a corner when there is no room beside it, or nothing to point at', () => {
  const corner = { x: 846, y: 640, side: null };
  expect(placeCard(CARD, [], [], ROOM)).toEqual(corner);
  const most = { x: 260, y: 110, width: 800, height: 600 };
  expect(placeCard(CARD, [most], [], ROOM)).toEqual(corner);
});

test('beside something it is inside the room and covers nothing, wherever that is', () => {
  const rect = record({
    x: integer({ min: 250, max: 1200 }),
    y: integer({ min: 100, max: 850 }),
    width: integer({ min: 1, max: 300 }),
    height: integer({ min: 1, max: 300 }),
  });
  assert(
    property(array(rect, { minLength: 1, maxLength: 4 }), ([thing, ...others]) => {
      if (!thing) return;
      const place = placeCard(CARD, [thing], others, ROOM);
      const box = { ...place, ...CARD };
      expect(box.x).toBeGreaterThanOrEqual(ROOM.x);
      expect(box.y).toBeGreaterThanOrEqual(ROOM.y);
      expect(right(box)).toBeLessThanOrEqual(right(ROOM));
      expect(bottom(box)).toBeLessThanOrEqual(bottom(ROOM));
      if (place.side !== null) for (const other of [thing, ...others]) expect(overlaps(box, other)).toBe(false);
    }),
  );
});
