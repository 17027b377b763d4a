import type { Ordinal } from '@sluice/netfilter';
import { sideOf, type Box, type Side } from './box.ts';
import type { Visit } from './visits.ts';

/** So many sides of a heap have drawers. */
const MOST_CABINETS = 3;
/** A heap of so many is looked through. */
const SMALL = 24;

type BoxOf = (visit: Visit) => Box | null;

/**
 * Finds the visits that do something with a set of packets, without asking all of them: most rules of a large ruleset name
 * one address or one port, and stand in the drawer of it.
 */
export class VisitIndex {
  readonly #heap: Heap;
  /** How often a visit was looked at: what the work is measured by. */
  looked = 0;

  /** `boxOf` says which packets a visit is to be found for; null for none. */
  constructor(visits: readonly Visit[], boxOf: BoxOf) {
    this.#heap = new Heap(
      visits.filter((visit) => boxOf(visit) !== null),
      boxOf,
    );
  }

  /** The visits that may share a packet with the box, from one position (included) to another (not included), in order. */
  near(box: Box, from: number, to: number): readonly Visit[] {
    const lists: (readonly Visit[])[] = [];
    this.#heap.near(box, lists);
    const found = lists.flatMap((visits) => visits.slice(firstFrom(visits, from), firstFrom(visits, to)));
    this.looked += found.length;
    return lists.length === 1 ? found : found.toSorted((one, other) => one.position - other.position);
  }
}

/** Visits in order, with drawers that are filled when somebody first looks. */
class Heap {
  readonly visits: readonly Visit[];
  readonly #boxOf: BoxOf;
  #cabinets: readonly Cabinet[] | undefined;

  constructor(visits: readonly Visit[], boxOf: BoxOf) {
    this.visits = visits;
    this.#boxOf = boxOf;
  }

  /** Adds lists that together hold all that may concern the box. */
  near(box: Box, lists: (readonly Visit[])[]): void {
    const best = this.visits.length > SMALL ? this.#fewest(box) : null;
    if (!best) lists.push(this.visits);
    else for (const heap of best) heap.near(box, lists);
  }

  #fewest(box: Box): readonly Heap[] | null {
    this.#cabinets ??= tellingSides(this.visits, this.#boxOf).map((side) => fill(side, this.visits, this.#boxOf));
    let best: readonly Heap[] | null = null;
    let fewest = this.visits.length;
    for (const { side, drawers, loose } of this.#cabinets) {
      const value = pinOf(box, side);
      if (value === undefined) continue;
      const own = drawers.get(value);
      const size = (own?.visits.length ?? 0) + loose.visits.length;
      if (size >= fewest) continue;
      fewest = size;
      best = own ? [own, loose] : [loose];
    }
    return best;
  }
}

/** Visits by the one value that they ask for on a side, and those that ask for several or for none. */
interface Cabinet {
  readonly side: Side;
  readonly drawers: ReadonlyMap<Ordinal, Heap>;
  readonly loose: Heap;
}

/** The packets that nobody behind a visit sees: of its chain, or of all. */
export function takenBy({ does, exact, reach }: Visit): Box | null {
  return exact && (does.kind === 'ends' || does.kind === 'skips') ? reach : null;
}

/** The packets that a visit may send to behind where a chain ends. */
export function skippedBy({ does, reach }: Visit): Box | null {
  return does.kind === 'skips' ? reach : null;
}

/** The packets for which it matters that a visit comes by: those with which something is done, or of which a trace is left. */
export function concernedBy({ does, asked, reach }: Visit): Box | null {
  if (asked) return asked;
  const isPlain = does.kind === 'calls' || (does.kind === 'goesOn' && !does.effect);
  return isPlain ? null : reach;
}

function fill(side: Side, visits: readonly Visit[], boxOf: BoxOf): Cabinet {
  const drawers = new Map<Ordinal, Visit[]>();
  const loose: Visit[] = [];
  for (const visit of visits) {
    const box = boxOf(visit);
    const value = box ? pinOf(box, side) : undefined;
    if (value === undefined) loose.push(visit);
    else {
      const own = drawers.get(value);
      if (own) own.push(visit);
      else drawers.set(value, [visit]);
    }
  }
  return {
    side,
    drawers: new Map([...drawers].map(([value, own]) => [value, new Heap(own, boxOf)])),
    loose: new Heap(loose, boxOf),
  };
}

/** The only value that a box holds on a side. */
function pinOf(box: Box, side: Side): Ordinal | undefined {
  const set = sideOf(box, side);
  const [only] = set ?? [];
  return only && set?.length === 1 && only[0] === only[1] ? only[0] : undefined;
}

/** The sides on which the visits differ most. */
function tellingSides(visits: readonly Visit[], boxOf: BoxOf): readonly Side[] {
  const values = new Map<Side, Set<Ordinal>>();
  for (const visit of visits) {
    const box = boxOf(visit);
    for (const side of box?.sides ?? []) {
      const value = box ? pinOf(box, side) : undefined;
      if (value === undefined) continue;
      const own = values.get(side) ?? new Set();
      values.set(side, own.add(value));
    }
  }
  const ranked = [...values].toSorted(([, one], [, other]) => other.size - one.size);
  return ranked.slice(0, MOST_CABINETS).map(([side]) => side);
}

/** Where in a list the first visit from a position on stands. */
function firstFrom(visits: readonly Visit[], from: number): number {
  let [low, high] = [0, visits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((visits[middle] as Visit).position < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
