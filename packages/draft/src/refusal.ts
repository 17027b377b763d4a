import type { Step } from './step.ts';

/** Why a step cannot be done on a ruleset. */
export type StepRefusalCode =
  | 'chainMissing'
  | 'chainExists'
  | 'chainName'
  | 'chainNotEmpty'
  | 'chainCalled'
  | 'chainBuiltin'
  | 'policyPlace'
  | 'ruleMissing'
  | 'ruleExists'
  | 'anchorMissing'
  | 'ruleText'
  | 'setName'
  | 'setUsed'
  | 'setMember';

/** A step that was refused: nothing was changed. `message` is one sentence for a person. */
export interface StepRefusal {
  readonly code: StepRefusalCode;
  readonly message: string;
  readonly step: Step;
}
