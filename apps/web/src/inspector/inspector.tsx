import type { Host } from '@sluice/protocol';
import { useHostSets } from '../state/host-sets.ts';
import { useMapCover } from '../state/map-cover.ts';
import { useDrag } from '../state/drag.ts';
import { useSelection } from '../state/selection.ts';
import { useTrial } from '../state/trial.ts';
import { later } from '../ui/later.tsx';
import { useMedia } from '../ui/use-media.ts';
import { Overview } from './overview.tsx';
import './inspector.css';

const Shown = later(async () => (await import('./shown.tsx')).Shown);

/** Right of the map: everything about what is selected. In a small window it lies over the map, and only then. */
export function Inspector(props: { readonly host: Host | undefined }) {
  const selected = useSelection((state) => state.selected);
  const overlays = useMedia('(max-width: 1280px)');
  const dragging = useDrag((state) => state.source !== null);
  const onTrial = useTrial((state) => state.pending !== null);
  const openSet = useHostSets((state) => state.open);
  if (overlays && !selected && openSet === null) return null;
  return (
    <aside ref={overlays ? tellCover : null} className={overlays ? 'insp insp-over' : 'insp'} aria-label="Inspector">
      {selected || dragging || onTrial || openSet !== null ? (
        <Shown host={props.host} selected={selected} />
      ) : (
        <Overview host={props.host} />
      )}
    </aside>
  );
}

/** The map's "Fit" means what is not covered (TOKENS 13). */
function tellCover(element: HTMLElement): () => void {
  useMapCover.setState({ width: element.offsetWidth });
  return () => useMapCover.setState({ width: 0 });
}
