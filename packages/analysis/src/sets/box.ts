import type { Ordinal } from '@sluice/netfilter';
import { intersectSpans, spansCover, spansHold, spansMeet, subtractSpans, type Spans } from './spans.ts';

/** One side of the space of packets: a field as it is between two changes of it, or a test that we cannot read. */
export type Side = number;

/**
 * Packets that have, on each side that is named, one of these values. Sides are in rising order; what is not named may be
 * anything. A box that a function here returns is never empty.
 */
export interface Box {
  readonly sides: readonly Side[];
  readonly sets: readonly Spans[];
}

/** Every packet. */
export const WHOLE: Box = { sides: [], sets: [] };

/** What a box holds on a side; undefined for all. */
export function sideOf(box: Box, side: Side): Spans | undefined {
  const at = box.sides.indexOf(side);
  return at < 0 ? undefined : box.sets[at];
}

/** The packets in both; null when there are none. */
export function intersectBoxes(one: Box, other: Box): Box | null {
  if (one.sides.length === 0) return other;
  if (other.sides.length === 0) return one;
  const sides: Side[] = [];
  const sets: Spans[] = [];
  let [i, j] = [0, 0];
  while (i < one.sides.length || j < other.sides.length) {
    const a = one.sides[i] ?? Infinity;
    const b = other.sides[j] ?? Infinity;
    const [mine, theirs] = [one.sets[i], other.sets[j]];
    const set = a === b && mine && theirs ? intersectSpans(mine, theirs) : a < b ? mine : theirs;
    if (!set || set.length === 0) return null;
    sides.push(Math.min(a, b));
    sets.push(set);
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return { sides, sets };
}

/** The same packets but for this side, whose values are these as well; null when none is left. */
export function narrowed(box: Box, side: Side, set: Spans): Box | null {
  return intersectBoxes(box, { sides: [side], sets: [set] });
}

/** Whether a packet is in both. */
export function boxesMeet(one: Box, other: Box): boolean {
  let [i, j] = [0, 0];
  while (i < one.sides.length && j < other.sides.length) {
    const a = one.sides[i] as Side;
    const b = other.sides[j] as Side;
    if (a === b && !spansMeet(one.sets[i] as Spans, other.sets[j] as Spans)) return false;
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return true;
}

/** Whether the first holds all packets of the second. */
export function boxCovers(all: Box, part: Box): boolean {
  return all.sides.every((side, at) => {
    const within = sideOf(part, side);
    return within !== undefined && spansCover(all.sets[at] as Spans, within);
  });
}

/** Whether a packet is in the box, asked side by side. */
export function boxHolds(box: Box, valueOn: (side: Side) => Ordinal): boolean {
  return box.sides.every((side, at) => spansHold(box.sets[at] as Spans, valueOn(side)));
}

/** What is left of the first without the second, in parts that share nothing. `all` says what a side can be at all. */
export function subtractBox(from: Box, taken: Box, all: (side: Side) => Spans): readonly Box[] {
  if (!boxesMeet(from, taken)) return [from];
  const parts: Box[] = [];
  let rest = from;
  for (const [at, side] of taken.sides.entries()) {
    const set = taken.sets[at] as Spans;
    const mine = sideOf(rest, side) ?? all(side);
    const outside = subtractSpans(mine, set);
    if (outside.length > 0) parts.push(withSide(rest, side, outside));
    rest = withSide(rest, side, intersectSpans(mine, set));
  }
  return parts;
}

function withSide(box: Box, side: Side, set: Spans): Box {
  const at = box.sides.indexOf(side);
  if (at >= 0) return { sides: box.sides, sets: box.sets.with(at, set) };
  const place = box.sides.findIndex((each) => each > side);
  const here = place < 0 ? box.sides.length : place;
  return { sides: box.sides.toSpliced(here, 0, side), sets: box.sets.toSpliced(here, 0, set) };
}
