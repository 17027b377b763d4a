import type { StepGroup } from '@sluice/draft';
import { ok } from '@sluice/netfilter';
import { refusal, type Answer } from '../answers.ts';

/** The most steps that a draft may hold, over all its groups. */
export const MAX_STEPS = 50_000;
/** The most characters of rule text that a draft may hold. */
export const MAX_TEXT = 8 * 1024 * 1024;

/** Refuses a draft that has grown beyond what the server will carry. */
export function checkSize(groups: readonly StepGroup[]): Answer<void> {
  let steps = 0;
  let text = 0;
  for (const group of groups) {
    steps += group.steps.length;
    for (const step of group.steps) if ('text' in step) text += step.text.length;
  }
  if (steps <= MAX_STEPS && text <= MAX_TEXT) return ok(undefined);
  return refusal(
    'tooLarge',
    `A draft holds at most ${MAX_STEPS} steps. This edit was not made; the draft is as before. Apply or discard it first.`,
    { unchanged: true },
  );
}
