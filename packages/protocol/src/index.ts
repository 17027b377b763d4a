/**
 * What page and server say to each other: schemas for everything that crosses, typed events, one table of error codes.
 * What the server and the helper say is in the second root, `@sluice/protocol/helper`.
 */
export { decodeCounterFrame, encodeCounterFrame, type CounterChange, type CounterFrame } from './counter-frame.ts';
export {
  draft,
  draftChange,
  draftEdit,
  family,
  MAX_RULE_TEXT,
  step,
  stepGroup,
  type Draft,
  type DraftChange,
  type DraftEdit,
} from './draft-messages.ts';
export { apiError, errorCode, SERVER_ERRORS, statusOf, type ApiError, type ErrorCode } from './errors.ts';
export {
  counterSample,
  dryRunReport,
  helperEvent,
  helperFailure,
  helperReply,
  helperResults,
  helperStatus,
  hostReading,
} from './helper-results.ts';
export {
  author,
  changeCounts,
  history,
  historyExport,
  MAX_REASON,
  revision,
  revisionRules,
  type Author,
  type ChangeCounts,
  type History,
  type HistoryExport,
  type Revision,
  type RevisionRules,
} from './history-messages.ts';
export {
  applied,
  applyRequest,
  changeRequest,
  changeStatus,
  familyPlan,
  host,
  hostChange,
  hostKind,
  hostSessions,
  loginRequest,
  openFileRequest,
  probed,
  probeRequest,
  pastRates,
  resetRequest,
  review,
  session,
  snapshot,
  unlockRequest,
  type Applied,
  type ApplyRequest,
  type ChangeRequest,
  type Host,
  type HostChange,
  type HostSessions,
  type TrialGroups,
  type OpenFileRequest,
  type ProbeRequest,
  type PastRates,
  type ResetRequest,
  type Review,
  type Session,
  type Snapshot,
} from './host-messages.ts';
export type { ClientToServerEvents, ServerToClientEvents } from './live-messages.ts';
