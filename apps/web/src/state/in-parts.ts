/** So long the page waits for a part, in milliseconds: typing does not feel it. */
const PART = 24;

/** How long work goes on in parts. */
export interface PartsOptions {
  /** Gives the work up. */
  readonly signal: AbortSignal;
  /** Hears how much is done, from 0 to 1. */
  readonly told?: (done: number) => void;
}

/** Does long work in parts between which the page stays alive; answers null when it was given up. */
export async function inParts<T>(work: Generator<number, T>, { signal, told }: PartsOptions): Promise<T | null> {
  let since = performance.now();
  while (!signal.aborted) {
    const part = work.next();
    if (part.done) return part.value;
    if (performance.now() - since < PART) continue;
    told?.(part.value);
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
  return null;
}
