/** A position in the first sequence and the position of the same item in the second. */
export interface Pair {
  readonly before: number;
  readonly after: number;
}

/** More equal pairs than this and repeated items are paired first to first, second to second, instead. */
const MOST_CANDIDATES = 1_000_000;

/**
 * The longest run of items that stand in both sequences in the same order (Hunt and Szymanski), as pairs of rising
 * positions. In two sequences that mostly repeat a few items the run may be shorter than the longest, never wrong.
 */
export function commonSubsequence(before: readonly string[], after: readonly string[]): readonly Pair[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const middle = longestRun(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [
    ...Array.from({ length: head }, (_, at) => ({ before: at, after: at })),
    ...middle.map((pair) => ({ before: pair.before + head, after: pair.after + head })),
    ...Array.from({ length: tail }, (_, at) => ({
      before: before.length - tail + at,
      after: after.length - tail + at,
    })),
  ];
}

/** Every item made different from its equals by saying which occurrence it is, counted from the start. */
export function withOccurrence(items: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const occurrence = (seen.get(item) ?? 0) + 1;
    seen.set(item, occurrence);
    return `${occurrence} ${item}`;
  });
}

function longestRun(before: readonly string[], after: readonly string[]): readonly Pair[] {
  if (before.length === 0 || after.length === 0) return [];
  const places = positionsOf(before);
  let candidates = 0;
  for (const item of after) candidates += places.get(item)?.length ?? 0;
  if (candidates > MOST_CANDIDATES) return longestRun(withOccurrence(before), withOccurrence(after));
  return risingChain(places, after);
}

function positionsOf(items: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [at, item] of items.entries()) {
    const list = places.get(item);
    if (list) list.push(at);
    else places.set(item, [at]);
  }
  return places;
}

interface Link extends Pair {
  readonly previous: Link | undefined;
}

/** Patience sorting: `tops[k]` ends the best run of length k + 1, the one that ends earliest in `before`. */
function risingChain(places: ReadonlyMap<string, readonly number[]>, after: readonly string[]): readonly Pair[] {
  const tops: Link[] = [];
  for (const [at, item] of after.entries()) {
    // Downwards, so that one item of `after` lengthens a run by one at most.
    for (const position of (places.get(item) ?? []).toReversed()) {
      const pile = firstPileFrom(tops, position);
      if (tops[pile]?.before === position) continue;
      tops[pile] = { before: position, after: at, previous: tops[pile - 1] };
    }
  }
  const run: Pair[] = [];
  for (let link = tops.at(-1); link; link = link.previous) run.push({ before: link.before, after: link.after });
  return run.toReversed();
}

/** The first pile whose end is not before the position. */
function firstPileFrom(tops: readonly Link[], position: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const top = tops[middle];
    if (top && top.before < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
