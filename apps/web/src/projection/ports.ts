import type { Point, Rect } from './geometry.ts';
import { GROUP_HEIGHT, HEAD, INLET_Y, MAX_ROWS, ROW } from './metrics.ts';
import { isGroup, type AnyCard } from './model.ts';

/** Height of a row's port, from the card's top; the last line's for rows that are scrolled away. A group has one port. */
export function rowPortY(card: AnyCard, row: string | null): number {
  if (isGroup(card)) return GROUP_HEIGHT / 2;
  const index = row === null ? -1 : card.rows.findIndex(({ key }) => key === row);
  const line = index < 0 ? Math.min(card.lines, MAX_ROWS) : index;
  return HEAD + line * ROW + ROW / 2;
}

/** Where a call leaves its row. */
export function portAt(card: AnyCard, box: Rect, row: string | null): Point {
  return { x: box.x + box.width, y: box.y + rowPortY(card, row) };
}

/** Where calls arrive at a chain. */
export function inletAt(box: Rect): Point {
  return { x: box.x, y: box.y + INLET_Y };
}
