import { TABLES, type RuleId, type SetHead } from '@sluice/netfilter';
import type { ShelvedRule, Step, StepGroup } from '@sluice/draft';
import * as z from 'zod/mini';

/** Longest rule text, in characters: iptables-restore refuses longer lines. */
export const MAX_RULE_TEXT = 10_240;

/** A table's name. */
export const table = z.enum(TABLES);
/** A chain's name; whether it may be one is said where it is used. */
export const chain = z.string().check(z.minLength(1), z.maxLength(64));
const ruleId = z.pipe(
  z.string().check(z.minLength(1), z.maxLength(200)),
  z.transform((value) => value as RuleId),
);
/** A rule without `-A CHAIN`. */
export const ruleText = z.string().check(z.maxLength(MAX_RULE_TEXT));
const after = z.nullable(ruleId);

/** A disabled rule, as Sluice keeps it. */
const shelvedRule: z.ZodMiniType<ShelvedRule> = z.strictObject({ table, chain, id: ruleId, after, text: ruleText });
/** The disabled rules of one family of a host; absent where there are none. */
const shelf = z.optional(z.array(shelvedRule));

/** Most members that one step brings or takes. */
export const MAX_MEMBERS = 200_000;

const setName = z.string().check(z.minLength(1), z.maxLength(64));
const setHead: z.ZodMiniType<SetHead> = z.strictObject({
  name: setName,
  type: z.string().check(z.regex(/^(hash|bitmap|list):[a-z,]{2,30}$/)),
  words: z.array(z.string().check(z.regex(/^[\w.:/-]{1,80}$/))).check(z.maxLength(40)),
});
const members = z
  .array(z.string().check(z.minLength(1), z.maxLength(512)))
  .check(z.minLength(1), z.maxLength(MAX_MEMBERS));

/** A step as it arrives from outside. */
export const step: z.ZodMiniType<Step> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('insertRule'), table, chain, after, id: ruleId, text: ruleText }),
  z.strictObject({ type: z.literal('replaceRule'), table, chain, id: ruleId, text: ruleText }),
  z.strictObject({ type: z.literal('moveRule'), table, chain, id: ruleId, toChain: chain, after }),
  z.strictObject({ type: z.literal('removeRule'), table, chain, id: ruleId }),
  z.strictObject({
    type: z.enum(['disableRule', 'enableRule', 'forgetRule']),
    table,
    chain,
    id: ruleId,
    after,
    text: ruleText,
  }),
  z.strictObject({ type: z.literal('createChain'), table, chain }),
  z.strictObject({ type: z.literal('removeChain'), table, chain }),
  z.strictObject({ type: z.enum(['createSet', 'destroySet']), set: setHead }),
  z.strictObject({ type: z.enum(['addMembers', 'removeMembers']), set: setName, members }),
  z.strictObject({ type: z.literal('setPolicy'), table, chain, policy: z.enum(['ACCEPT', 'DROP']) }),
]);

/** Steps done and undone together. */
export const stepGroup: z.ZodMiniType<StepGroup> = z.strictObject({
  label: z.string().check(z.minLength(1), z.maxLength(120)),
  steps: z.array(step).check(z.minLength(1), z.maxLength(10_000)),
});

/** The family that a draft edits; each family of a host has its own draft, applied together. */
export const family = z.enum(['ipv4', 'ipv6']);

/**
 * A draft: the rules it began from, every group of steps done so far, and how many of them stand
 * (undone ones stay behind the cursor until something new is done).
 */
export const draft = z.strictObject({
  family,
  /** Grows by one with every accepted edit; an edit names the version that it saw. */
  version: z.int().check(z.nonnegative()),
  base: z.strictObject({ fingerprint: z.string(), text: z.string() }),
  groups: z.array(stepGroup),
  cursor: z.int().check(z.nonnegative()),
  /** As it was before the groups. */
  shelf,
});
/** A draft as the server keeps and sends it. */
export type Draft = z.infer<typeof draft>;

/** POST /api/hosts/:host/drafts/:family/edits */
export const draftEdit = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('do'), version: z.int(), group: stepGroup }),
  z.strictObject({ action: z.literal('undo'), version: z.int() }),
  z.strictObject({ action: z.literal('redo'), version: z.int() }),
  z.strictObject({ action: z.literal('discard'), version: z.int() }),
]);
/** One edit of a draft; answered with what changed, or `draftConflict`. */
export type DraftEdit = z.infer<typeof draftEdit>;

/** The answer to an edit, and the push to everyone else: the draft without its base text. */
export const draftChange = z.strictObject({
  family,
  version: z.int(),
  baseFingerprint: z.string(),
  groups: z.array(stepGroup),
  cursor: z.int(),
  shelf,
  /** Labels of groups that a change of the host's rules made impossible, told once when it happens. */
  dropped: z.optional(z.array(z.string())),
});
/** A draft without its base text. */
export type DraftChange = z.infer<typeof draftChange>;
