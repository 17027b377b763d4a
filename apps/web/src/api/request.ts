import { ok, refuse, type Result } from '@sluice/netfilter';
import { apiError, type ApiError } from '@sluice/protocol';
import type * as z from 'zod/mini';

/** What can come instead of an answer: the server's own refusal, or none at all. */
export type Trouble = ApiError | { readonly code: 'noAnswer'; readonly message: string; readonly stderr?: undefined };

/** A request to our own server. */
export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /api, with its parts encoded. */
  readonly path: string;
  readonly body?: unknown;
  readonly answer: z.ZodMiniType<T>;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request and checks the answer against its schema. */
export async function request<T>(call: Call<T>): Promise<Result<T, Trouble>> {
  const response = await send(call);
  if (!response) return refuse(NO_ANSWER);
  const body = await readJson(response);
  if (response.ok) {
    const parsed = call.answer.safeParse(body);
    return parsed.success ? ok(parsed.data) : refuse(strange(call));
  }
  const refusal = apiError.safeParse(body);
  if (!refusal.success) return refuse(strange(call));
  if (refusal.data.code === 'notLoggedIn' && !call.path.startsWith('/session')) sessionEnded();
  return refuse(refusal.data);
}

let sessionEnded: () => void = () => {};

/** Says whom to tell when a request finds that the session is over. */
export function whenSessionEnds(listener: () => void): void {
  sessionEnded = listener;
}

/** The same, for those who wait for a value and treat trouble as an exception: TanStack Query. */
export async function ask<T>(call: Call<T>): Promise<T> {
  const result = await request(call);
  if (result.ok) return result.value;
  throw new TroubleError(result.error);
}

/** Trouble as an exception. */
export class TroubleError extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.message);
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

const NO_ANSWER: Trouble = {
  code: 'noAnswer',
  message: 'Sluice does not answer. Nothing was changed by this; it is tried again as soon as the server is back.',
};

function strange(call: Call<unknown>): Trouble {
  return {
    code: 'internal',
    message: `The server's answer to ${call.method} ${call.path} is not what this page understands. Reload the page; if it stays, page and server are of different versions.`,
  };
}

async function send(call: Call<unknown>): Promise<Response | null> {
  const init: RequestInit = {
    method: call.method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      accept: 'application/json',
      'x-sluice': '1',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    ...(call.signal ? { signal: call.signal } : {}),
  };
  try {
    return await fetch(`/api${call.path}`, init);
  } catch {
    return null;
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
