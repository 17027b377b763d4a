import type { ReactNode } from 'react';
import { useMapCover } from '../state/map-cover.ts';
import { useMedia } from '../ui/use-media.ts';
import './inspector.css';

/** The place right of the map, for whatever is looked at; in a small window it lies over the map. */
export function InspectorPanel(props: {
  readonly label: string;
  /** For what is read in lines, not in fields. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const overlays = useOverlays();
  const look = `insp${overlays ? ' insp-over' : ''}${props.wide === true ? ' insp-wide' : ''}`;
  return (
    <aside ref={overlays ? tellCover : null} className={look} aria-label={props.label}>
      {props.children}
    </aside>
  );
}

/** Whether the window is too small for map and panel side by side. */
export function useOverlays(): boolean {
  return useMedia('(max-width: 1280px)');
}

/** The map's "Fit" means what is not covered (TOKENS 13). */
function tellCover(element: HTMLElement): () => void {
  useMapCover.setState({ width: element.offsetWidth });
  return () => useMapCover.setState({ width: 0 });
}
