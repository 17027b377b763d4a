import { Occupied, right, type Point, type Rect } from './geometry.ts';
import type { Lanes } from './lanes.ts';
import type { CardId, AnyCard, MapModel } from './model.ts';
import { inletAt, portAt } from './ports.ts';

/** How a call's line runs. */
export interface EdgeRoute {
  /** As SVG path data. */
  readonly path: string;
  readonly start: Point;
  readonly end: Point;
  /** Where a tag can stand on the line. */
  readonly middle: Point;
  /** Whether it arrives at the callee's inlet, or from above. */
  readonly into: 'inlet' | 'top';
  /** The corners of a line that runs around; none for a curve. */
  readonly corners: readonly Point[];
}

/** A callee this far right of the port is reached by a curve into its inlet. */
const AHEAD = 26;

/** Lines for all calls of the model. */
export function routeEdges(
  model: MapModel,
  cards: ReadonlyMap<CardId, AnyCard>,
  boxes: ReadonlyMap<CardId, Rect>,
  lanes: Lanes,
): ReadonlyMap<string, EdgeRoute> {
  const obstacles = new Occupied();
  for (const box of [...boxes.values(), ...lanes.stations.values()]) obstacles.add(box);
  const backs = new Map<CardId, number>();
  const routes = new Map<string, EdgeRoute>();
  for (const edge of model.edges) {
    const [from, to] = [boxes.get(edge.from), boxes.get(edge.to)];
    const card = cards.get(edge.from);
    if (!from || !to || !card) continue;
    const start = portAt(card, from, edge.row);
    const inlet = inletAt(to);
    if (inlet.x - start.x >= AHEAD) {
      routes.set(edge.id, curve(start, inlet));
      continue;
    }
    const nth = backs.get(edge.from) ?? 0;
    backs.set(edge.from, nth + 1);
    routes.set(edge.id, back({ start, to, nth: nth % 4, obstacles, lanes }));
  }
  return routes;
}

/** A cubic from a port to an inlet at its right. */
export function curve(start: Point, end: Point): EdgeRoute {
  const offset = Math.max(AHEAD, (end.x - start.x) * 0.55);
  return {
    path: `M${start.x} ${start.y} C${start.x + offset} ${start.y} ${end.x - offset} ${end.y} ${end.x} ${end.y}`,
    start,
    end,
    middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 },
    into: 'inlet',
    corners: [],
  };
}

/** The same line with its begin further down: rows make room for a drop. */
export function withStartMoved(route: EdgeRoute, by: number): EdgeRoute {
  const start = { x: route.start.x, y: route.start.y + by };
  const [, second, ...rest] = route.corners;
  return second ? orthogonal([start, { x: second.x, y: start.y }, ...rest]) : curve(start, route.end);
}

/** A line to any callee, for previews: a curve ahead, else around into the top. */
export function previewRoute(start: Point, to: Rect): EdgeRoute {
  const inlet = inletAt(to);
  if (inlet.x - start.x >= AHEAD) return curve(start, inlet);
  const end = { x: to.x + Math.min(86, to.width / 2), y: to.y };
  return orthogonal([
    start,
    { x: start.x + 14, y: start.y },
    { x: start.x + 14, y: to.y - 12 },
    { x: end.x, y: to.y - 12 },
    end,
  ]);
}

interface BackRoute {
  readonly start: Point;
  readonly to: Rect;
  /** Which of the caller's lines that lead back this is. */
  readonly nth: number;
  readonly obstacles: Occupied;
  readonly lanes: Lanes;
}

/** Around the cards into the callee's top: of a few simple ways, the one that crosses the fewest boxes. */
function back({ start, to, nth, obstacles, lanes }: BackRoute): EdgeRoute {
  const end = { x: to.x + Math.min(86, to.width / 2), y: to.y };
  const out = start.x + 10 + nth * 5;
  const over = to.y - 11;
  const aisle = lanes.lowerTop - 22 + nth * 5;
  const sides = [right(to) + 8 + nth * 5, to.x - 8 - nth * 5];
  const wide = clearOf(obstacles, { x: out, from: start.y, to: over });
  const ways: Point[][] = [
    [start, { x: wide, y: start.y }, { x: wide, y: over }, { x: end.x, y: over }, end],
    [start, { x: out, y: start.y }, { x: out, y: over }, { x: end.x, y: over }, end],
    [start, { x: out, y: start.y }, { x: out, y: aisle }, { x: end.x, y: aisle }, end],
    ...sides.map((side) => [
      start,
      { x: out, y: start.y },
      { x: out, y: aisle },
      { x: side, y: aisle },
      { x: side, y: over },
      { x: end.x, y: over },
      end,
    ]),
  ];
  const [best] = ways
    .map((points) => ({ points, cost: crossings(points, obstacles) * 10_000 + lengthOf(points) }))
    .toSorted((a, b) => a.cost - b.cost);
  return orthogonal((best as { points: Point[] }).points);
}

/** Lines keep this far from cards that they pass. */
const KEEP_OFF = { x: 3, y: 3 };

/** The first x at or right of this one at which a line may run down or up without touching a box. */
function clearOf(
  obstacles: Occupied,
  line: { readonly x: number; readonly from: number; readonly to: number },
): number {
  let { x } = line;
  const y = Math.min(line.from, line.to);
  const height = Math.abs(line.to - line.from);
  for (let tries = 0; tries < 4; tries += 1) {
    const hit = obstacles.touching({ x, y, width: 0.5, height }, KEEP_OFF);
    if (hit.length === 0) break;
    x = Math.max(...hit.map(right)) + 8;
  }
  return x;
}

function crossings(points: readonly Point[], obstacles: Occupied): number {
  let count = 0;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [a, corner] = [points[index] as Point, points[index + 1] as Point];
    // The last piece ends on the card that it calls; touching that is no crossing.
    const b = index === points.length - 2 ? { x: corner.x, y: corner.y - 2 - KEEP_OFF.y } : corner;
    const line = {
      x: Math.min(a.x, b.x),
      y: Math.min(a.y, b.y),
      width: Math.abs(a.x - b.x) + 0.5,
      height: Math.abs(a.y - b.y) + 0.5,
    };
    count += obstacles.touching(line, KEEP_OFF).length;
  }
  return count;
}

function lengthOf(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, index) => {
    const before = points[index] as Point;
    return sum + Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
  }, 0);
}

/** A path of straight pieces with round corners. */
export function orthogonal(points: readonly Point[]): EdgeRoute {
  const [start, end] = [points[0] as Point, points.at(-1) as Point];
  const pieces = [`M${start.x} ${start.y}`];
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, corner, after] = [points[index - 1] as Point, points[index] as Point, points[index + 1] as Point];
    const radius = Math.min(9, distance(before, corner) / 2, distance(corner, after) / 2);
    const [enter, leave] = [toward(corner, before, radius), toward(corner, after, radius)];
    pieces.push(`L${enter.x} ${enter.y}`, `Q${corner.x} ${corner.y} ${leave.x} ${leave.y}`);
  }
  pieces.push(`L${end.x} ${end.y}`);
  const longest = points.slice(1).reduce(
    (best, point, index) => {
      const before = points[index] as Point;
      const length = distance(before, point);
      return length > best.length
        ? { length, middle: { x: (before.x + point.x) / 2, y: (before.y + point.y) / 2 } }
        : best;
    },
    { length: -1, middle: start },
  );
  return { path: pieces.join(' '), start, end, middle: longest.middle, into: 'top', corners: points };
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function toward(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
