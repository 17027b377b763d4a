import { FAMILIES, type Family } from '@sluice/netfilter';
import { useShallow } from 'zustand/react/shallow';
import { setEditsIn } from './set-drafts.ts';
import type { Slice } from './slice.ts';
import { sliceOf, useWorkspace } from './workspace.ts';

/** What is on trial is no draft any more; what was edited since is. A set counts once, whatever happens to it. */
function draftedIn(slice: Slice): number {
  const { diff, trialDiff } = slice;
  return setEditsIn(slice).length + (diff === trialDiff ? 0 : (diff?.changes ?? 0));
}

/** How many changes the drafts of the host hold, in all and per family. */
export function useDraftCounts(): Readonly<Record<Family | 'total', number>> {
  return useWorkspace(
    useShallow((state) => {
      const [ipv4, ipv6] = FAMILIES.map((family) => draftedIn(sliceOf(state, family)));
      return { ipv4: ipv4 ?? 0, ipv6: ipv6 ?? 0, total: (ipv4 ?? 0) + (ipv6 ?? 0) };
    }),
  );
}
