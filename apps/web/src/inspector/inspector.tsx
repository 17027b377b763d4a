import type { Host } from '@sluice/protocol';
import { useHostSets } from '../state/host-sets.ts';
import { useDrag } from '../state/drag.ts';
import { useSelection } from '../state/selection.ts';
import { useTrial } from '../state/trial.ts';
import { later } from '../ui/later.tsx';
import { InspectorPanel, useOverlays } from './inspector-panel.tsx';
import { Overview } from './overview.tsx';

const Shown = later(async () => (await import('./shown.tsx')).Shown);

/** Right of the map: everything about what is selected. In a small window it lies over the map, and only then. */
export function Inspector(props: { readonly host: Host | undefined }) {
  const selected = useSelection((state) => state.selected);
  const overlays = useOverlays();
  const dragging = useDrag((state) => state.source !== null);
  const onTrial = useTrial((state) => state.pending !== null);
  const openSet = useHostSets((state) => state.open);
  if (overlays && !selected && openSet === null) return null;
  return (
    <InspectorPanel label="Inspector">
      {selected || dragging || onTrial || openSet !== null ? (
        <Shown host={props.host} selected={selected} />
      ) : (
        <Overview host={props.host} />
      )}
    </InspectorPanel>
  );
}
