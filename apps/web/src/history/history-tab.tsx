import type { Host } from '@sluice/protocol';
import { useEffect } from 'react';
import { ChangesPanel } from '../review/changes-panel.tsx';
import { useTimeTravel } from '../state/time-travel.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useSelection } from '../state/selection.ts';
import { columnsOf } from './revision-details.tsx';
import { Scrubber } from './scrubber.tsx';
import { useComparison, type Comparison } from './use-comparison.ts';
import { useRevisions } from './use-revisions.ts';

/** Below the map: the host's past as a line of time, and below it both sides of what is compared. */
export function HistoryTab(props: { readonly host: Host | undefined }) {
  const { host } = props;
  return host ? <HostHistory key={host.id} host={host} /> : null;
}

function HostHistory(props: { readonly host: Host }) {
  const { host } = props;
  const { listed, running } = useRevisions(host);
  const { chosen, choose } = useTimeTravel();
  const comparison = useComparison(host);
  useTravel(comparison);
  if (listed.length === 0) return null;
  return (
    <>
      <Scrubber revisions={listed} running={running} chosen={chosen} onChoose={choose} />
      {comparison?.against && comparison.changes && (
        <ChangesPanel
          families={comparison.changes}
          columns={columnsOf(comparison)}
          layout="side"
          none="The rules are the same."
        />
      )}
    </>
  );
}

/** Shows the chosen state in place of now, until the history is closed. */
function useTravel(comparison: Comparison | null): void {
  const family = useWorkspace((state) => state.family);
  const past = comparison?.past[family] ?? null;
  useEffect(() => {
    useWorkspace.getState().visit(past);
    if (past) useSelection.getState().select(null);
  }, [past]);
  useEffect(
    () => () => {
      useTimeTravel.getState().choose(null);
      useWorkspace.getState().visit(null);
    },
    [],
  );
}
