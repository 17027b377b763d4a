import { useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { levelAt } from './level.ts';
import { useMapState } from './map-state.ts';

/**
 * Keeps the map's state told how much cards say at this zoom. The canvas gets `--unzoom`, by which words that keep their
 * size are drawn larger; with rows in words it stays 1, so that zooming there restyles nothing.
 */
export function useLevelWatch(): void {
  const store = useStoreApi();
  useEffect(() => {
    let known = 0;
    const watch = (): void => {
      const { transform, domNode } = store.getState();
      const [, , zoom] = transform;
      if (zoom === known || !domNode) return;
      known = zoom;
      const before = useMapState.getState().level;
      const level = levelAt(zoom, before);
      domNode.style.setProperty('--unzoom', level === 'rows' ? '1' : unzoom(zoom));
      domNode.dataset['level'] = level;
      if (level !== before) useMapState.setState({ level });
    };
    watch();
    return store.subscribe(watch);
  }, [store]);
}

/** Each step lays out all words in sight anew, so that there are few: words keep their size within 6 %. */
const STEP = Math.log(1.12);

function unzoom(zoom: number): string {
  return Math.exp(Math.round(-Math.log(zoom) / STEP) * STEP).toFixed(3);
}
