import { createRouter, type Router } from '@sluice/analysis';
import { parseConnections } from '@sluice/iptables';
import type { TrackedConnection } from '@sluice/netfilter';
import { useMemo } from 'react';
import { useConnectionList } from '../api/queries.ts';
import { useConnectionView } from '../state/connection-view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** The connections of the family that is looked at, as they were read last. */
export interface Connections {
  readonly all: readonly TrackedConnection[];
  /** How many the kernel has; more than are listed where there are very many. */
  readonly total: number;
  readonly most: number | null;
  readonly route: Router;
  /** Why there are none to see. */
  readonly absent: string | null;
  readonly isLoading: boolean;
}

/** Reads them while something on the page shows them, and again every two seconds or so unless paused. */
export function useConnections(): Connections {
  const hostId = useWorkspace((state) => state.hostId);
  const family = useWorkspace((state) => state.family);
  const paused = useConnectionView((state) => state.paused);
  const { data, error, isPending } = useConnectionList(hostId, family, paused);
  const all = useMemo(() => (data ? parseConnections(data.text).connections : NONE), [data]);
  const routes = data?.routes;
  const route = useMemo(() => createRouter(routes ?? [], family), [routes, family]);
  return {
    all,
    total: data?.total ?? 0,
    most: data?.most ?? null,
    route,
    absent: data?.absent ?? error?.message ?? null,
    isLoading: isPending,
  };
}

const NONE: readonly TrackedConnection[] = [];
