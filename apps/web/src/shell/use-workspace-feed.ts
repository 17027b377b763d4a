import type { Family } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { useEffect } from 'react';
import { watch } from '../api/live.ts';
import { useDraft, useSnapshot } from '../api/queries.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Loads both families of the host that is looked at, and watches the one that is seen. */
export function useWorkspaceFeed(host: Host | undefined): { readonly error: Error | null } {
  const family = useWorkspace((state) => state.family);
  const hostId = host?.id ?? null;
  const has = (wanted: Family): string | null =>
    host?.families.some((entry) => entry.family === wanted) === true ? host.id : null;
  const v4 = useFamily(has('ipv4'), 'ipv4');
  const v6 = useFamily(has('ipv6'), 'ipv6');
  useEffect(() => {
    watch(hostId === null ? null : { host: hostId, family });
  }, [hostId, family]);
  return { error: family === 'ipv4' ? v4 : v6 };
}

function useFamily(host: string | null, family: Family): Error | null {
  const snapshot = useSnapshot(host, family);
  const draft = useDraft(host, family);
  useEffect(() => {
    if (host !== null && snapshot.data) useWorkspace.getState().receiveSnapshot(host, snapshot.data);
  }, [host, snapshot.data]);
  useEffect(() => {
    if (host !== null && draft.data) useWorkspace.getState().receiveDraft(host, draft.data);
  }, [host, draft.data]);
  return snapshot.error ?? draft.error;
}
