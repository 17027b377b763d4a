import type { CallEdge } from '../projection/model.ts';
import { useDrag } from '../state/drag.ts';
import { shownCard } from './map-focus.ts';
import { lineOf } from './spot-finder.ts';

/** Whether the row at which a call begins has been pushed down by an open gap of its own card. */
export function useRowBelowGap(call: CallEdge): boolean {
  return useDrag(({ spot, refusal, source }) => {
    if (!spot || refusal || source?.kind === 'port' || call.from !== `${spot.table}/${spot.chain}`) return false;
    const card = shownCard(call.from);
    if (!card) return false;
    const line = call.row === null ? card.rows.length : card.rows.findIndex(({ key }) => key === call.row);
    return line >= lineOf(card, spot.index);
  });
}
