/** Editing: steps, history, what differs, the plan for the host, and merging with what others did meanwhile. Pure. */
export { deleteChain, flushChain, renameChain } from './chain-edits.ts';
export { copyChain, type ChainCopy, type CopyPlace, type NotCopied } from './copy-chain.ts';
export { applyGroup, applyStep, applySteps } from './apply.ts';
export { compareStates, type StateComparison } from './compare-states.ts';
export { planCounterReset, type CounterScope, type ResetRefusal } from './counter-reset.ts';
export {
  diffRulesets,
  sameRules,
  type ChainDiff,
  type DiffOptions,
  type DiffRow,
  type RuleAt,
  type RulesetDiff,
} from './diff.ts';
export {
  collisionSides,
  findCollisions,
  isUnsettled,
  takeSide,
  type Collision,
  type CollisionSide,
  type DraftedRules,
} from './drift.ts';
export { EMPTY_HISTORY, nextRedo, nextUndo, perform, redo, rulesetAt, undo, type History } from './history.ts';
export { extractRules, type OrderRefusal } from './extract-rules.ts';
export { inlineCall } from './inline-call.ts';
export { faultOf, findFaults, type RuleFault } from './faults.ts';
export { invertGroup, invertStep } from './invert.ts';
export { mergeRulesets, type Merge, type MergeConflict } from './merge.ts';
export { findOwnedChanges, type OwnedChange } from './owned-changes.ts';
export { planChange, type Plan, type PlanOptions } from './plan.ts';
export { textFault, type PlanOperation, type PlanRefusal } from './plan-line.ts';
export { rebaseGroups, type Rebase } from './rebase.ts';
export { recogniseRules } from './recognise.ts';
export { restoreState } from './restore-state.ts';
export {
  insertRules,
  moveRules,
  nudgeRules,
  placedRules,
  removeRules,
  type Gap,
  type PlacedRule,
  type RuleRef,
} from './rule-edits.ts';
export type { StepRefusal, StepRefusalCode } from './refusal.ts';
export {
  disableRules,
  enableRules,
  forgetRules,
  reanchorShelf,
  shelfAfter,
  withShelf,
  type ShelvedRule,
  type ShownChain,
  type ShownDiff,
} from './shelf.ts';
export { setEditsOf, setsWith, type EditedSet } from './set-edits.ts';
export { planSets, type SetsInput } from './plan-sets.ts';
export type { Step, StepGroup } from './step.ts';
export { commonSubsequence, type Pair } from './sequence.ts';
export { startingRules, type StartingRules } from './starting-rules.ts';
export { stepsBetween } from './steps-between.ts';
