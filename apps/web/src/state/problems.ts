import type { Finding, LeftOut, Severity } from '@sluice/analysis';
import type { RuleId } from '@sluice/netfilter';
import type { IgnoredProblem } from '@sluice/protocol';
import { create } from 'zustand';
import { useDrawer } from './drawer.ts';
import { useSelection, type Selected } from './selection.ts';

/** What a look at the rules found. */
export interface AuditReport {
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
  /** The same of the rules that run, while a draft stands on them; null without one. */
  readonly before: readonly Finding[] | null;
}

/** Which of the problems are listed. */
export type ProblemFilter = 'all' | 'draft' | 'ignored';

/** What is wrong with the rules that are shown, and which of it is looked at. */
export interface ProblemsState {
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
  /** The names of findings that the draft brought. */
  readonly fresh: ReadonlySet<string>;
  /** Findings of the rules that run which the draft takes away. */
  readonly mended: readonly Finding[];
  readonly ignored: ReadonlyMap<string, IgnoredProblem>;
  /** When this was found, on this machine's clock; null before the first look is done. */
  readonly at: number | null;
  /** How much of the look that is under way is done, from 0 to 1; null while none is. */
  readonly progress: number | null;
  /** The worst that is known of each rule, without what is ignored. */
  readonly byRule: ReadonlyMap<RuleId, Severity>;
  readonly filter: ProblemFilter;
  /** The name of the finding that is looked at. */
  readonly selected: string | null;
  /** What was selected on the page when the list was opened: it does not stand in the list's place. */
  readonly beside: Selected | null;

  readonly receive: (report: AuditReport) => void;
  readonly tellProgress: (progress: number) => void;
  /** Other rules are shown: nothing is known of them yet. */
  readonly forget: () => void;
  readonly setIgnored: (ignored: readonly IgnoredProblem[]) => void;
  readonly filterBy: (filter: ProblemFilter) => void;
  readonly select: (id: string | null) => void;
  /** The list comes up. */
  readonly open: () => void;
}

const NOTHING = {
  findings: [],
  leftOut: [],
  fresh: new Set<string>(),
  mended: [],
  at: null,
  progress: null,
  byRule: new Map<RuleId, Severity>(),
  selected: null,
  beside: null,
} as const;

/** The problems, as a store. */
export const useProblems = create<ProblemsState>()((set, get) => ({
  ...NOTHING,
  ignored: new Map(),
  filter: 'all',
  receive: ({ findings, leftOut, before }) => {
    const ids = new Set(findings.map(({ id }) => id));
    const known = new Set((before ?? findings).map(({ id }) => id));
    const { ignored, selected } = get();
    set({
      findings,
      leftOut,
      fresh: ids.difference(known),
      mended: (before ?? []).filter(({ id }) => !ids.has(id)),
      at: Date.now(),
      progress: null,
      byRule: worstByRule(findings, ignored),
      selected: selected !== null && ids.has(selected) ? selected : null,
    });
  },
  tellProgress: (progress) => set({ progress }),
  forget: () => set(NOTHING),
  setIgnored: (list) => {
    const ignored = new Map(list.map((problem) => [problem.id, problem]));
    set(({ findings }) => ({ ignored, byRule: worstByRule(findings, ignored) }));
  },
  filterBy: (filter) => set({ filter }),
  select: (selected) => set({ selected }),
  open: () => set({ beside: useSelection.getState().selected }),
}));

/** The findings that a filter leaves. */
export function listedBy(
  filter: ProblemFilter,
  { findings, ignored, fresh }: Pick<ProblemsState, 'findings' | 'ignored' | 'fresh'>,
): readonly Finding[] {
  if (filter === 'ignored') return findings.filter(({ id }) => ignored.has(id));
  return findings.filter(({ id }) => !ignored.has(id) && (filter === 'all' || fresh.has(id)));
}

/** The finding that is looked at, while the drawer shows problems. */
export function useShownFinding(): Finding | undefined {
  const shown = useDrawer(({ open, tab }) => open && tab === 'problems');
  const finding = useProblems(({ findings, selected }) => findings.find(({ id }) => id === selected));
  return shown ? finding : undefined;
}

/** What a row has to do with the finding that is looked at: it is about it, or because of it. */
export function usePartInProblem(rule: string): 'about' | 'because' | undefined {
  const shown = useDrawer(({ open, tab }) => open && tab === 'problems');
  const part = useProblems(({ findings, selected }) => {
    const finding = selected === null ? undefined : findings.find(({ id }) => id === selected);
    if (finding?.rule?.id === rule) return 'about';
    return finding?.because.some(({ id }) => id === rule) === true ? 'because' : undefined;
  });
  return shown ? part : undefined;
}

/** Findings come with the worst first. */
function worstByRule(
  findings: readonly Finding[],
  ignored: ReadonlyMap<string, unknown>,
): ReadonlyMap<RuleId, Severity> {
  const worst = new Map<RuleId, Severity>();
  for (const { id, rule, severity } of findings) {
    if (rule && !ignored.has(id) && !worst.has(rule.id)) worst.set(rule.id, severity);
  }
  return worst;
}
