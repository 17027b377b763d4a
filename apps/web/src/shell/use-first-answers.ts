import type { Host } from '@sluice/protocol';
import { useEffect, useState } from 'react';
import { fetchFirstAnswers, firstAnswersOf } from '../api/queries.ts';
import { readPlace } from '../state/place.ts';
import { useWorkspace } from '../state/workspace.ts';
import { goTo, startLocationSync } from './location-sync.ts';

/** A host that answers within this time is drawn at once; for others the page shows what it waits for. */
const PATIENCE_MS = 250;

/**
 * Whether the page may be drawn: the answers for the first picture are here, or they take their time. Drawing the empty
 * page before costs more than they do.
 */
export function useFirstAnswers(isLoggedIn: boolean): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    if (!isLoggedIn) return;
    const timer = setTimeout(() => setReady(true), PATIENCE_MS);
    const { host, family } = readPlace(location.search);
    void fetchFirstAnswers(host, family).then((hosts) => {
      enter(hosts);
      setReady(true);
      return undefined;
    });
    return () => clearTimeout(timer);
  }, [isLoggedIn]);
  return ready;
}

/** Goes where the address says, once the hosts are known, with what is already known of the host there. */
export function enter(hosts: readonly Host[]): void {
  const [first] = hosts;
  if (!first || useWorkspace.getState().hostId !== null) return;
  const place = readPlace(location.search);
  const isKnown = hosts.some(({ id }) => id === place.host);
  goTo(isKnown ? place : { ...place, host: null, selected: null }, first.id);
  startLocationSync();
  const { hostId, family, receiveSnapshot, receiveDraft } = useWorkspace.getState();
  if (hostId === null) return;
  const { snapshot, draft } = firstAnswersOf(hostId, family);
  if (snapshot) receiveSnapshot(hostId, snapshot);
  if (draft) receiveDraft(hostId, draft);
}
