import type { Backend, Family } from '../family.ts';
import type { Hook } from '../hook.ts';
import type { OptionUse } from '../rule.ts';
import type { TableName } from '../table.ts';
import type { Packet, PacketChange, PacketField } from '../packet/packet.ts';
import type { AnyKind, ValueProblem } from './kind.ts';

/** One option of a module. Options stand in the definition in the order in which iptables-save prints them. */
export interface OptionDefinition {
  /** All spellings; the first is the one that iptables-save prints. */
  readonly names: readonly [string, ...string[]];
  readonly kind: AnyKind;
  /** What a form calls it, where `reads` alone would not tell. */
  readonly title?: string;
  /** The families that have the option; both when absent. */
  readonly families?: readonly Family[];
  /** Whether `!` may stand before it. */
  readonly negatable?: boolean;
  /** Another option without which it means nothing; of several, one is enough. */
  readonly needs?: string | readonly string[];
  /** The value (words joined by blanks) that iptables-save leaves out because it is the default. */
  readonly omits?: string | ((family: Family) => string);
  /** It is left out even when negated: the tool forgets the `!`. */
  readonly omitsNegated?: boolean;
  /** The value that iptables-save prints even when the rule does not say it. */
  readonly implies?: string | ((family: Family) => string);
  /** The protocols of which one must stand after `-p` for this value, where not every value and protocol go together. */
  protocols?(values: readonly string[]): readonly string[] | null;
  /** The protocol must have been said when the option comes. */
  readonly protocolFirst?: boolean;
  /** The word before the value on the map; none when the value says enough. */
  readonly label?: string;
  /** Not shown on the map: a detail of another option. */
  readonly detail?: boolean;
  /**
   * What of a packet its value is compared with; of several fields, one is enough. `nothing`: it restricts no packet.
   * Absent: whether a packet meets it is not known.
   */
  readonly tests?: PacketField | readonly PacketField[] | 'nothing';
  /** The value as part of "a packet ..." or of what happens to it; `{}` stands for the value. */
  readonly reads: string;
  /** The same when negated. */
  readonly readsNot?: string;
}

/** An option that iptables understands as another one: `--syn`, `--set-mark`. */
export interface Rewrite {
  readonly words: 0 | 1 | 2;
  readonly negatable?: boolean;
  /** What the words should be: continues "use ...". None when they cannot be wrong. */
  readonly want?: string;
  /** Null when the words make no sense; the option then stays as it is. */
  to(words: readonly string[]): Pick<OptionUse, 'name' | 'values'> | null;
}

/** Where a rule may stand; an absent member allows all. */
export interface Place {
  readonly tables?: readonly TableName[];
  readonly hooks?: readonly Hook[];
  /** Only that backend checks. */
  readonly backend?: Backend;
  /** Checked by the command line for built-in chains only: calling a user-defined chain that holds it is allowed. */
  readonly directOnly?: boolean;
}

/** Why an option's value does not go with the other options. */
export interface OptionProblem extends ValueProblem {
  readonly option: string;
}

interface Definition {
  /** The name after `-m` or `-j`. */
  readonly name: string;
  /** What it is for, in one line without a full stop: for lists in which people search. */
  readonly help: string;
  /** Both when absent. */
  readonly families?: readonly Family[];
  /** One of these must stand after `-p`; any or none when absent. */
  readonly protocols?: readonly string[];
  /** The families that insist on the protocol; both when absent. */
  readonly protocolsIn?: readonly Family[];
  readonly options: readonly OptionDefinition[];
  readonly rewrites?: Readonly<Record<string, Rewrite>>;
  /** Without any option it is refused. */
  readonly needsOption?: boolean;
  /** Of each of these groups at least one option must be given. */
  readonly requires?: readonly (readonly string[])[];
  /** Of each of these groups at most one option may be given. */
  readonly excludes?: readonly (readonly string[])[];
  /** What is wrong with values that are right each for itself, and at which option. */
  problem?(options: readonly OptionUse[], family: Family): OptionProblem | null;
  /** Options keep the order in which the rule gives them (groups, as in `policy --next`). */
  readonly keepsOrder?: boolean;
  /** The options that iptables stores for these: `CONNMARK --mask M` is two masks. */
  completes?(options: readonly OptionUse[], family: Family): readonly OptionUse[];
  /** Where a rule that uses the module with these options may stand. */
  place?(options: readonly OptionUse[]): Place | null;
}

/** A module that tests a packet. */
export interface MatchDefinition extends Definition {
  readonly type: 'match';
  /** Without options, the module still says this of "a packet". */
  readonly reads?: string;
  /** Without options, the map shows this. */
  readonly label?: string;
  /** It says how often, not which packets: the map then writes `any` before it. */
  readonly isPace?: boolean;
  /** Asked twice about one packet, its answers may differ: a rate, a chance, a list, a clock. */
  readonly varies?: boolean;
  /**
   * What the kernel holds of it depends on which options were given and which left out, though they are printed alike:
   * then `-D` with the printed words does not find the rule, and only its number does (measured, both backends, 1.8.9).
   */
  readonly hidesFromWords?: boolean;
  /** The kernel tracks connections because a rule uses it; without such a rule it does not (measured on kernel 6.18). */
  readonly tracks?: boolean;
}

/** What a target has to work with. */
export interface Given {
  readonly packet: Packet;
  readonly hook: Hook;
  readonly has: (option: string) => boolean;
  /** An option's value as its kind reads it; undefined where the rule does not say it. */
  readonly value: (option: string) => unknown;
}

/** What a target does with a packet, as far as a picture needs to know. */
export type Outcome = 'accept' | 'drop' | 'reject' | 'log' | 'nat' | 'return' | 'other';

/** What `-j` can name beside a chain. */
export interface TargetDefinition extends Definition {
  readonly type: 'target';
  readonly outcome: Outcome;
  /** Whether the packet leaves the chain here. */
  readonly ends: boolean;
  /** Some packets it takes away, others go on; which, we cannot tell. */
  readonly mayEnd?: boolean;
  /** The fields of a packet that it may change. */
  readonly writes?: readonly PacketField[];
  /** Their new values; all of `writes` become unknown when absent. */
  alters?(given: Given): PacketChange;
  /** The kernel tracks connections because a rule uses it with these options. */
  tracks?(options: readonly OptionUse[]): boolean;
  /** Continues "A packet ...": `is accepted`. */
  readonly reads: string;
}

/** A match or target module. */
export type ModuleDefinition = MatchDefinition | TargetDefinition;

/** A match module; checks nothing, gives the words their type. */
export function defineMatch(definition: Omit<MatchDefinition, 'type'>): MatchDefinition {
  return { type: 'match', ...definition };
}

/** A target module; checks nothing, gives the words their type. */
export function defineTarget(definition: Omit<TargetDefinition, 'type'>): TargetDefinition {
  return { type: 'target', ...definition };
}
