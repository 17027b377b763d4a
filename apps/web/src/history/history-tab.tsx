import type { Host } from '@sluice/protocol';
import { useTimeTravel } from '../state/time-travel.ts';
import { Scrubber } from './scrubber.tsx';
import { useRevisions } from './use-revisions.ts';

/** Below the map: the host's past as a line of time. */
export function HistoryTab(props: { readonly host: Host | undefined }) {
  const { listed, running } = useRevisions(props.host);
  const { chosen, choose } = useTimeTravel();
  if (listed.length === 0) return null;
  return <Scrubber revisions={listed} running={running} chosen={chosen} onChoose={choose} />;
}
