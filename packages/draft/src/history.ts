import type { Result, Ruleset } from '@sluice/netfilter';
import { applySteps } from './apply.ts';
import type { StepRefusal } from './refusal.ts';
import type { StepGroup } from './step.ts';

/** Everything done to a draft, in order; the first `cursor` groups stand, those behind it were undone. */
export interface History {
  readonly groups: readonly StepGroup[];
  readonly cursor: number;
}

/** A history in which nothing was done. */
export const EMPTY_HISTORY: History = { groups: [], cursor: 0 };

/** The history with one more group done; what was undone before is forgotten. */
export function perform(history: History, group: StepGroup): History {
  return { groups: [...history.groups.slice(0, history.cursor), group], cursor: history.cursor + 1 };
}

/** One group back; the same history when nothing stands. */
export function undo(history: History): History {
  return history.cursor > 0 ? { ...history, cursor: history.cursor - 1 } : history;
}

/** One undone group forward; the same history when nothing was undone. */
export function redo(history: History): History {
  return history.cursor < history.groups.length ? { ...history, cursor: history.cursor + 1 } : history;
}

/** The group that undo would take back, for the words on the menu. */
export function nextUndo(history: History): StepGroup | undefined {
  return history.groups[history.cursor - 1];
}

/** The group that redo would do again. */
export function nextRedo(history: History): StepGroup | undefined {
  return history.groups[history.cursor];
}

/** The base with every standing group done, or the first refusal. */
export function rulesetAt(base: Ruleset, history: History): Result<Ruleset, StepRefusal> {
  return applySteps(
    base,
    history.groups.slice(0, history.cursor).flatMap((group) => group.steps),
  );
}
