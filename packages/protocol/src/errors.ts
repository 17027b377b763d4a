import * as z from 'zod/mini';
import { HELPER_ERRORS } from './helper/index.ts';

/** What the server can answer instead of a result, beside the helper's own codes. Each has an entry in docs/errors.md. */
export const SERVER_ERRORS = [
  'notLoggedIn',
  'loginExpired',
  'wrongHost',
  'wrongOrigin',
  'notFound',
  'tooLarge',
  'badJson',
  'badInput',
  'hostLocked',
  'hostUnreachable',
  'hostReadOnly',
  'draftConflict',
  'stepRefused',
  'draftInvalid',
  'notNewConnection',
  'notYours',
  'tooMany',
  'storageFailed',
] as const;

/** Every code that a page can be told. */
export const errorCode = z.enum([...HELPER_ERRORS, ...SERVER_ERRORS]);
/** One of the codes. */
export type ErrorCode = z.infer<typeof errorCode>;

/** The body of every answer that is not a success. */
export const apiError = z.strictObject({
  code: errorCode,
  /** What happened, what is still true, what to do: a person reads this. */
  message: z.string(),
  /** The host's own words, when it had any. */
  stderr: z.optional(z.string()),
  /** Nothing on the host was changed. */
  unchanged: z.optional(z.boolean()),
});
/** The body of every answer that is not a success. */
export type ApiError = z.infer<typeof apiError>;

const STATUS: Readonly<Record<ErrorCode, number>> = {
  notLoggedIn: 401,
  loginExpired: 401,
  wrongHost: 421,
  wrongOrigin: 403,
  hostLocked: 403,
  hostReadOnly: 403,
  notNewConnection: 403,
  notYours: 403,
  notFound: 404,
  noSuchChange: 404,
  tooLarge: 413,
  tooMany: 429,
  badJson: 400,
  badInput: 400,
  badRequest: 400,
  staleBase: 409,
  stalePlan: 409,
  pendingChange: 409,
  tooLate: 409,
  draftConflict: 409,
  stepRefused: 422,
  draftInvalid: 422,
  unplannable: 422,
  refusedByKernel: 422,
  notWritable: 422,
  hostUnreachable: 503,
  unavailable: 503,
  busy: 503,
  storageFailed: 507,
  readFailed: 500,
  internal: 500,
};

/** The HTTP status that goes with a code. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code];
}
