import type { Step } from '@sluice/draft';
import type { Ruleset } from '@sluice/netfilter';
import { say } from './announcer.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from './workspace.ts';

const LONGEST_LABEL = 120;

/** Does steps as one change of the draft under this label; tells the person when it may not be. */
export function perform(label: string, steps: readonly Step[]): boolean {
  const result = useWorkspace.getState().perform({ label: label.slice(0, LONGEST_LABEL), steps });
  if (!result.ok) return tellRefusal(label, result.error.message);
  say(label);
  return true;
}

/** Does what changes something of the rules as they are now; nothing to do is not done. */
export function performHere(label: string, stepsOn: (ruleset: Ruleset) => readonly Step[]): boolean {
  const { current } = useWorkspace.getState();
  const steps = current ? stepsOn(current) : [];
  return steps.length > 0 && perform(label, steps);
}

/** Says what was not done, and why. Answers false, for it was not done. */
export function tellRefusal(label: string, why: string): false {
  toast({ tone: 'trouble', title: `Not done: ${label}`, text: why });
  return false;
}

/** `rule` or `3 rules`, as labels say it. */
export function rulesWords(rules: readonly unknown[]): string {
  return rules.length === 1 ? 'rule' : `${rules.length} rules`;
}
