import type { Host } from '@sluice/protocol';
import { findChain, type ChainRef } from '@sluice/netfilter';
import { keys, queries } from '../api/queries.ts';
import { useTour } from '../state/tour.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** The sandbox's chain that waits to be called. */
export const ENVOY: ChainRef = { table: 'filter', chain: 'INPUT_CHAIN_ENVOY' };

/** The host that the tour leads through; undefined where there is none, or where it does not answer. */
export function sandboxOf(hosts: readonly Host[]): Host | undefined {
  return hosts.find(({ kind, state }) => kind === 'sandbox' && state !== 'down');
}

/** The same from what the page knows now. */
export function sandboxNow(): Host | undefined {
  return sandboxOf(queries.getQueryData<readonly Host[]>(keys.hosts) ?? []);
}

/**
 * Whether the tour is on the page: it is taken, and what it points at can be. Elsewhere it waits. By itself it begins only
 * where its story can be told: on a sandbox whose rules nobody has taken away.
 */
export function useTourShown(host: Host | undefined): boolean {
  const taken = useTour(({ step }) => step !== null);
  const first = useTour((state) => state.first);
  const onMap = useView(({ view }) => view === 'map');
  const here = useWorkspace(({ hostId, family, past }) => hostId === host?.id && family === 'ipv4' && past === null);
  const loaded = useWorkspace(({ current }) => current !== null);
  const tells = useWorkspace(({ current }) => current !== null && findChain(current, ENVOY) !== undefined);
  return taken && onMap && here && loaded && host?.kind === 'sandbox' && (tells || !first);
}
