import { HelperRefusal } from './failure.ts';

/** An object from outside, of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;

const SHA256 = /^[0-9a-f]{64}$/;

/** The members of an object that has these and no others. */
export function exactly(value: Members, needed: readonly string[], optional: readonly string[] = []): Members {
  for (const name of needed) if (!Object.hasOwn(value, name)) throw bad(`${name} is missing`);
  for (const name of Object.keys(value)) {
    if (!needed.includes(name) && !optional.includes(name)) throw bad(`nobody knows ${describe(name)}`);
  }
  return value;
}

/** Whether it is an object with members. */
export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value from outside, short enough to be told. */
export function describe(value: unknown): string {
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 40) : typeof value);
}

/** The refusal of a request that is not understood. */
export function bad(what: string): HelperRefusal {
  return new HelperRefusal('badRequest', `The request is not understood: ${what}.`, { unchanged: true });
}

/** A SHA-256 in hex. */
export function hash(value: unknown, name: string): string {
  if (typeof value === 'string' && SHA256.test(value)) return value;
  throw bad(`${name} must be a SHA-256 in hex`);
}
