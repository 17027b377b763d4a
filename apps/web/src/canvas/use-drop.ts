import { useMemo } from 'react';
import type { CardId, MapCard } from '../projection/model.ts';
import { dropRefusal, type DropRefusal } from '../state/drop-verdict.ts';
import { useDrag } from '../state/drag.ts';
import { useWorkspace } from '../state/workspace.ts';
import { lineOf } from './spot-finder.ts';

/** How a card takes part in a drag: not at all, as where it came from, as a possible place, as the place, or as none. */
export interface DropOn {
  readonly state: 'none' | 'source' | 'open' | 'on' | 'closed' | 'loop';
  readonly refusal: DropRefusal | null;
  /** The line in front of which the rows make room. */
  readonly line: number | null;
}

const NONE: DropOn = { state: 'none', refusal: null, line: null };

/** What the drag that goes on means for a card. */
export function useDropOn(card: MapCard): DropOn {
  const source = useDrag((state) => state.source);
  const index = useDrag(({ spot }) =>
    spot && spot.table === card.table && spot.chain === card.chain ? spot.index : null,
  );
  const refusal = useRefusalOf(card);
  return useMemo(() => {
    if (!source) return NONE;
    const own = source.table === card.table && source.chain === card.chain;
    if (own && source.kind !== 'rules') return { state: 'source', refusal: null, line: null };
    if (refusal) return { state: refusal.path.length > 0 ? 'loop' : 'closed', refusal, line: null };
    if (index === null) return { state: 'open', refusal: null, line: null };
    return { state: 'on', refusal: null, line: source.kind === 'port' ? null : lineOf(card, index) };
  }, [source, index, refusal, card]);
}

/** Why a chain does not take what is dragged; also for chains without a card. */
export function useRefusalOf(ref: Pick<MapCard, 'table' | 'chain'>): DropRefusal | null {
  const source = useDrag((state) => state.source);
  // Only while something is dragged: else every card would be drawn again with every edit.
  const current = useWorkspace((state) => (source ? state.current : null));
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  const aliens = useWorkspace((state) => state.aliens);
  const { table, chain } = ref;
  return useMemo(
    () => (source && current ? dropRefusal(current, source, { table, chain }, { backend, aliens }) : null),
    [source, current, backend, aliens, table, chain],
  );
}

/** Whether a card over this one in the same station makes room for a drop. */
export function useGapAbove(above: readonly CardId[]): boolean {
  return useDrag(
    ({ spot, refusal, source }) =>
      spot !== null && !refusal && source?.kind !== 'port' && above.includes(`${spot.table}/${spot.chain}`),
  );
}
