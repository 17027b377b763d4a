/** A value that iptables can negate with `!`. Negation lives here and nowhere else. */
export interface Negatable<T> {
  readonly negated: boolean;
  readonly value: T;
}

/** One option of a match or target as a rule uses it: `! --dport 22` is `{name: '--dport', negated: true, values: ['22']}`. */
export interface OptionUse {
  /** The long spelling that iptables-save prints, dashes included; as found where we do not know the module. */
  readonly name: string;
  readonly negated: boolean;
  /** The option's words without quotes, in order; a flag has none. */
  readonly values: readonly string[];
}

/** One `-m MODULE` with the options that belong to it. A rule may use a module more than once. */
export interface MatchUse {
  readonly module: string;
  readonly options: readonly OptionUse[];
}

/** What `-j` or `-g` names: a built-in target, an extension, or a user-defined chain, with its options. */
export interface TargetUse {
  readonly how: 'jump' | 'goto';
  readonly name: string;
  readonly options: readonly OptionUse[];
}

/** Whom a rule calls or what it asks for, without the options. */
export type TargetName = Pick<TargetUse, 'how' | 'name'>;

/** What a rule says, as structure. Absent members are conditions that the rule does not make. */
export interface RuleSpec {
  readonly source?: Negatable<string>;
  readonly destination?: Negatable<string>;
  readonly inInterface?: Negatable<string>;
  readonly outInterface?: Negatable<string>;
  readonly protocol?: Negatable<string>;
  /** `-f`: second and further fragments (IPv4 only). */
  readonly fragment?: Negatable<true>;
  readonly matches: readonly MatchUse[];
  /** Absent: the rule only counts. */
  readonly target?: TargetUse;
}

/** Packets and bytes as the kernel keeps them: 64 bits, beyond what a number holds exactly. */
export interface Counters {
  readonly packets: bigint;
  readonly bytes: bigint;
}

/**
 * Names a rule within its ruleset. Rules that came from a host carry an id derived from their content
 * (table, chain, hash of the words, which occurrence), so that every program computes the same one;
 * rules made in a draft carry the id that the step gave them, and keep it while they are edited.
 */
export type RuleId = string & { readonly __brand: 'RuleId' };

/** One rule of a chain. */
export interface Rule {
  readonly id: RuleId;
  /** The rule's words as one line without `-A CHAIN`, exactly as the host printed or a person typed them. */
  readonly text: string;
  /** What the words mean; computed on first use. */
  readonly spec: RuleSpec;
  /** How and what `spec.target` names, for those who ask it of all rules: mostly it is known without `spec`. */
  readonly target: TargetName | undefined;
  /** As read with the text; live values travel apart from the ruleset. */
  readonly counters?: Counters | undefined;
}
