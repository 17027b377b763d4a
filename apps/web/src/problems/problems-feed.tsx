import { FAMILIES } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { useEffect } from 'react';
import { useIgnored } from '../api/queries.ts';
import { registerCommands } from '../commands/registry.ts';
import { useProblems } from '../state/problems.ts';
import { recipesOf } from '../state/slice.ts';
import { sliceOf, useWorkspace, type WorkspaceState } from '../state/workspace.ts';
import type { AuditJob } from './audit-job.ts';
import { PROBLEM_COMMANDS } from './problem-commands.ts';
import { startWorker } from './start-worker.ts';

/** Who types on is not looked at yet. */
const CALM_MS = 300;

/** Looks at the shown rules whenever they change, keeps what is ignored, and brings the commands for it. Draws nothing. */
export function ProblemsFeed(props: { readonly host: Host | undefined }) {
  const ignored = useIgnored(props.host?.id ?? null).data;
  useEffect(() => {
    if (ignored) useProblems.getState().setIgnored(ignored.ignored);
  }, [ignored]);
  useEffect(() => registerCommands(PROBLEM_COMMANDS), []);
  useEffect(keepLooking, []);
  return null;
}

function keepLooking(): () => void {
  let serial = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const worker = startWorker((word) => {
    if (word.serial !== serial) return;
    const problems = useProblems.getState();
    if ('report' in word) problems.receive(word.report);
    else problems.tellProgress(word.progress);
  });
  const look = (): void => {
    const job = jobOf(useWorkspace.getState(), serial);
    if (!job) return;
    useProblems.getState().tellProgress(0);
    worker.give(job);
  };
  const lookSoon = (): void => {
    serial += 1;
    clearTimeout(timer);
    timer = setTimeout(look, CALM_MS);
  };
  lookSoon();
  const stop = useWorkspace.subscribe((state, before) => {
    if (state.hostId !== before.hostId || state.family !== before.family) useProblems.getState().forget();
    else if (state.past === before.past && FAMILIES.every((family) => isSame(state, before, family))) return;
    lookSoon();
  });
  return () => {
    clearTimeout(timer);
    stop();
    worker.end();
  };
}

function isSame(state: WorkspaceState, before: WorkspaceState, family: (typeof FAMILIES)[number]): boolean {
  const [now, then] = [sliceOf(state, family), sliceOf(before, family)];
  return now.current === then.current && now.base === then.base && now.snapshot?.backend === then.snapshot?.backend;
}

/** What is to be looked at now; null while nothing is read, and while the past is shown. */
function jobOf(state: WorkspaceState, serial: number): AuditJob | null {
  const { family, backend, past } = state;
  const recipes = recipesOf(sliceOf(state, family));
  if (!recipes || past || backend === null) return null;
  const other = recipesOf(sliceOf(state, family === 'ipv4' ? 'ipv6' : 'ipv4'));
  return { serial, backend, rules: recipes.current, before: recipes.base, beside: other?.current ?? null };
}
