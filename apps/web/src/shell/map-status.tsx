import type { Host } from '@sluice/protocol';
import { useEffect, useState } from 'react';
import { queries } from '../api/queries.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Sign } from '../ui/signs.tsx';
import './map-status.css';

const SAID_AFTER = 3000;

/** Over the map while there are no rules to draw: what is awaited, or why nothing comes. */
export function MapStatus(props: { readonly host: Host | undefined; readonly error: Error | null }) {
  const { host, error } = props;
  const loaded = useWorkspace((state) => state.current !== null);
  const late = useLate(loaded);
  if (loaded) return null;
  if (error) {
    return (
      <div className="map-status" role="alert">
        <Sign kind="trouble" />
        <p>
          <b>The rules could not be read.</b> {error.message}
        </p>
        <Button size="small" onPress={() => void queries.refetchQueries({ type: 'active' })}>
          Try again
        </Button>
      </div>
    );
  }
  if (!late) return null;
  return (
    <div className="map-status">
      <Sign kind="busy" />
      <p>Waiting for the rules of {host?.name ?? 'the host'}…</p>
    </div>
  );
}

function useLate(loaded: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (loaded) return;
    const timer = setTimeout(() => setLate(true), SAID_AFTER);
    return () => clearTimeout(timer);
  }, [loaded]);
  return late;
}
