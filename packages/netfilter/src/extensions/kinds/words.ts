import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { listed } from './ports.ts';

interface SetStyle {
  /** All words, in the order in which iptables-save prints them. */
  readonly order: readonly string[];
  /** Other spellings of a word. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Case matters; else it does not. */
  readonly case?: 'exact';
  /** What may stand between words; iptables-save prints a comma. */
  readonly separators?: ',' | ',|';
  /** Empty parts say nothing, `all` even where there is no other; else they are refused. */
  readonly empty?: 'some' | 'all';
}

/** A set of known words with commas between them, as connection states are. */
export function wordSet({ order, aliases = {}, separators = ',', empty, ...style }: SetStyle): Kind<readonly string[]> {
  return {
    words: 1,
    quoting: 'never',
    parse([list = '']) {
      const found = new Set<string>();
      const parts = list.split(separators === ',' ? ',' : /[,|]/);
      const said = empty ? parts.filter(Boolean) : parts;
      for (const part of empty === 'some' && said.length === 0 ? [list] : said) {
        const word = part.toUpperCase();
        const isIt = (each: string): boolean => (style.case === 'exact' ? each === part : each.toUpperCase() === word);
        const known = order.find(isIt) ?? aliases[style.case === 'exact' ? part : word];
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

/** A list of known words in their very case, with commas between them, kept in the order of `order`. */
export function wordList(order: readonly string[]): Kind<readonly string[]> {
  return wordSet({ order, case: 'exact' });
}

interface ChoiceStyle {
  /** The words in the form that iptables-save prints. */
  readonly of: readonly string[];
  /** Other spellings, and what they are printed as. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** How a word reads in a sentence. */
  readonly readings?: Readonly<Record<string, string>>;
  /** Case matters; else it does not. */
  readonly case?: 'exact';
}

/** One word of a list. */
export function choice({ of, aliases = {}, readings = {}, ...style }: ChoiceStyle): Kind<string> {
  return {
    words: 1,
    quoting: 'never',
    parse([word = '']) {
      const lower = word.toLowerCase();
      const isIt = (each: string): boolean => (style.case === 'exact' ? each === word : each.toLowerCase() === lower);
      const known = of.find(isIt) ?? (Object.hasOwn(aliases, lower) ? aliases[lower] : undefined);
      return known === undefined ? refuse({ found: word, want: listed(of, 'or') }) : ok(known);
    },
    print: (word) => [word],
    read: (word) => readings[word] ?? word,
    brief: (word) => word,
  };
}
