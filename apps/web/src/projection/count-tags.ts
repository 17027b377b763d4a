import { nameWidth } from './metrics.ts';
import { Occupied, type Point, type Rect } from './geometry.ts';
import type { CallEdge } from './model.ts';
import type { EdgeRoute } from './routes.ts';

/** A line that stands for several calls, and where it runs. */
export interface CountedLine {
  readonly call: CallEdge;
  readonly route: EdgeRoute;
}

/** Height of a tag at 100 %. */
export const TAG_HEIGHT = 18;
/** Tags keep this far from each other. */
const APART: Point = { x: 3, y: 3 };
/** Where on a piece of its line a tag can stand, the best place first. */
const ALONG = [0.5, 0.3, 0.7, 0.15, 0.85];

/** `×14 to 3 chains`: how many calls a line stands for, and to how many chains when it is more than one. */
export function countWords({ count, others }: CallEdge): string {
  const chains = others.length > 0 ? ` to ${others.length + 1} chains` : '';
  return `×${count.toLocaleString('en')}${chains}`;
}

/** How wide the tag with these words is at 100 %. */
export function tagWidth(words: string): number {
  return Math.max(30, nameWidth(words, 10) + 12);
}

/**
 * Where each line's tag stands when tags are drawn so many times larger: on its own line, over no other tag, and over no
 * card where the line has such a place. A line that has no place at all keeps its middle.
 */
export function placeTags(
  lines: readonly CountedLine[],
  scale: number,
  cards: Iterable<Rect>,
): ReadonlyMap<string, Point> {
  const covered = new Occupied();
  for (const card of cards) covered.add(card);
  const taken = new Occupied();
  const places = new Map<string, Point>();
  for (const { call, route } of lines) {
    const size = { width: tagWidth(countWords(call)) * scale, height: TAG_HEIGHT * scale };
    const free = placesOn(route).filter((at) => taken.touching(around(at, size), APART).length === 0);
    const at = free.find((place) => covered.touching(around(place, size)).length === 0) ?? free[0] ?? route.middle;
    places.set(call.id, at);
    taken.add(around(at, size));
  }
  return places;
}

function around({ x, y }: Point, { width, height }: Pick<Rect, 'width' | 'height'>): Rect {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** The middle first, then along the longest pieces. */
function placesOn({ middle, corners, start, end }: EdgeRoute): readonly Point[] {
  const ends = corners.length > 0 ? corners : [start, end];
  const pieces = ends.slice(1).map((to, at) => ({ from: ends[at] as Point, to }));
  const byLength = pieces.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  // A curve is none of its straight line, but in the middle.
  const along = corners.length > 0 ? ALONG : ALONG.slice(0, 1);
  return [middle, ...byLength.flatMap((piece) => along.map((part) => between(piece, part)))];
}

interface Piece {
  readonly from: Point;
  readonly to: Point;
}

function lengthOf({ from, to }: Piece): number {
  return Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
}

function between({ from, to }: Piece, part: number): Point {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
