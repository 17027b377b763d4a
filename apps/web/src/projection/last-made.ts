/**
 * Remembers what was last made for each key: the very same again, for as long as everything in `of` is the same. What is
 * memoised on such objects then stays as it is.
 */
export function lastMade<Made>(): (key: object, of: readonly unknown[], make: () => Made) => Made {
  const known = new WeakMap<object, { readonly of: readonly unknown[]; readonly made: Made }>();
  return (key, of, make) => {
    const last = known.get(key);
    if (last?.of.every((value, at) => value === of[at]) === true) return last.made;
    const made = make();
    known.set(key, { of, made });
    return made;
  };
}
