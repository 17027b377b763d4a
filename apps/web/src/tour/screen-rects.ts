import { bottom, right, type Rect } from '../projection/geometry.ts';

/** From what is pointed at to its ring. */
const AROUND = 8;
const ROUNDING = 20;
/** Less than this in sight is not worth a ring. */
const LEAST = 6;
/** The card keeps away from the edges of the map. */
const MARGIN = 12;

/** Where an element is on the screen, with room around it; of what stands on the map, only the part in sight. */
export function ringRect(element: Element | null): Rect | null {
  if (!element) return null;
  const { x, y, width, height } = element.getBoundingClientRect();
  const view = element.closest('.workbench-view');
  const box = view ? common({ x, y, width, height }, view.getBoundingClientRect()) : { x, y, width, height };
  return box.width < LEAST || box.height < LEAST ? null : grown(box, AROUND);
}

/** The part of the window in which the card may stand. */
export function cardRoom(): Rect {
  const view = document.querySelector('.workbench-view')?.getBoundingClientRect();
  return grown(view ?? new DOMRect(0, 0, innerWidth, innerHeight), -MARGIN);
}

/** What the card must not cover besides what it points at: the inspector, where it lies over the map. */
export function otherRects(): readonly Rect[] {
  return [...document.querySelectorAll('.inspector')].map((element) => element.getBoundingClientRect());
}

/** The line around a box with round corners, as a path. */
export function ringPath({ x, y, width, height }: Rect): string {
  const r = Math.min(ROUNDING, width / 2, height / 2);
  const [w, h] = [width - 2 * r, height - 2 * r];
  const corner = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w}${corner(r, r)}v${h}${corner(-r, r)}h${-w}${corner(-r, -r)}v${-h}${corner(r, -r)}z`;
}

/** Everything but what is pointed at, and the line that says what this host is: it stays true all along. */
export function scrimPath(rings: string): string {
  const banners = document.querySelector('.banners')?.getBoundingClientRect();
  const banner = banners ? `M${banners.x} ${banners.y}h${banners.width}v${banners.height}h${-banners.width}z` : '';
  return `M0 0h${innerWidth}v${innerHeight}h${-innerWidth}z${banner}${rings}`;
}

function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function common(a: Rect, b: Rect): Rect {
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  return { x, y, width: Math.min(right(a), right(b)) - x, height: Math.min(bottom(a), bottom(b)) - y };
}
