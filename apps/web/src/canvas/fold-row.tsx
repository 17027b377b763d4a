import type { CardId, MapRow } from '../projection/model.ts';
import { chainRef } from '../projection/model.ts';
import { countFound, useFind } from '../find/find-state.ts';
import { FoundCount } from '../find/found-count.tsx';
import { moveFocus, rowElementId } from './map-focus.ts';
import { useMapState } from './map-state.ts';

/** A run of quiet rules of a long chain, as one line that opens. */
export function FoldRow(props: { readonly card: CardId; readonly row: MapRow; readonly inTabOrder: boolean }) {
  const { card, row } = props;
  const found = useFind((state) => countFound(state, chainRef(card), row.gap, row.gap + row.folds));
  const unfold = (): void => useMapState.getState().unfold(row.id);
  return (
    <div
      id={rowElementId(card, row.key)}
      className={`row row-fold nopan nodrag${found > 0 ? ' row-hit' : ''}`}
      role="treeitem"
      aria-level={1}
      aria-expanded={false}
      aria-selected={false}
      tabIndex={props.inTabOrder ? 0 : -1}
      onClick={unfold}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') unfold();
        else if (!moveFocus(event.nativeEvent, { card, row: row.key })) return;
        event.preventDefault();
      }}
    >
      {row.folds.toLocaleString('en')} rules without hits
      <FoundCount count={found} />
    </div>
  );
}
