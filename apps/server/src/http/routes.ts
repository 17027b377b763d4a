import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { en } from 'zod/locales';
import { refusal, type Answer } from '../answers.ts';
import type { Session } from '../sessions/session-book.ts';

/** One request that has passed every check of its route. */
export interface Call<B> {
  readonly body: B;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Who asks; null on public routes when nobody is logged in. */
  readonly session: Session | null;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Everything there is to know about a path of the API. What is not in the table does not exist. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below /api, in express' words. */
  readonly path: string;
  /** `session`: only for who is logged in. */
  readonly access: 'public' | 'session';
  /** The most bytes that its body may have. */
  readonly limit: number;
  readonly answer: (call: Call<unknown>) => Promise<Answer<unknown>>;
}

// The small zod, which the page shares, has no words of its own for what is wrong.
z.config(en());

const SMALL_BODY = 16 * 1024;

/** A route that reads. It must not change anything. */
export function get(path: string, answer: (call: Call<unknown>) => Promise<Answer<unknown>>): Route {
  return { method: 'GET', path, access: 'session', limit: 0, answer };
}

/** A route that changes something. */
export function post<B>(
  path: string,
  body: z.ZodMiniType<B>,
  answer: (call: Call<B>) => Promise<Answer<unknown>>,
  options: Partial<Pick<Route, 'access' | 'limit' | 'method'>> = {},
): Route {
  return {
    method: 'POST',
    path,
    access: 'session',
    limit: SMALL_BODY,
    ...options,
    async answer(call) {
      const parsed = body.safeParse(call.body);
      return parsed.success ? answer({ ...call, body: parsed.data }) : badInput(parsed.error);
    },
  };
}

/** The body of a request that says everything by its path. */
export const nothing = z.strictObject({});

function badInput(error: z.core.$ZodError): Answer<never> {
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  const what = issue?.message ?? 'not understood';
  return refusal(
    'badInput',
    `The request was not understood (${where ? `${where}: ` : ''}${what}). Nothing was changed.`,
    {
      unchanged: true,
    },
  );
}
