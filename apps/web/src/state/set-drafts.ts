import { setEditsOf, type Step, type StepGroup } from '@sluice/draft';
import { FAMILIES, type SetEdit } from '@sluice/netfilter';
import type { Slice } from './slice.ts';
import { sliceOf, type WorkspaceState } from './workspace.ts';

type Span = Pick<Slice, 'shown' | 'trial'>;

const known = new WeakMap<readonly StepGroup[], Map<string, readonly SetEdit[]>>();
const NONE: readonly SetEdit[] = [];

function remembered(groups: readonly StepGroup[], from: number, to: number): readonly SetEdit[] {
  if (!groups.some(isAboutSets)) return NONE;
  const spans = known.get(groups) ?? new Map<string, readonly SetEdit[]>();
  known.set(groups, spans);
  const edits = spans.get(`${from} ${to}`) ?? setEditsOf(stepsIn(groups, from, to));
  spans.set(`${from} ${to}`, edits);
  return edits;
}

function isAboutSets({ steps }: StepGroup): boolean {
  return steps.some((step) => 'set' in step);
}

function stepsIn(groups: readonly StepGroup[], from: number, to: number): readonly Step[] {
  return groups.slice(from, to).flatMap(({ steps }) => steps);
}

/** What one family's draft does to sets, beyond what is on trial. */
export function setEditsIn({ shown, trial }: Span): readonly SetEdit[] {
  return remembered(shown.groups, trial, shown.cursor);
}

/** What of one family's draft is on trial on the host. */
export function setEditsOnTrial({ shown, trial }: Span): readonly SetEdit[] {
  return remembered(shown.groups, 0, trial);
}

let lastParts: readonly (readonly SetEdit[])[] = [];
let lastEdits: readonly SetEdit[] = NONE;

/** What the drafts of both families do to the host's sets; the same value while neither changes. */
export function draftSetEdits(state: WorkspaceState): readonly SetEdit[] {
  const slices = FAMILIES.map((family) => sliceOf(state, family));
  const parts = slices.map(setEditsIn);
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length < 2) return filled[0] ?? NONE;
  if (parts.every((part, at) => part === lastParts[at])) return lastEdits;
  lastParts = parts;
  lastEdits = setEditsOf(slices.flatMap(({ shown, trial }) => stepsIn(shown.groups, trial, shown.cursor)));
  return lastEdits;
}
