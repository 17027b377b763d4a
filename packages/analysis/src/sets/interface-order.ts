import type { Ruleset } from '@sluice/netfilter';
import type { Spans } from './spans.ts';

/** Stands behind every name that begins alike. */
const LAST = '\uFFFF';
const LONGEST_NAME = 15;

/**
 * Interface names as numbers, so that `eth+` is a range of them: the names of a ruleset in order, with a number for each and one
 * for all that lie between two of them.
 */
export class InterfaceOrder {
  readonly #ends: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(patterns: Iterable<string>) {
    const ends = new Set(['', LAST]);
    for (const pattern of patterns) {
      const name = pattern.endsWith('+') ? pattern.slice(0, -1) : pattern;
      ends.add(name);
      if (pattern.endsWith('+')) ends.add(`${name}${LAST}`);
    }
    this.#ends = [...ends].toSorted((one, other) => (one < other ? -1 : 1));
    this.#places = new Map(this.#ends.map((name, at) => [name, at * 2]));
  }

  /** Every name, and none. */
  get all(): Spans {
    return [[0, this.#ends.length * 2 - 1]];
  }

  /** The names that a pattern means; undefined for one that was not among those of the beginning. */
  covered(pattern: string): Spans | undefined {
    const isWild = pattern.endsWith('+');
    const first = this.#places.get(isWild ? pattern.slice(0, -1) : pattern);
    if (first === undefined || !isWild) return first === undefined ? undefined : [[first, first]];
    const last = this.#places.get(`${pattern.slice(0, -1)}${LAST}`);
    return last === undefined ? undefined : [[first, last]];
  }

  /** The number of any name. */
  placeOf(name: string): number {
    const exact = this.#places.get(name);
    if (exact !== undefined) return exact;
    return this.#ends.findLastIndex((end) => end < name) * 2 + 1;
  }

  /** A name for the number; undefined where no interface can be called so. */
  nameOf(place: number): string | undefined {
    const end = this.#ends[Math.floor(place / 2)] ?? LAST;
    const following = this.#ends[Math.floor(place / 2) + 1];
    if (place % 2 === 0) return end.endsWith(LAST) ? undefined : end;
    const name = end === '' ? freshName(following) : end.endsWith(LAST) ? behind(end) : `${end}0`;
    const fits = name.length <= LONGEST_NAME && name > end && (following === undefined || name < following);
    return fits ? name : undefined;
  }
}

/** A name that stands before another one. */
function freshName(following: string | undefined): string {
  return following === undefined || 'eth0' < following ? 'eth0' : 'a0' < following ? 'a0' : '0';
}

/** A name behind all that begin alike: the last letter one further. */
function behind(end: string): string {
  const beginning = end.slice(0, -LAST.length);
  return beginning.slice(0, -1) + String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1);
}

const known = new WeakMap<Ruleset['tables'][number]['chains'][number], readonly string[]>();

/** The interface names and patterns of a ruleset's rules. */
export function interfacesOf(ruleset: Ruleset): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { chains } of ruleset.tables) {
    for (const chain of chains) {
      const own = known.get(chain) ?? [
        ...new Set(
          chain.rules.flatMap(({ spec }) =>
            [spec.inInterface?.value, spec.outInterface?.value].flatMap((name) => (name === undefined ? [] : [name])),
          ),
        ),
      ];
      known.set(chain, own);
      for (const name of own) names.add(name);
    }
  }
  return names;
}
