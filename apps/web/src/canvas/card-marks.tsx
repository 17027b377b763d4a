import { countFound, useFind } from '../find/find-state.ts';
import { FoundCount } from '../find/found-count.tsx';
import type { MapCard } from '../projection/model.ts';
import { count } from '../shell/words.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { useMapState } from './map-state.ts';

/** In a card's head: how many of its rules were found or cannot be rules, where its rows do not all show it themselves. */
export function CardMarks(props: { readonly card: MapCard }) {
  const { card } = props;
  const far = useMapState(({ level }) => level !== 'rows');
  const found = useFind((state) => countFound(state, card));
  const foundInSight = useFind(({ rules }) => card.rows.filter(({ id, folds }) => folds === 1 && rules.has(id)).length);
  const faults = useFaultCount(card);
  const faultsInSight = card.rows.filter(({ fault }) => fault !== null).length;
  const showsFound = found > 0 && (far || foundInSight < found);
  const showsFaults = faults > 0 && (far || faultsInSight < faults);
  const showsAlien = card.alien !== null && far;
  if (!showsFound && !showsFaults && !showsAlien) return null;
  return (
    <span className="card-marks">
      {showsFaults && <span className="card-faults">{faults} invalid</span>}
      {showsAlien && (
        <span className="card-warned" title={card.alien ?? undefined}>
          read-only
        </span>
      )}
      {showsFound && <FoundCount count={found} />}
    </span>
  );
}

/** How many rules of the chain cannot be rules. */
export function useFaultCount({ table, chain }: Pick<MapCard, 'table' | 'chain'>): number {
  return useWorkspace(
    (state) =>
      sliceOf(state, state.family).faults.filter((fault) => fault.table === table && fault.chain === chain).length,
  );
}

/** What a card that is too small for its name says to a pointer that rests on it. */
export function nameOfFarCard({ table, chain, rules }: MapCard): string {
  return `${table} / ${chain}, ${count(rules, 'rule')}`;
}
