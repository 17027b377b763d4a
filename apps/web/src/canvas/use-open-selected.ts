import { useEffect } from 'react';
import { cardId, type MapModel } from '../projection/model.ts';
import { useSelection } from '../state/selection.ts';
import { useMapState } from './map-state.ts';

/** What is selected has a card of its own: from wherever it was selected, it leaves its group. */
export function useOpenSelected(model: MapModel): void {
  const selected = useSelection((state) => state.selected);
  useEffect(() => {
    const id = selected && cardId(selected);
    if (id !== null && model.groupOf(id) !== undefined) useMapState.getState().openChain(id);
  }, [selected, model]);
}
