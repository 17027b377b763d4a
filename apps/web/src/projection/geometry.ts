/** A point on the map, in pixels at 100 %. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box on the map. */
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** Where a box ends at the right. */
export function right(rect: Rect): number {
  return rect.x + rect.width;
}

/** Where a box ends below. */
export function bottom(rect: Rect): number {
  return rect.y + rect.height;
}

/** How far boxes have to stay away from each other. */
export type Distance = Point;

const NONE: Distance = { x: 0, y: 0 };

/** Whether two boxes share any area, or come closer than `apart`. */
export function overlaps(a: Rect, b: Rect, apart: Distance = NONE): boolean {
  return a.x < right(b) + apart.x && b.x < right(a) + apart.x && a.y < bottom(b) + apart.y && b.y < bottom(a) + apart.y;
}

/** The smallest box around all of them. */
export function bounds(rects: Iterable<Rect>): Rect {
  let [left, top, end, low] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rect of rects) {
    left = Math.min(left, rect.x);
    top = Math.min(top, rect.y);
    end = Math.max(end, right(rect));
    low = Math.max(low, bottom(rect));
  }
  return left === Infinity
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: end - left, height: low - top };
}

const CELL = 256;

/** Boxes that have their place; answers where the next one fits without touching them. */
export class Occupied {
  readonly #cells = new Map<string, Rect[]>();

  /** Takes this box's area. */
  add(rect: Rect): void {
    for (const key of cellsOf(rect)) {
      const cell = this.#cells.get(key);
      if (cell) cell.push(rect);
      else this.#cells.set(key, [rect]);
    }
  }

  /** The boxes that share area with this one, or come closer than `apart`. */
  touching(rect: Rect, apart: Distance = NONE): readonly Rect[] {
    const wide = {
      x: rect.x - apart.x,
      y: rect.y - apart.y,
      width: rect.width + 2 * apart.x,
      height: rect.height + 2 * apart.y,
    };
    const found = new Set<Rect>();
    for (const key of cellsOf(wide)) {
      for (const other of this.#cells.get(key) ?? []) if (overlaps(rect, other, apart)) found.add(other);
    }
    return [...found];
  }

  /** The first free y at or below the box's own, keeping its x. */
  freeBelow(rect: Rect, apart: Distance): number {
    let { y } = rect;
    for (;;) {
      const blocking = this.touching({ ...rect, y }, apart);
      if (blocking.length === 0) return y;
      y = Math.max(...blocking.map((other) => bottom(other) + apart.y));
    }
  }
}

function* cellsOf(rect: Rect): Generator<string> {
  for (let column = Math.floor(rect.x / CELL); column <= Math.floor(right(rect) / CELL); column += 1) {
    for (let row = Math.floor(rect.y / CELL); row <= Math.floor(bottom(rect) / CELL); row += 1) {
      yield `${column} ${row}`;
    }
  }
}
