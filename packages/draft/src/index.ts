export type { Step, StepGroup } from './step.ts';
