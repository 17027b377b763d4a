import type { Point, Rect } from './geometry.ts';
import { HEAD, INLET_Y, MAX_ROWS, ROW } from './metrics.ts';
import type { MapCard } from './model.ts';

/** Height of a row's port, from the card's top; the last line's for rows that are scrolled away. */
export function rowPortY(card: MapCard, row: string | null): number {
  const index = row === null ? -1 : card.rows.findIndex(({ key }) => key === row);
  const line = index < 0 ? Math.min(card.lines, MAX_ROWS) : index;
  return HEAD + line * ROW + ROW / 2;
}

/** Where a call leaves its row. */
export function portAt(card: MapCard, box: Rect, row: string | null): Point {
  return { x: box.x + box.width, y: box.y + rowPortY(card, row) };
}

/** Where calls arrive at a chain. */
export function inletAt(box: Rect): Point {
  return { x: box.x, y: box.y + INLET_Y };
}
