/**
 * The field itself: families, hooks, tables and their order, rules and rulesets, what the kernel allows.
 * Knows no text format and does no input or output; everything here is a plain value or a pure function.
 */
export { chainNameRefusal, MAX_CHAIN_NAME } from './chain-name.ts';
export { BACKENDS, FAMILIES, type Backend, type Family } from './family.ts';
export { HOOKS, isHook, type Hook } from './hook.ts';
export { JOURNEYS, legsOf, type Journey, type Leg } from './journey.ts';
export { stagesOf, type Stage } from './stage.ts';
export { hooksOf, isBuiltinChain, isTableName, TABLES, tablePriority, type TableName } from './table.ts';
export { makerOfChain, ownerOfChain, ownerOfRule, type Owner, type OwnerId } from './owner.ts';
export { ok, refuse, type Result } from './result.ts';
export type {
  Counters,
  MatchUse,
  Negatable,
  OptionUse,
  Rule,
  RuleId,
  RuleSpec,
  TargetName,
  TargetUse,
} from './rule.ts';
export {
  findChain,
  findRule,
  findTable,
  findTableChain,
  type Chain,
  type ChainRef,
  type Policy,
  type RulePlace,
  type Ruleset,
  type Table,
} from './ruleset.ts';
export { defineMatch, defineTarget } from './extensions/definition.ts';
export type {
  MatchDefinition,
  ModuleDefinition,
  OptionDefinition,
  Outcome,
  Place,
  Rewrite,
  TargetDefinition,
} from './extensions/definition.ts';
export { asksOf, exampleOf } from './extensions/kind.ts';
export type { AmountUnit, AnyKind, Ask, Kind, ValueProblem } from './extensions/kind.ts';
export { protocolName, protocolNumber } from './extensions/kinds/protocol.ts';
export { normalOptions, normalSpec, resolveOption } from './extensions/normal-form.ts';
export {
  findMatch,
  findOption,
  findTarget,
  isMatchName,
  isTargetName,
  MATCHES,
  moduleName,
  protocolMatch,
  TARGETS,
} from './extensions/registry.ts';
export {
  callGraph,
  anyLoop,
  below,
  findLoop,
  findPath,
  longestBelow,
  reachableFrom,
  tableCalls,
  type Call,
  type CallGraph,
} from './call-graph.ts';
export { DEEPEST_NFT, describeRefusal, jumpRefusal, type Refusal, type RuleRefusal } from './jump-refusal.ts';
export { placementRefusal, rulePlacementRefusal, type PlacementRefusal, type Standing } from './placement.ts';
export { optionTitle, saysNothing, saysOnlyNot } from './option-reading.ts';
export {
  findUse,
  hasRepeats,
  optionUseIn,
  protocolsWanted,
  withMatch,
  withoutMatch,
  withModuleOption,
  type OptionValue,
  type UsePlace,
} from './rule-modules.ts';
export { readRule } from './sentence.ts';
export { spellOut, spellOutTarget, summarize, type Phrase, type Summary } from './summary.ts';
export { targetClass, type TargetClass } from './target-class.ts';
export { readFields, RULE_FIELDS, withField, type RuleFieldName, type RuleFields } from './rule-fields.ts';
export { BUILTIN_KINDS } from './extensions/builtin-kinds.ts';
export { bytesOf } from './extensions/kinds/text.ts';
export { readPrefix, type Prefix } from './extensions/kinds/prefix.ts';
export { printOrdinal, readOrdinal } from './extensions/kinds/address.ts';
export { alterPacket, writtenBy } from './packet/alter.ts';
export { conditionsOf, type Condition } from './packet/condition.ts';
export { firstState, tracksConnections } from './packet/connection.ts';
export { joinPackets } from './packet/packet.ts';
export type { ConnectionState, Ordinal, Packet, PacketChange, PacketField } from './packet/packet.ts';
export { testCondition, testConditions, type Answer } from './packet/test-packet.ts';
export { hasName, type Span, type ValueSet } from './packet/value-set.ts';
export { targetAct, walkChain, type Domain, type Ending, type TargetAct, type VisitedRule } from './packet/walk.ts';
export {
  elementOf,
  hasSetFlag,
  setNameRefusal,
  setOption,
  type IpSet,
  type SetEdit,
  type SetHead,
} from './sets/ip-set.ts';
export { readMember } from './sets/set-members.ts';
export { findSetType, SET_TYPES, type SetPart, type SetType, type SetTypeOption } from './sets/set-types.ts';
export { setsOfRule, setUses, type SetUsePlace } from './sets/set-uses.ts';
export {
  rewritesOf,
  connectionStage,
  type ConnectionSide,
  type ConnectionStage,
  type EndOfConnection,
  type TrackedConnection,
} from './tracked-connection.ts';
