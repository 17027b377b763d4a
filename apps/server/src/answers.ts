import type { ApiError, ErrorCode } from '@sluice/protocol';
import { refuse, type Result } from '@sluice/netfilter';

/** What a service gives back: the value, or an error that is fit to be shown to a person. */
export type Answer<T> = Result<T, ApiError>;

/** An error as a page is told it. The message says what happened, what is still true, and what to do. */
export function refusal(
  code: ErrorCode,
  message: string,
  more: Pick<ApiError, 'stderr' | 'unchanged'> = {},
): { readonly ok: false; readonly error: ApiError } {
  return refuse({ code, message, ...more });
}
