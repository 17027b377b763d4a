/** What a ruleset does: to one packet, and to sets of packets. Pure; meaning comes from the definitions of the field. */
export { simulate } from './simulate.ts';
export type { Assumption, Decider, Ending, Fate, Question, Route, Step, Trace } from './trace.ts';
export {
  PACKET_WORDS,
  readQuestion,
  spellPacket,
  spellQuestion,
  type PacketWord,
  type PacketWords,
  type WordProblem,
} from './question.ts';
export {
  forecast,
  spellEndPoint,
  type EndPoint,
  type Forecast,
  type Judged,
  type Outlook,
  type Part,
  type RuleChange,
  type Watched,
} from './forecast.ts';
export { firstPacketOf, journeyOf, replyOf } from './connection-question.ts';
export { createRouter, type PrefixRoute, type Router } from './routing.ts';
export { audit, auditInParts, type AuditSubject } from './audit/audit.ts';
export type { DrawnField } from './audit/coverage-bands.ts';
export type {
  Audit,
  Coverage,
  CoverageArea,
  CoverageAxis,
  Finding,
  Fix,
  FixStep,
  LeftOut,
  RuleMention,
  Witness,
} from './audit/finding.ts';
export {
  FINDING_KINDS,
  SEVERITIES,
  SEVERITY_WORDS,
  type FindingKind,
  type KindOfFinding,
  type Severity,
} from './audit/kinds.ts';
