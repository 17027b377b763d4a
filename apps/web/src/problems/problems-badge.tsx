import { SEVERITIES } from '@sluice/analysis';
import { listedBy, useProblems } from '../state/problems.ts';

/** How many problems there are, in the colour of the worst. */
export function ProblemsBadge() {
  const findings = useProblems((state) => state.findings);
  const ignored = useProblems((state) => state.ignored);
  const known = useProblems((state) => state.at !== null);
  if (!known) return null;
  const open = listedBy('all', { findings, ignored, fresh: NONE });
  const worst = SEVERITIES.find((each) => open.some(({ severity }) => severity === each));
  return <span className={`drawer-count drawer-count-${worst ?? 'none'}`}>{open.length.toLocaleString('en')}</span>;
}

const NONE: ReadonlySet<string> = new Set();
