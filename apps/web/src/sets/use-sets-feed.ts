import type { Host } from '@sluice/protocol';
import { useEffect } from 'react';
import { useSets } from '../api/queries.ts';
import { receiveSets, startClosingSet, useHostSets } from '../state/host-sets.ts';

/** Reads the sets of the host that is looked at, again and again: members come and go without anybody being told. */
export function useSetsFeed(host: Host | undefined): void {
  const { data } = useSets(host?.id ?? null, host?.state === 'up');
  const id = host?.id;
  useEffect(() => {
    if (id === undefined) return;
    if (data) receiveSets(id, data);
    else if (useHostSets.getState().hostId !== id) receiveSets(id, { text: '', absent: null });
  }, [id, data]);
  useEffect(startClosingSet, []);
}
