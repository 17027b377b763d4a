import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { listed } from './ports.ts';

interface SetStyle {
  /** All words, in the order in which iptables-save prints them. */
  readonly order: readonly string[];
  /** Other spellings of a word. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** A set of known words with commas between them, as connection states are. Case does not matter. */
export function wordSet({ order, aliases = {} }: SetStyle): Kind<readonly string[]> {
  return {
    words: 1,
    quoting: 'never',
    parse([list = '']) {
      const found = new Set<string>();
      for (const part of list.split(',')) {
        const word = part.toUpperCase();
        const known = order.find((each) => each.toUpperCase() === word) ?? aliases[word];
        if (known === undefined)
          return refuse({ found: part, want: `${listed(order, 'or')}, with commas and no blanks` });
        found.add(known);
      }
      return ok(order.filter((word) => found.has(word)));
    },
    print: (words) => [words.join(',')],
    read: (words) => listed(words, 'or'),
    brief: (words) => words.join(','),
  };
}

/** A list of known lower-case words with commas between them, kept in the order of `order`. */
export function wordList(order: readonly string[]): Kind<readonly string[]> {
  return wordSet({ order });
}

interface ChoiceStyle {
  /** The words in the form that iptables-save prints. */
  readonly of: readonly string[];
  /** Other spellings, and what they are printed as. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** How a word reads in a sentence. */
  readonly readings?: Readonly<Record<string, string>>;
}

/** One word of a list. */
export function choice({ of, aliases = {}, readings = {} }: ChoiceStyle): Kind<string> {
  return {
    words: 1,
    quoting: 'never',
    parse([word = '']) {
      const lower = word.toLowerCase();
      const known =
        of.find((each) => each.toLowerCase() === lower) ?? (Object.hasOwn(aliases, lower) ? aliases[lower] : undefined);
      return known === undefined ? refuse({ found: word, want: listed(of, 'or') }) : ok(known);
    },
    print: (word) => [word],
    read: (word) => readings[word] ?? word,
    brief: (word) => word,
  };
}
