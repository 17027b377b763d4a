import type { ChainRef, Family, Owner, Policy, RuleId, RulePlace, TableName } from '@sluice/netfilter';
import type { Decider, Fate, Question } from '../trace.ts';
import type { DrawnField } from './coverage-bands.ts';
import type { FindingKind, Severity } from './kinds.ts';

/** A rule that a finding speaks of. */
export interface RuleMention extends RulePlace {
  readonly id: RuleId;
}

/** One thing that is wrong with a ruleset, or could be better; proven, or it is not told. */
export interface Finding {
  /** The same for the same finding of the same rules, however often it is looked for. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly family: Family;
  /** Where it is. */
  readonly chain: ChainRef;
  /** The rule that it is about; none where it is about a chain. */
  readonly rule: RuleMention | null;
  /** The rules because of which it is so. */
  readonly because: readonly RuleMention[];
  /** What is wrong, in one sentence. */
  readonly sentence: string;
  /** A packet that shows it; none where the calls alone do. */
  readonly witness: Witness | null;
  /** How the packets of the rule are taken by those others, to be drawn; none where a picture does not show it. */
  readonly coverage: Coverage | null;
  /** What would mend it, for a person to decide; none where only a person knows. */
  readonly fix: Fix | null;
  /** The program that writes these rules: it would undo what is mended here. */
  readonly owner: Owner | null;
}

/** A packet and what becomes of it, as `simulate` says. */
export interface Witness {
  readonly question: Question;
  readonly fate: Fate;
  readonly by: Decider;
}

/**
 * A slice through the packets of a rule and of those that take them: two fields vary, all others are as the witness has
 * them. Values that all rules treat alike are one band, however many they are: the picture is not to scale.
 */
export interface Coverage {
  readonly across: CoverageAxis;
  readonly down: CoverageAxis;
  /** The rule itself, then those before it that take its packets. */
  readonly areas: readonly [CoverageArea, ...CoverageArea[]];
  /** The band of each axis in which the witness is. */
  readonly witness: { readonly across: number; readonly down: number };
  /** What else rules ask for, as the witness has it: `tcp`, `destination port 443`. */
  readonly slice: readonly string[];
  /** How many rules take packets of the rule elsewhere and are not in the slice. */
  readonly elsewhere: number;
}

/** What varies along one side of the picture; one band without a field where a single field tells all. */
export interface CoverageAxis {
  readonly field: DrawnField | null;
  /** The values of each band, in words: `10.0.0.0/8`, `1–1023`, `NEW`. */
  readonly bands: readonly string[];
}

/** The packets of a rule: every band of one axis with every band of the other. */
export interface CoverageArea {
  readonly rule: RuleMention;
  /** Indexes of bands, upwards. */
  readonly across: readonly number[];
  readonly down: readonly number[];
  /** The same in words: `any`, `10.0.0.0/8`. */
  readonly words: { readonly across: string; readonly down: string };
}

/** Steps for the draft. */
export interface Fix {
  /** As a button says it: `Remove rule 7`. */
  readonly label: string;
  readonly steps: readonly FixStep[];
  /** It is proven that no packet's fate changes by it. */
  readonly keepsFates: boolean;
}

/** The steps of a draft that fixes need. */
export type FixStep =
  | {
      readonly type: 'insertRule';
      readonly table: TableName;
      readonly chain: string;
      readonly after: RuleId | null;
      readonly id: RuleId;
      readonly text: string;
    }
  | {
      readonly type: 'replaceRule';
      readonly table: TableName;
      readonly chain: string;
      readonly id: RuleId;
      readonly text: string;
    }
  | {
      readonly type: 'moveRule';
      readonly table: TableName;
      readonly chain: string;
      readonly id: RuleId;
      readonly toChain: string;
      readonly after: RuleId | null;
    }
  | { readonly type: 'removeRule'; readonly table: TableName; readonly chain: string; readonly id: RuleId }
  | { readonly type: 'removeChain'; readonly table: TableName; readonly chain: string }
  | { readonly type: 'setPolicy'; readonly table: TableName; readonly chain: string; readonly policy: Policy };

/** What was looked for, and what was not. */
export interface Audit {
  /** The worst first, then in the order of the rules. */
  readonly findings: readonly Finding[];
  /** Rules of which it is not known whether they match, by why. */
  readonly leftOut: readonly LeftOut[];
}

/** `large`: the walk through a chain is too long; `long`: the time was up or a rule too hard; `unshown`: no packet showed it. */
export interface LeftOut {
  readonly why: 'large' | 'long' | 'unshown';
  readonly rules: number;
}
