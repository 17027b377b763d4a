import type { Finding } from '@sluice/analysis';
import type { Step } from '@sluice/draft';
import { perform } from '../state/perform.ts';
import { listedBy, useProblems } from '../state/problems.ts';
import { useSelection } from '../state/selection.ts';
import { newRuleId } from '../state/workspace.ts';
import { goToProblem } from './go-to-problem.ts';

/** Puts what mends a problem into the draft, and goes to the next one. */
export function mendProblem(finding: Finding, keepFocus = false): void {
  const { fix } = finding;
  if (!fix) return;
  const state = useProblems.getState();
  const listed = listedBy(state.filter, state);
  const at = listed.findIndex(({ id }) => id === finding.id);
  const steps = fix.steps.map((step): Step => (step.type === 'insertRule' ? { ...step, id: newRuleId() } : step));
  if (!perform(fix.label, steps)) return;
  const next = listed[at + 1] ?? listed[at - 1];
  if (next) return goToProblem(next, keepFocus);
  state.select(null);
  // Not the rule that came into the place of the one that went.
  useSelection.getState().select(null);
}
