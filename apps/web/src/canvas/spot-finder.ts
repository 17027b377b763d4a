import { HEAD, ROW, DROP_GAP } from '../projection/metrics.ts';
import type { CardId, MapCard, MapModel } from '../projection/model.ts';
import { allCards } from '../projection/model.ts';
import type { DragSource, Spot } from '../state/drop-verdict.ts';
import { useDrag, type ClientPoint, type SpotFinder } from '../state/drag.ts';

/** Finds the place between rows that lies below the pointer, in the cards and pills that carry `data-chain`. */
export function spotFinder(model: MapModel): SpotFinder {
  const cards = new Map(allCards(model).map((card) => [card.id, card]));
  return (at: ClientPoint, source: DragSource) => {
    const element = document.elementFromPoint(at.x, at.y)?.closest<HTMLElement>('[data-chain]');
    const id = element?.dataset['chain'] as CardId | undefined;
    if (!element || id === undefined) return null;
    const slash = id.indexOf('/');
    const ref = { table: id.slice(0, slash) as Spot['table'], chain: id.slice(slash + 1) };
    const card = cards.get(id);
    if (!card || source.kind === 'port') return { ...ref, index: 0 };
    if (card.change === 'removed') return null;
    const box = element.getBoundingClientRect();
    const zoom = box.width / element.offsetWidth || 1;
    return { ...ref, index: indexAt(card, (at.y - box.top) / zoom) };
  };
}

/** The gap of a card that lies at this height; rows below an open gap are where they were drawn last. */
function indexAt(card: MapCard, y: number): number {
  const { spot } = useDrag.getState();
  const open = spot && card.id === `${spot.table}/${spot.chain}` ? lineOf(card, spot.index) : null;
  let inside = y - HEAD;
  if (open !== null && inside > open * ROW) inside = Math.max(open * ROW, inside - DROP_GAP);
  const line = Math.max(0, Math.min(card.rows.length, Math.round(inside / ROW)));
  return card.rows[line]?.gap ?? (line === 0 ? 0 : endGap(card));
}

/** The line in front of which a card opens its gap for this index. */
export function lineOf(card: MapCard, index: number): number {
  const line = card.rows.findIndex(({ number }) => number === index + 1);
  return line < 0 ? (index < (card.rows[0]?.gap ?? 0) ? 0 : card.rows.length) : line;
}

function endGap(card: MapCard): number {
  const last = card.rows.at(-1);
  return last ? last.gap + (last.number === null ? 0 : 1) : 0;
}
