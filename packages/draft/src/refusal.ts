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

/** What one kind of step does on the bench: a refusal's code and sentence, or null when it is done. */
export type Refused = readonly [code: StepRefusalCode, message: string] | null;
