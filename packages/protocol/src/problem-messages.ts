import * as z from 'zod/mini';
import { MAX_REASON } from './history-messages.ts';

/** As long as the name of a finding may be: its kind, its family, its chain and its rule. */
const findingId = z.string().check(z.minLength(1), z.maxLength(400));

/** A finding that a person decided to live with. */
export const ignoredProblem = z.strictObject({
  /** The finding's own name: it holds for as long as its rule is the same. */
  id: findingId,
  reason: z.string(),
  by: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
/** A finding that a person decided to live with. */
export type IgnoredProblem = z.infer<typeof ignoredProblem>;

/** GET /api/hosts/:host/ignored, and the answer to every change of them: the newest first. */
export const ignoredProblems = z.strictObject({ ignored: z.array(ignoredProblem) });
/** All findings of a host that are ignored. */
export type IgnoredProblems = z.infer<typeof ignoredProblems>;

/** POST /api/hosts/:host/ignored */
export const ignoreRequest = z.strictObject({
  id: findingId,
  reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX_REASON)),
});
/** A finding to be ignored, and why. */
export type IgnoreRequest = z.infer<typeof ignoreRequest>;

/** POST /api/hosts/:host/ignored/withdraw */
export const heedRequest = z.strictObject({ id: findingId });
/** A finding that is no longer to be ignored. */
export type HeedRequest = z.infer<typeof heedRequest>;
