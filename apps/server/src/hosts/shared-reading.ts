import type { Answer } from '../answers.ts';

/** Something that is read from a host when somebody looks at it. */
export interface SharedReading<T> {
  read(): Promise<Answer<T>>;
  /** What was read, or is being read, is of another time. */
  forget(): void;
}

/** Large readings cost something: those who ask within this time are told the same. */
const FRESH_MS = 1000;

/** One question to the host at a time, and its answer for all who asked meanwhile. */
export function shareReading<T>(ask: () => Promise<Answer<T>>): SharedReading<T> {
  let last: { readonly at: number; readonly answer: Promise<Answer<T>> } | null = null;
  return {
    read() {
      if (last && performance.now() - last.at < FRESH_MS) return last.answer;
      last = { at: performance.now(), answer: ask() };
      return last.answer;
    },
    forget: () => (last = null),
  };
}
