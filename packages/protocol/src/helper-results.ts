import { BACKENDS, FAMILIES } from '@sluice/netfilter';
import * as z from 'zod/mini';
import {
  CHANGE_STATES,
  HELPER_ERRORS,
  type ChangeStatus,
  type ConnectionsReading,
  type Translation,
  type CounterSample,
  type DryRunProblem,
  type DryRunReport,
  type HelperCalls,
  type HelperEvent,
  type HelperFailure,
  type HelperReply,
  type HelperStatus,
  type HelperVerb,
  type HostReading,
  type RuleAuthor,
  type SetsReading,
} from './helper/index.ts';

/*
 * What a helper may answer, as schemas: the server believes nothing that comes over the socket.
 * Unknown members are dropped, so that a newer helper can say more. The types are the helper's own
 * (`@sluice/protocol/helper`); `satisfies` holds the two together.
 */

const family = z.enum(FAMILIES);
const backend = z.enum(BACKENDS);
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const familyPlan = z.object({ family, backend, input: z.string(), planHash: sha256 });
const setsPlan = z.object({ before: z.string(), after: z.string(), planHash: sha256 });
const setsReport = z.object({
  plan: z.optional(setsPlan),
  problem: z.optional(z.object({ message: z.string(), stderr: z.optional(z.string()) })),
});

/** The answer of `read`. */
export const hostReading = z.object({
  takenAt: z.number(),
  version: z.string().check(z.maxLength(200)),
  families: z.array(
    z.object({
      family,
      backend,
      otherBackendHasRules: z.boolean(),
      text: z.string(),
      encoding: z.enum(['utf8', 'latin1']),
      fingerprint: sha256,
      aliens: z.array(z.object({ table: z.string(), chain: z.string(), reason: z.string() })),
    }),
  ),
  interfaces: z.array(z.string()),
}) satisfies z.ZodMiniType<HostReading>;

/** The answer of `sets`. */
export const setsReading = z.object({
  takenAt: z.number(),
  text: z.string(),
  encoding: z.enum(['utf8', 'latin1']),
  absent: z.optional(z.string()),
}) satisfies z.ZodMiniType<SetsReading>;

/** The answer of `connections`. */
export const connectionsReading = z.object({
  takenAt: z.number(),
  cost: z.number(),
  text: z.string(),
  total: z.number(),
  most: z.nullable(z.number()),
  routes: z.array(z.object({ to: z.string().check(z.maxLength(60)), out: z.string().check(z.maxLength(20)) })),
  absent: z.optional(z.string()),
}) satisfies z.ZodMiniType<ConnectionsReading>;

/** The answer of `translate`. */
export const translation = z.strictObject({
  line: z.optional(z.string()),
  absent: z.optional(z.string()),
}) satisfies z.ZodMiniType<Translation>;

/** The answer of `counters`, and what a watched helper pushes. */
export const counterSample = z.object({
  family,
  otherBackendHasRules: z.boolean(),
  fingerprint: sha256,
  takenAt: z.number(),
  cost: z.number(),
  values: z.string().check(z.regex(/^[0-9 ]*$/)),
}) satisfies z.ZodMiniType<CounterSample>;

/** What a dry run found wrong with one family's rules. */
export const dryRunProblem = z.object({
  family,
  code: z.enum(['refused', 'differs', 'unplannable']),
  message: z.string(),
  line: z.optional(z.number()),
  stderr: z.optional(z.string()),
}) satisfies z.ZodMiniType<DryRunProblem>;

/** The answer of `dryRun`. */
export const dryRunReport = z.object({
  plans: z.array(familyPlan),
  sets: z.optional(setsReport),
  problems: z.array(dryRunProblem),
  warnings: z.array(z.string()),
  took: z.number(),
}) satisfies z.ZodMiniType<DryRunReport>;

const change = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(200)),
  state: z.enum(CHANGE_STATES),
  remaining: z.number(),
  window: z.number(),
  appliedAt: z.optional(z.number()),
  reason: z.optional(z.enum(['confirmed', 'asked', 'deadline', 'failed', 'recovered'])),
  detail: z.optional(z.string()),
  plans: z.array(familyPlan),
  sets: z.optional(setsPlan),
}) satisfies z.ZodMiniType<ChangeStatus>;

/** The answer of `status`. */
export const helperStatus = z.object({
  protocol: z.literal(1),
  pid: z.number(),
  privileged: z.boolean(),
  pending: z.nullable(change),
  last: z.nullable(change),
  boot: z.optional(z.object({ state: z.enum(['kept', 'refused', 'failed']), detail: z.string() })),
}) satisfies z.ZodMiniType<HelperStatus>;

/** Why a helper refused. */
export const helperFailure = z.object({
  code: z.enum(HELPER_ERRORS),
  message: z.string(),
  stderr: z.optional(z.string()),
  unchanged: z.optional(z.boolean()),
}) satisfies z.ZodMiniType<HelperFailure>;

/** Who wrote rules; the name is what any process may call itself. */
const ruleAuthor = z.object({
  pid: z.number(),
  process: z.string().check(z.maxLength(64)),
  parent: z.optional(z.string().check(z.maxLength(64))),
}) satisfies z.ZodMiniType<RuleAuthor>;

/** Everything that a helper sends without being asked. */
export const helperEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('sample'), sample: counterSample }),
  z.object({ event: z.literal('rules'), family, fingerprint: sha256, by: z.optional(z.array(ruleAuthor)) }),
  z.object({ event: z.literal('change'), change }),
  z.object({ event: z.literal('trouble'), failure: helperFailure }),
]) satisfies z.ZodMiniType<HelperEvent>;

/** An answer; its `result` is checked against the verb that asked. */
export const helperReply = z.discriminatedUnion('ok', [
  z.object({ id: z.number(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.number(), ok: z.literal(false), error: helperFailure }),
]) satisfies z.ZodMiniType<HelperReply>;

/** The schema of each verb's answer. */
export const helperResults: { readonly [V in HelperVerb]: z.ZodMiniType<HelperCalls[V]['result']> } = {
  read: hostReading,
  counters: counterSample,
  resetCounters: counterSample,
  dryRun: dryRunReport,
  apply: change,
  confirm: change,
  rollback: change,
  extend: change,
  status: helperStatus,
  watch: z.object({ watching: z.boolean() }),
  sets: setsReading,
  connections: connectionsReading,
  translate: translation,
};
