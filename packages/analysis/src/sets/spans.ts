import type { Ordinal, Span } from '@sluice/netfilter';

/** A set of numbers as ranges in order that do not touch, both ends included. The empty set has none. */
export type Spans = readonly Span[];

/** The number behind. */
function next(value: Ordinal): Ordinal {
  return typeof value === 'bigint' ? value + 1n : value + 1;
}

/** The number before. */
function before(value: Ordinal): Ordinal {
  return typeof value === 'bigint' ? value - 1n : value - 1;
}

/** The same numbers, in order and joined; ranges that are upside down hold none. */
export function normalSpans(spans: readonly Span[]): Spans {
  const ordered = spans.filter(([from, to]) => from <= to).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const joined: [Ordinal, Ordinal][] = [];
  for (const [from, to] of ordered) {
    const last = joined.at(-1);
    if (last && from <= next(last[1])) last[1] = to > last[1] ? to : last[1];
    else joined.push([from, to]);
  }
  return joined;
}

/** What both hold. */
export function intersectSpans(one: Spans, other: Spans): Spans {
  const both: Span[] = [];
  let [i, j] = [0, 0];
  for (let a = one[i], b = other[j]; a && b; a = one[i], b = other[j]) {
    const from = a[0] > b[0] ? a[0] : b[0];
    const to = a[1] < b[1] ? a[1] : b[1];
    if (from <= to) both.push([from, to]);
    if (a[1] < b[1]) i++;
    else j++;
  }
  return both;
}

/** What the first holds and the second does not. */
export function subtractSpans(from: Spans, taken: Spans): Spans {
  const left: Span[] = [];
  let at = 0;
  for (const [start, end] of from) {
    let low: Ordinal = start;
    while (at < taken.length && (taken[at] as Span)[1] < low) at++;
    for (let i = at; i < taken.length; i++) {
      const [cutFrom, cutTo] = taken[i] as Span;
      if (cutFrom > end) break;
      if (low < cutFrom) left.push([low, before(cutFrom)]);
      low = next(cutTo);
    }
    if (low <= end) left.push([low, end]);
  }
  return left;
}

/** Whether they share a number. */
export function spansMeet(one: Spans, other: Spans): boolean {
  let [i, j] = [0, 0];
  for (let a = one[i], b = other[j]; a && b; a = one[i], b = other[j]) {
    if (a[0] <= b[1] && b[0] <= a[1]) return true;
    if (a[1] < b[1]) i++;
    else j++;
  }
  return false;
}

/** Whether the first holds all of the second. */
export function spansCover(all: Spans, part: Spans): boolean {
  let i = 0;
  for (const [from, to] of part) {
    while (i < all.length && (all[i] as Span)[1] < from) i++;
    const within = all[i];
    if (!within || within[0] > from || within[1] < to) return false;
  }
  return true;
}

/** Whether the number is among them. */
export function spansHold(spans: Spans, value: Ordinal): boolean {
  return spans.some(([from, to]) => from <= value && value <= to);
}

/** Whether they hold the same numbers. */
export function isSameSpans(one: Spans, other: Spans): boolean {
  return spansCover(one, other) && spansCover(other, one);
}
