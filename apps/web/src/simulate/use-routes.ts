import { createRouter, type Router } from '@sluice/analysis';
import type { Family } from '@sluice/netfilter';
import { useMemo } from 'react';
import { useConnectionList } from '../api/queries.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Where addresses are, as far as the host says. */
export interface Routes {
  readonly route: Router;
  /** An address of the host itself that others can reach. */
  readonly own: string | undefined;
}

/** The host's routes; they come with its connections, and are read once. */
export function useRoutes(): Routes {
  const hostId = useWorkspace((state) => state.hostId);
  const family = useWorkspace((state) => state.family);
  const { data } = useConnectionList(hostId, family, true);
  const routes = data?.routes;
  return useMemo(() => {
    const own = routes?.find(({ to, out }) => out === 'here' && isReachable(to, family))?.to.split('/')[0];
    return { route: createRouter(routes ?? [], family), own };
  }, [routes, family]);
}

function isReachable(prefix: string, family: Family): boolean {
  const [address = '', length] = prefix.split('/');
  const whole = family === 'ipv4' ? '32' : '128';
  if (length !== undefined && length !== whole) return false;
  // A link-local address says nothing without its link.
  return family === 'ipv4' ? !/^(127|22[4-9]|23\d|255)\./.test(address) : !/^(::1$|fe80|ff)/i.test(address);
}
