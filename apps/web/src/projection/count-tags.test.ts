import { array, assert, integer, property, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { countWords, placeTags, TAG_HEIGHT, tagWidth, type CountedLine } from './count-tags.ts';
import { overlaps, type Point, type Rect } from './geometry.ts';
import type { CallEdge } from './model.ts';
import { orthogonal } from './routes.ts';

function line(id: string, points: readonly Point[], count = 500): CountedLine {
  const call: CallEdge = {
    id,
    from: 'nat/A',
    to: 'nat/B',
    others: [],
    how: 'jump',
    row: null,
    count,
    change: 'same',
  };
  return { call, route: orthogonal(points) };
}

function boxes(lines: readonly CountedLine[], scale: number, cards: readonly Rect[] = []): readonly Rect[] {
  const places = placeTags(lines, scale, cards);
  return lines.map(({ call }) => {
    const at = places.get(call.id) as Point;
    const [width, height] = [tagWidth(countWords(call)) * scale, TAG_HEIGHT * scale];
    return { x: at.x - width / 2, y: at.y - height / 2, width, height };
  });
}

test('a tag says how many calls there are, and to how many chains', () => {
  const { call } = line('a', [
    { x: 0, y: 0 },
    { x: 0, y: 9 },
  ]);
  expect(countWords({ ...call, count: 14_700 })).toBe('×14,700');
  expect(countWords({ ...call, count: 3, others: ['nat/C'] })).toBe('×3 to 2 chains');
});

test('lines that run in one lane have tags that do not cover each other', () => {
  const lane = Array.from({ length: 4 }, (_, nth) =>
    line(`${nth}`, [
      { x: 100, y: 20 * nth },
      { x: 200 + 5 * nth, y: 20 * nth },
      { x: 200 + 5 * nth, y: 900 },
      { x: 100, y: 900 + 12 * nth },
    ]),
  );
  const placed = boxes(lane, 3);
  for (const [at, box] of placed.entries()) {
    for (const other of placed.slice(at + 1)) expect(overlaps(box, other)).toBe(false);
  }
});

test('a tag stands beside a card that its line runs past, where it can', () => {
  const card = { x: 0, y: 400, width: 300, height: 200 };
  const [box] = boxes(
    [
      line('a', [
        { x: 100, y: 0 },
        { x: 100, y: 1000 },
      ]),
    ],
    1,
    [card],
  );
  expect(overlaps(box as Rect, card)).toBe(false);
});

test('every tag stands on its own line', () => {
  const point = record({ x: integer({ min: 0, max: 2000 }), y: integer({ min: 0, max: 2000 }) });
  assert(
    property(array(tuple(point, point), { minLength: 1, maxLength: 12 }), (ends) => {
      const lines = ends.map(([from, to], nth) => line(`${nth}`, [from, { x: to.x, y: from.y }, to]));
      const places = placeTags(lines, 3, []);
      for (const { call, route } of lines) {
        const at = places.get(call.id) as Point;
        const onLine = route.corners.some((to, index) => {
          const from = route.corners[index - 1];
          if (!from) return false;
          const box = {
            x: Math.min(from.x, to.x) - 0.5,
            y: Math.min(from.y, to.y) - 0.5,
            width: Math.abs(from.x - to.x) + 1,
            height: Math.abs(from.y - to.y) + 1,
          };
          return at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height;
        });
        expect(onLine).toBe(true);
      }
    }),
  );
});
