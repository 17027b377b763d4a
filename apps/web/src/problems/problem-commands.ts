import type { Command } from '../commands/registry.ts';
import { useDrawer } from '../state/drawer.ts';
import { useProblems } from '../state/problems.ts';
import { goToProblem, problemAt } from './go-to-problem.ts';
import { mendProblem } from './mend-problem.ts';

function shown() {
  const { findings, selected } = useProblems.getState();
  const { open, tab } = useDrawer.getState();
  return open && tab === 'problems' ? findings.find(({ id }) => id === selected) : undefined;
}

/** Going through the problems, and mending the one that is looked at. */
export const PROBLEM_COMMANDS: readonly Command[] = [
  {
    id: 'problem.next',
    title: 'Go to the next problem',
    group: 'View',
    keys: ['F8'],
    when: () => problemAt(1) !== undefined,
    run: () => step(1),
  },
  {
    id: 'problem.previous',
    title: 'Go to the problem before',
    group: 'View',
    keys: ['Shift+F8'],
    when: () => problemAt(-1) !== undefined,
    run: () => step(-1),
  },
  {
    id: 'problem.fix',
    title: 'Fix the problem',
    titleNow: () => `Fix the problem: ${shown()?.fix?.label ?? ''}`,
    group: 'Draft',
    keys: ['F'],
    when: () => shown()?.fix != null,
    run: () => {
      const finding = shown();
      if (finding) mendProblem(finding);
    },
  },
];

function step(by: 1 | -1): void {
  const finding = problemAt(by);
  if (finding) goToProblem(finding);
}
