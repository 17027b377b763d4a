import type { RuleId, Ruleset } from '@sluice/netfilter';
import { diffRulesets, type RulesetDiff } from './diff.ts';
import { recogniseRules } from './recognise.ts';

/** What became of one state of a host's rules, for two states that were read and not drafted. */
export interface StateComparison {
  /** The later state, its rules under the ids that they have in the earlier one. */
  readonly after: Ruleset;
  readonly diff: RulesetDiff;
}

/** Compares two states; a rule that stands where another one went away counts as that one, changed. */
export function compareStates(before: Ruleset, after: Ruleset): StateComparison {
  let made = 0;
  const recognised = recogniseRules(before, after, () => `new:${(made += 1)}` as RuleId);
  return { after: recognised, diff: diffRulesets(before, recognised) };
}
