import type { ChainRef, Family, Owner, Policy, RuleId, RulePlace, TableName } from '@sluice/netfilter';
import type { Decider, Fate, Question } from '../trace.ts';
import type { Coverage } from './coverage.ts';
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
