import type { Ordinal } from '@sluice/netfilter';
import { boxCovers, boxesMeet, boxHolds, intersectBoxes, sideOf, subtractBox, type Box, type Side } from './box.ts';
import { subtractSpans, type Spans } from './spans.ts';

/** What is left of a set of packets when others have taken theirs. */
export type Remainder<T> =
  /** This part is. */
  | { readonly kind: 'some'; readonly part: Box }
  /** Nothing is left; these took all of it, and each of them is needed as far as that was looked into. */
  | { readonly kind: 'none'; readonly takers: readonly T[] }
  /** It would take too long to say. */
  | { readonly kind: 'open' };

/** Somebody who takes a box of packets. */
export interface Taker<T> {
  readonly who: T;
  readonly box: Box;
}

const MOST_CUTS = 4000;
const FEW_CUTS = 400;
/** So many takers are looked at one by one whether they are needed. */
const MOST_NAMED = 16;

/** What is left of `box`. `all` says what a side can be at all. */
export function remainder<T>(box: Box, takers: readonly Taker<T>[], all: (side: Side) => Spans): Remainder<T> {
  const near = takers.filter((taker) => boxesMeet(taker.box, box));
  const whole = near.find((taker) => boxCovers(taker.box, box));
  if (whole) return { kind: 'none', takers: [whole.who] };
  if (near.length === 0) return { kind: 'some', part: box };
  const point = findPoint(box, near, all);
  if (point) return { kind: 'some', part: point };
  const cut = cutAway(box, near, all, MOST_CUTS);
  if (cut.kind !== 'none') return cut;
  return { kind: 'none', takers: needed(box, cut.used, all).map(({ who }) => who) };
}

type Cut<T> =
  | { readonly kind: 'some'; readonly part: Box }
  | { readonly kind: 'open' }
  | { readonly kind: 'none'; readonly used: readonly Taker<T>[] };

/** Takes one after the other away, in depth: the first part that nobody took ends it. */
function cutAway<T>(box: Box, takers: readonly Taker<T>[], all: (side: Side) => Spans, most: number): Cut<T> {
  const used = new Set<Taker<T>>();
  const waiting = [{ part: box, at: 0 }];
  let cuts = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    let { at } = next;
    let taker = takers[at];
    while (taker && !boxesMeet(taker.box, next.part)) taker = takers[++at];
    if (!taker) return { kind: 'some', part: next.part };
    if (++cuts > most) return { kind: 'open' };
    used.add(taker);
    for (const part of subtractBox(next.part, taker.box, all)) waiting.push({ part, at: at + 1 });
  }
  return { kind: 'none', used: takers.filter((taker) => used.has(taker)) };
}

/** Those without whom something would be left; asked from behind, so that the first ones stay. */
function needed<T>(box: Box, used: readonly Taker<T>[], all: (side: Side) => Spans): readonly Taker<T>[] {
  if (used.length > MOST_NAMED) return used;
  return used.reduceRight<readonly Taker<T>[]>((kept, taker) => {
    const without = kept.filter((each) => each !== taker);
    return cutAway(box, without, all, FEW_CUTS).kind === 'none' ? without : kept;
  }, used);
}

const TRIES = 4;
const REPAIRS = 40;

/** Looks for a packet that nobody takes: starts with some, and moves it out of whoever takes it. */
function findPoint<T>(box: Box, takers: readonly Taker<T>[], all: (side: Side) => Spans): Box | null {
  let chance = 7;
  const draw = (below: number): number => {
    chance = (Math.imul(chance, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((chance / 2 ** 32) * below);
  };
  const someOf = (set: Spans): Ordinal => {
    const span = set[draw(set.length)] ?? set[0];
    if (!span) throw new Error('an empty side');
    return span[draw(2)] as Ordinal;
  };
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const point = new Map<Side, Ordinal>();
    // Sides that nobody asks about have no value.
    const valueOn = (side: Side): Ordinal => {
      const known = point.get(side) ?? someOf(sideOf(box, side) ?? all(side));
      point.set(side, known);
      return known;
    };
    for (let repair = 0; repair < REPAIRS; repair++) {
      const taker = takers.find((each) => boxHolds(each.box, valueOn));
      if (!taker) return intersectBoxes(box, boxOf(point));
      const ways = taker.box.sides.flatMap((side, at) => {
        const out = subtractSpans(sideOf(box, side) ?? all(side), taker.box.sets[at] as Spans);
        return out.length > 0 ? [{ side, out }] : [];
      });
      const way = ways[draw(ways.length)];
      if (!way) break;
      point.set(way.side, someOf(way.out));
    }
  }
  return null;
}

function boxOf(point: ReadonlyMap<Side, Ordinal>): Box {
  const sides = [...point.keys()].toSorted((one, other) => one - other);
  const sets = sides.map((side): Spans => {
    const value = point.get(side) as Ordinal;
    return [[value, value]];
  });
  return { sides, sets };
}
