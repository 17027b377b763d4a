import type { Family } from '../family.ts';
import type { ValueSet } from '../packet/value-set.ts';
import type { Result } from '../result.ts';

/** Why words are not a value of a kind: the words at fault, and what would be right. */
export interface ValueProblem {
  readonly found: string;
  /** Continues "use ...": `a port from 0 to 65535`. */
  readonly want: string;
}

/** How a form asks for one word of a value. */
export type Ask = {
  /** What this word says, where the value has several. */
  readonly title?: string;
} & (
  | {
      /** A line of text. What is offered is not all that it takes. */
      readonly by: 'line';
      readonly offers?: readonly string[] | 'interfaces' | 'sets';
    }
  | {
      /** One of these words; a family may not take all of them. */
      readonly by: 'one';
      readonly of: readonly string[];
    }
  | {
      /** Any of these words, with commas between them. */
      readonly by: 'some';
      readonly of: readonly string[];
      /** The word for none of them, where there is one. */
      readonly none?: string;
    }
  | {
      /** A number and its unit, written together. */
      readonly by: 'amount';
      readonly units: readonly AmountUnit[];
    }
);

/** A unit behind a number: `/sec`, which people read as `per second`. */
export interface AmountUnit {
  readonly suffix: string;
  readonly name: string;
}

/**
 * How an option's words mean a value. All meaning of a kind of value is here and nowhere else:
 * words to value, value to words as iptables-save prints them, and how a person reads it.
 */
export interface Kind<V> {
  /** How many words follow the option's name; a flag has none. */
  readonly words: 0 | 1 | 2;
  /** The words may be missing, before `-`, `!` or the end. */
  readonly optional?: true;
  /** The most bytes that the tool keeps; it cuts off the rest without a word. */
  readonly keeps?: number;
  /** How a form asks for each of the words; by a line of text when absent. */
  readonly asks?: readonly Ask[];
  /** Words that it takes, as examples, the most telling first; blanks stand between the words of one value. */
  readonly like: readonly string[];
  /** Whether iptables-save puts the words in quotes. */
  readonly quoting: 'never' | 'whenNeeded' | 'always';
  /** The value, or what is wrong with the words. Gets exactly `words` words. */
  parse(words: readonly string[], family: Family): Result<V, ValueProblem>;
  /** A name in the value that only the host can look up: of another host, a service, a protocol. */
  lookup?(value: V): string | undefined;
  /** The words in the form in which iptables-save prints them. */
  print(value: V, family: Family): readonly string[];
  /** Whether the value is right in form and can never be met. */
  matchesNothing?(value: V): boolean;
  /** The values of a packet's field that are meant; none where only the host knows, or where it is no such value. */
  covers?(value: V, family: Family): ValueSet | undefined;
  /** The value within an English sentence. */
  read(value: V): string;
  /** The value on the map, where room is short; as in a sentence when absent. */
  brief?(value: V): string;
}

/** A kind whose value type nobody needs to know. */
export type AnyKind = Kind<unknown>;

/** How a form asks for each word of a value. */
export function asksOf({ asks, words }: AnyKind): readonly Ask[] {
  return asks ?? Array.from({ length: words }, () => ({ by: 'line' }) as const);
}

/** Words of a value that the kind takes in this family: an example. None for a flag. */
export function exampleOf(kind: AnyKind, family: Family): readonly string[] {
  if (kind.words === 0) return [];
  const examples = kind.like.map((like) => (kind.words === 1 ? [like] : like.split(' ')));
  return examples.find((words) => kind.parse(words, family).ok) ?? [];
}
