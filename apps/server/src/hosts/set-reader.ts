import { ok } from '@sluice/netfilter';
import type { HostSets } from '@sluice/protocol';
import type { Answer } from '../answers.ts';
import type { HelperClient } from './helper-client.ts';

/** Reads a host's sets when somebody looks at them. */
export interface SetReader {
  read(): Promise<Answer<HostSets>>;
  /** What was read, or is being read, is of another time. */
  forget(): void;
}

/** Sets of a hundred thousand members cost something: those who ask within this time are told the same. */
const FRESH_MS = 1000;

/** A reader: one question to the helper at a time, and its answer for all who asked meanwhile. */
export function createSetReader(client: HelperClient): SetReader {
  let last: { readonly at: number; readonly answer: Promise<Answer<HostSets>> } | null = null;

  async function ask(): Promise<Answer<HostSets>> {
    const reading = await client.call('sets', {});
    if (!reading.ok) return reading;
    const { takenAt, text, absent } = reading.value;
    return ok({ takenAt, text, absent: absent ?? null });
  }

  return {
    read() {
      if (last && performance.now() - last.at < FRESH_MS) return last.answer;
      last = { at: performance.now(), answer: ask() };
      return last.answer;
    },
    forget: () => (last = null),
  };
}
