import type { Host } from '@sluice/protocol';
import { useSelection } from './selection.ts';
import { useWorkspace } from './workspace.ts';

/** Shows another host, in the family that is seen where it has that one. */
export function openHost(host: Host): void {
  const { family, hostId, open } = useWorkspace.getState();
  if (host.id === hostId) return;
  const has = host.families.some((entry) => entry.family === family);
  open(host.id, has ? family : (host.families[0]?.family ?? family));
  useSelection.getState().select(null);
}
