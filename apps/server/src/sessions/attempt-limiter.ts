import { isIPv6 } from 'node:net';

/** Counts failures by address; one address's failures never touch another's. */
export interface AttemptLimiter {
  /** Notes a failure. Milliseconds to wait when there were too many, else 0. */
  fail(address: string): number;
}

const WINDOW_MS = 5 * 60_000;
const FAILURES = 10;
/** More addresses than this are not remembered: the oldest give way. */
const ADDRESSES = 10_000;

/** A limiter by the clock that is given. */
export function createAttemptLimiter(now: () => number): AttemptLimiter {
  const failures = new Map<string, { count: number; since: number }>();
  return {
    fail(address) {
      const key = networkOf(address);
      let entry = failures.get(key);
      if (!entry || now() - entry.since >= WINDOW_MS) entry = { count: 0, since: now() };
      entry.count++;
      failures.delete(key);
      failures.set(key, entry);
      const [oldest] = failures.keys();
      if (failures.size > ADDRESSES && oldest !== undefined) failures.delete(oldest);
      return entry.count > FAILURES ? entry.since + WINDOW_MS - now() : 0;
    },
  };
}

/** The address, or for IPv6 its /64: one customer holds all addresses of a /64. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(zeros, 0) }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
