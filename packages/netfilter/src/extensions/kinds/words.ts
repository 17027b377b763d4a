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
  /** The beginning of a word is enough: the first that begins so is meant. */
  readonly shortens?: true;
}

/** A set of known words with commas between them, as connection states are. */
export function wordSet({
  order,
  aliases = {},
  separators = ',',
  empty,
  shortens,
  ...style
}: SetStyle): Kind<readonly string[]> {
  return {
    words: 1,
    asks: [{ by: 'some', of: order }],
    quoting: 'never',
    like: [order.slice(0, 2).join(','), ...order],
    parse([list = '']) {
      const found = new Set<string>();
      const parts = list.split(separators === ',' ? ',' : /[,|]/);
      const said = empty ? parts.filter(Boolean) : parts;
      for (const part of empty === 'some' && said.length === 0 ? [list] : said) {
        const word = part.toUpperCase();
        const isIt = (each: string): boolean => (style.case === 'exact' ? each === part : each.toUpperCase() === word);
        const begins = (each: string): boolean => part !== '' && each.toUpperCase().startsWith(word);
        const known =
          order.find(isIt) ??
          aliases[style.case === 'exact' ? part : word] ??
          (shortens ? order.find(begins) : undefined);
        if (known === undefined)
          return refuse({ found: part, want: `${listed(order, 'or')}, with commas and no blanks` });
        found.add(known);
      }
      return ok(order.filter((word) => found.has(word)));
    },
    covers: (words) => ({ kind: 'words', words }),
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
  /** The beginning of a word or of another spelling is enough: the first that begins so is meant. */
  readonly shortens?: true;
  /** How a word reads in a sentence. */
  readonly readings?: Readonly<Record<string, string>>;
  /** Case matters; else it does not. */
  readonly case?: 'exact';
}

/** One word of a list. */
export function choice({ of, aliases = {}, readings = {}, shortens, ...style }: ChoiceStyle): Kind<string> {
  return {
    words: 1,
    asks: [{ by: 'one', of }],
    quoting: 'never',
    like: of,
    parse([word = '']) {
      const lower = word.toLowerCase();
      const isIt = (each: string): boolean => (style.case === 'exact' ? each === word : each.toLowerCase() === lower);
      const alias = style.case === 'exact' ? word : lower;
      const begins = (each: string): boolean => word !== '' && each.toLowerCase().startsWith(lower);
      const known =
        of.find(isIt) ??
        (Object.hasOwn(aliases, alias) ? aliases[alias] : undefined) ??
        (shortens ? (of.find(begins) ?? Object.entries(aliases).find(([each]) => begins(each))?.[1]) : undefined);
      return known === undefined ? refuse({ found: word, want: listed(of, 'or') }) : ok(known);
    },
    covers: (word) => ({ kind: 'words', words: [word] }),
    print: (word) => [word],
    read: (word) => readings[word] ?? word,
    brief: (word) => word,
  };
}
