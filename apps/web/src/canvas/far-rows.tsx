import { useStore } from '@xyflow/react';
import { useEffect } from 'react';
import { HEAD, ROW } from '../projection/metrics.ts';
import type { MapCard } from '../projection/model.ts';
import { targetTone } from '../ui/rule-line.tsx';
import { useMapState } from './map-state.ts';

/** Below this zoom text is not drawn; it comes back a little above, so that it does not flicker at the border. */
const FAR = 0.4;
const NEAR = 0.42;

/** Keeps the map's state told whether it is seen from far away. */
export function useFarWatch(): void {
  const zoom = useStore(({ transform }) => (transform[2] < FAR ? 'far' : transform[2] > NEAR ? 'near' : 'between'));
  useEffect(() => {
    if (zoom !== 'between') useMapState.setState({ far: zoom === 'far' });
  }, [zoom]);
}

/** A card's rules from far away: one stripe each, in the target's colour. One element instead of a dozen per rule. */
export function FarRows(props: { readonly card: MapCard }) {
  const { rows } = props.card;
  const stripes = rows.flatMap(({ target, change }, line) => {
    const color = `var(--${target && change !== 'removed' ? targetTone(target.kind) : 'grey'})`;
    const top = line * ROW;
    return [
      `transparent ${top}px ${top + 7}px`,
      `${color} ${top + 7}px ${top + 15}px`,
      `transparent ${top + 15}px ${top + ROW}px`,
    ];
  });
  return (
    <div
      className="card-stripes"
      style={{ top: HEAD, height: rows.length * ROW, background: `linear-gradient(${stripes.join(',')})` }}
    />
  );
}
