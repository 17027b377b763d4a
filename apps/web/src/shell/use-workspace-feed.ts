import type { Family } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { useEffect } from 'react';
import { watch } from '../api/live.ts';
import { keys, readAnew, useDraft, useSnapshot } from '../api/queries.ts';
import { counters } from '../state/counters.ts';
import { tellOutsideChange } from '../state/outside-changes.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Loads both families of the host that is looked at, and watches the one that is seen. */
export function useWorkspaceFeed(host: Host | undefined): { readonly error: Error | null } {
  const family = useWorkspace((state) => state.family);
  const hostId = host?.id ?? null;
  const inPast = useWorkspace((state) => state.past !== null);
  const v4 = useFamily(host, 'ipv4');
  const v6 = useFamily(host, 'ipv6');
  useCounterNames();
  useEffect(() => {
    // Who comes back from the past is told all counters anew.
    if (!inPast) watch(hostId === null ? null : { host: hostId, family });
  }, [hostId, family, inPast]);
  return { error: family === 'ipv4' ? v4 : v6 };
}

/** Says to the live numbers what each of them counts. */
function useCounterNames(): void {
  const host = useWorkspace((state) => state.hostId);
  const fingerprint = useWorkspace((state) => state.snapshot?.fingerprint);
  const names = useWorkspace((state) => state.counterKeys);
  const past = useWorkspace((state) => state.past?.number);
  useEffect(() => {
    if (host === null || fingerprint === undefined) return;
    // Nothing counts rules that ran before: no frame names such a host.
    counters.expect({ host: past === undefined ? host : `${host} at ${past}`, fingerprint, keys: names });
  }, [host, fingerprint, names, past]);
}

function useFamily(listed: Host | undefined, family: Family): Error | null {
  const told = listed?.families.find((entry) => entry.family === family)?.fingerprint;
  const host = listed && told !== undefined ? listed.id : null;
  const snapshot = useSnapshot(host, family);
  const draft = useDraft(host, family);
  const read = snapshot.data?.fingerprint;
  useEffect(() => {
    if (host === null || !snapshot.data) return;
    tellOutsideChange(host, snapshot.data);
    useWorkspace.getState().receiveSnapshot(host, snapshot.data);
  }, [host, snapshot.data]);
  useEffect(() => {
    if (host !== null && draft.data) useWorkspace.getState().receiveDraft(host, draft.data);
  }, [host, draft.data]);
  useEffect(() => {
    // Only the family that is seen is told of new rules; the list of hosts tells of both.
    if (host === null || read === undefined || told === undefined || told === read) return;
    void readAnew(keys.snapshot(host, family));
  }, [host, family, read, told]);
  return snapshot.error ?? draft.error;
}
