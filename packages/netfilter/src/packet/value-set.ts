import type { Ordinal } from './packet.ts';

/** A range of numbers, both ends included; empty when upside down. */
export type Span = readonly [Ordinal, Ordinal];

/** The values of a field that an option names. Tests on one packet and sets of packets are both read from it. */
export type ValueSet =
  | { readonly kind: 'spans'; readonly spans: readonly Span[] }
  /** Of the bits in `mask` exactly those in `value` are set; a value outside of the mask is never met. */
  | { readonly kind: 'bits'; readonly mask: Ordinal; readonly value: Ordinal }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** An interface name; a `+` at the end stands for any ending. */
  | { readonly kind: 'name'; readonly pattern: string };

/** The set of one number, or of all between two. */
export function span(from: Ordinal, to: Ordinal = from): ValueSet {
  return { kind: 'spans', spans: [[from, to]] };
}

/** Whether the set holds the value. A list of words is in a set of words when they share one. */
export function holds(set: ValueSet, value: Ordinal | string | readonly string[]): boolean {
  switch (set.kind) {
    case 'spans':
      return set.spans.some(([from, to]) => from <= (value as Ordinal) && (value as Ordinal) <= to);
    case 'bits':
      return (BigInt(value as Ordinal) & BigInt(set.mask)) === BigInt(set.value);
    case 'words':
      return typeof value === 'string' ? set.words.includes(value) : set.words.some((word) => isAmong(word, value));
    case 'name':
      return hasName(String(value), set.pattern);
  }
}

const isAmong = (word: string, value: Ordinal | readonly string[]): boolean =>
  Array.isArray(value) && (value as readonly string[]).includes(word);

/** Whether an interface is meant by a pattern. */
export function hasName(name: string, pattern: string): boolean {
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
