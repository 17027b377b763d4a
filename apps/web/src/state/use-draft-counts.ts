import { FAMILIES, type Family } from '@sluice/netfilter';
import { useShallow } from 'zustand/react/shallow';
import { sliceOf, useWorkspace } from './workspace.ts';

/** How many changes the drafts of the host hold, in all and per family. */
export function useDraftCounts(): Readonly<Record<Family | 'total', number>> {
  return useWorkspace(
    useShallow((state) => {
      const [ipv4, ipv6] = FAMILIES.map((family) => sliceOf(state, family).diff?.changes ?? 0);
      return { ipv4: ipv4 ?? 0, ipv6: ipv6 ?? 0, total: (ipv4 ?? 0) + (ipv6 ?? 0) };
    }),
  );
}
