import { expect, it } from 'vitest';
import { levelAt, type Level } from './level.ts';

it.each<[number, Level]>([
  [2, 'rows'],
  [0.8, 'rows'],
  [0.79, 'bars'],
  [0.45, 'bars'],
  [0.44, 'stripes'],
  [0.2, 'stripes'],
  [0.19, 'tiles'],
  [0.05, 'tiles'],
])('draws at %d, coming from far away, %s', (zoom, level) => {
  expect(levelAt(zoom, 'tiles')).toBe(level);
});

it('keeps a level 5 % longer on the way out, and not on the way in', () => {
  expect(levelAt(0.77, 'rows')).toBe('rows');
  expect(levelAt(0.75, 'rows')).toBe('bars');
  expect(levelAt(0.77, 'bars')).toBe('bars');
  expect(levelAt(0.43, 'bars')).toBe('bars');
  expect(levelAt(0.43, 'rows')).toBe('stripes');
  expect(levelAt(0.195, 'stripes')).toBe('stripes');
});
