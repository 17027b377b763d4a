/**
 * The new value, but with the very objects of the old one wherever both say the same. What is memoised on such
 * objects (a card's elements, a node of the canvas) then stays as it is. For plain data without cycles.
 */
export function keepIdentity<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) return keepList(before, after) as T;
  if (after instanceof Map) return before instanceof Map ? (keepMap(before, after) as T) : after;
  return isRecord(before) && isRecord(after) ? (keepRecord(before, after) as T) : after;
}

function keepList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const kept = after.map((value, index) => keepIdentity(before[index], value));
  return kept.length === before.length && kept.every((value, index) => value === before[index]) ? before : kept;
}

function keepMap(before: ReadonlyMap<unknown, unknown>, after: ReadonlyMap<unknown, unknown>) {
  const kept = new Map([...after].map(([key, value]) => [key, keepIdentity(before.get(key), value)]));
  const same = kept.size === before.size && [...kept].every(([key, value]) => before.get(key) === value);
  return same ? before : kept;
}

function keepRecord(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  const keys = Object.keys(after);
  const kept = Object.fromEntries(keys.map((key) => [key, keepIdentity(before[key], after[key])]));
  const same = keys.length === Object.keys(before).length && keys.every((key) => kept[key] === before[key]);
  return same ? before : kept;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The list with each item as it was, found by its name instead of its place: a new card moves none of the others. */
export function keepNamed<T>(before: readonly T[], after: readonly T[], name: (item: T) => string): readonly T[] {
  const known = new Map(before.map((item) => [name(item), item]));
  const kept = after.map((item) => keepIdentity(known.get(name(item)), item));
  return kept.length === before.length && kept.every((item, index) => item === before[index]) ? before : kept;
}
