import { bottom, overlaps, right, type Point, type Rect } from '../projection/geometry.ts';

/** Where the card stands, and at which side of what it points at; null where it only keeps out of the way. */
export interface CardPlace extends Point {
  readonly side: Side | null;
}

/** A side of the thing that is pointed at. */
export type Side = 'right' | 'left' | 'below' | 'above';

const SIDES: readonly Side[] = ['right', 'left', 'below', 'above'];
/** Between what is pointed at, its ring included, and the card: the beak has to fit. */
const GAP = 14;

/**
 * Puts a card beside the first of the things that are pointed at, inside `room`, where it covers none of them nor anything
 * else that must be seen. Where there is no such place, it stands in the corner in which it covers least.
 */
export function placeCard(card: Size, things: readonly Rect[], seen: readonly Rect[], room: Rect): CardPlace {
  const covered = (at: Point): number =>
    [...things, ...seen].reduce((sum, other) => sum + shared({ ...at, ...card }, other), 0);
  const [first] = things;
  const beside = first ? SIDES.flatMap((side) => along(side, first, card, room)) : [];
  const free = beside.find((place) => isInside({ ...place, ...card }, room) && covered(place) === 0);
  if (free) return free;
  const [best = { x: room.x, y: room.y }] = corners(card, room).toSorted((a, b) => covered(a) - covered(b));
  return { ...best, side: null };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The places at one side of a thing: level with where it begins, with its middle, with its end; pushed into the room. */
function along(side: Side, thing: Rect, card: Size, room: Rect): readonly CardPlace[] {
  const upright = side === 'left' || side === 'right';
  const [size, own] = upright ? [thing.height, card.height] : [thing.width, card.width];
  return [0, (size - own) / 2, size - own].map((shift) => {
    const x = within(thing.x + shift, room.x, right(room) - card.width);
    const y = within(thing.y + shift, room.y, bottom(room) - card.height);
    switch (side) {
      case 'right':
        return { x: right(thing) + GAP, y, side };
      case 'left':
        return { x: thing.x - GAP - card.width, y, side };
      case 'below':
        return { x, y: bottom(thing) + GAP, side };
      case 'above':
        return { x, y: thing.y - GAP - card.height, side };
    }
  });
}

function corners(card: Size, room: Rect): readonly Point[] {
  const [left, top] = [room.x, room.y];
  const [end, low] = [Math.max(left, right(room) - card.width), Math.max(top, bottom(room) - card.height)];
  return [
    { x: end, y: low },
    { x: end, y: top },
    { x: left, y: low },
    { x: left, y: top },
  ];
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function isInside(box: Rect, room: Rect): boolean {
  return box.x >= room.x && box.y >= room.y && right(box) <= right(room) && bottom(box) <= bottom(room);
}

/** The area that two boxes share. */
function shared(a: Rect, b: Rect): number {
  if (!overlaps(a, b)) return 0;
  const width = Math.min(right(a), right(b)) - Math.max(a.x, b.x);
  return width * (Math.min(bottom(a), bottom(b)) - Math.max(a.y, b.y));
}
