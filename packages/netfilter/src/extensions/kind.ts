import type { Family } from '../family.ts';
import type { ValueSet } from '../packet/value-set.ts';
import type { Result } from '../result.ts';

/** Why words are not a value of a kind: the words at fault, and what would be right. */
export interface ValueProblem {
  readonly found: string;
  /** Continues "use ...": `a port from 0 to 65535`. */
  readonly want: string;
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
  /** The words that it knows, where it knows words. */
  readonly choices?: readonly string[];
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
