import { restoreState, stepsBetween, type Step } from '@sluice/draft';
import { FAMILIES, type Family } from '@sluice/netfilter';
import { useTimeTravel } from '../state/time-travel.ts';
import { newRuleId, sliceOf, useWorkspace, type Past } from '../state/workspace.ts';
import { count, FAMILY_NAMES } from '../shell/words.ts';
import { toast } from '../ui/toast.tsx';

type PastByFamily = Readonly<Partial<Record<Family, Past>>>;

/** What the drafts would do to bring an earlier state back, per family. */
export function restoringSteps(past: PastByFamily): Readonly<Partial<Record<Family, readonly Step[]>>> {
  const state = useWorkspace.getState();
  const entries = FAMILIES.flatMap((family): readonly [Family, readonly Step[]][] => {
    const now = sliceOf(state, family).current;
    const earlier = past[family]?.current;
    if (!now || !earlier) return [];
    const steps = stepsBetween(now, restoreState(now, earlier, newRuleId));
    return steps.length === 0 ? [] : [[family, steps]];
  });
  return Object.fromEntries(entries);
}

/** Comes back to now and drafts what brings the earlier state back; nothing reaches the host. */
export function restoreAsDraft(number: number, past: PastByFamily): void {
  const steps = restoringSteps(past);
  useTimeTravel.getState().choose(null);
  const { visit, perform } = useWorkspace.getState();
  visit(null);
  const label = `Restore revision ${number}`;
  let done = 0;
  for (const family of FAMILIES) {
    const own = steps[family];
    if (!own) continue;
    const result = perform({ label, steps: own }, family);
    if (!result.ok) {
      toast({ tone: 'trouble', title: `Not done: ${label}, ${FAMILY_NAMES[family]}`, text: result.error.message });
      return;
    }
    done += own.length;
  }
  toast(
    done === 0
      ? { tone: 'info', title: `Revision ${number} is what runs now`, text: 'There is nothing to draft.' }
      : {
          tone: 'info',
          title: `Revision ${number} is a draft now`,
          text: `${count(done, 'step')}; the host is as it was.`,
        },
  );
}
