/**
 * The helper's language: verbs, messages, frames. Free of third-party code, because the helper,
 * which runs with privileges, loads this file and nothing else of the protocol.
 */
export { createFrameReader, encodeFrame, MAX_FRAME, type FrameReader } from './frames.ts';
export {
  CHANGE_STATES,
  HELPER_ERRORS,
  HELPER_VERBS,
  type AlienChain,
  type BootKeeping,
  type ChangeState,
  type ChangeStatus,
  type CounterReset,
  type CounterSample,
  type DryRunProblem,
  type DryRunReport,
  type FamilyPlan,
  type FamilyReading,
  type FamilyTarget,
  type HelperCalls,
  type HelperErrorCode,
  type HelperEvent,
  type HelperFailure,
  type HelperReply,
  type HelperRequest,
  type HelperStatus,
  type HelperVerb,
  type HostReading,
  type RuleAuthor,
  type SetsReading,
} from './messages.ts';
