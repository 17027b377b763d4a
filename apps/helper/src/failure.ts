import type { HelperErrorCode, HelperFailure } from '@sluice/protocol/helper';

/** A refusal on its way to the caller: thrown where it is found, caught once, where requests are answered. */
export class HelperRefusal extends Error {
  readonly failure: HelperFailure;

  constructor(code: HelperErrorCode, message: string, more: Pick<HelperFailure, 'stderr' | 'unchanged'> = {}) {
    super(message);
    this.name = 'HelperRefusal';
    this.failure = { code, message, ...more };
  }
}

/** What a caller is told about anything that was thrown; a bug becomes `internal` and keeps its words. */
export function failureOf(thrown: unknown): HelperFailure {
  if (thrown instanceof HelperRefusal) return thrown.failure;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: `The helper failed: ${message}` };
}
