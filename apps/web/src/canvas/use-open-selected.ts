import { useEffect } from 'react';
import { cardId, type CardId, type MapModel } from '../projection/model.ts';
import { useSelection } from '../state/selection.ts';
import { useWay } from '../state/way.ts';
import { useMapState } from './map-state.ts';

/** What is selected has a card of its own: from wherever it was selected, it leaves its group. */
export function useOpenSelected(model: MapModel): void {
  const selected = useSelection((state) => state.selected);
  useEffect(() => {
    const id = selected && cardId(selected);
    if (id !== null && model.groupOf(id) !== undefined) useMapState.getState().openChain(id);
  }, [selected, model]);
}

/** A packet that nobody can foretell may come to very many chains: so many leave their groups for it. */
const MOST_ON_WAY = 40;

/** So has what a simulated packet comes to. */
export function useOpenWay(model: MapModel): void {
  const way = useWay((state) => state.way);
  useEffect(() => {
    const hidden = [...(way?.cards ?? [])].filter((id) => model.groupOf(id as CardId) !== undefined);
    if (hidden.length <= MOST_ON_WAY) for (const id of hidden) useMapState.getState().openChain(id as CardId);
  }, [way, model]);
}
