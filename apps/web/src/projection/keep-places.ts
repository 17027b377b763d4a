import type { Hook } from '@sluice/netfilter';
import { Occupied, type Point, type Rect } from './geometry.ts';
import { APART } from './lanes.ts';
import type { CardId, MapModel } from './model.ts';

/** Where things stood before. */
export interface Anchor {
  readonly stations: ReadonlyMap<Hook, Rect>;
  /** Where the layout itself had put the cards, whatever a person moved. */
  readonly own: ReadonlyMap<CardId, Rect>;
}

/**
 * Gives the chains back the places that they had, each by its station: a chain that nothing happened to stays where a
 * person looks for it, and what grew or is new finds room around it. A chain whose place is taken goes below what
 * took it.
 */
export function keepPlaces(
  fresh: ReadonlyMap<CardId, Rect>,
  from: { readonly model: MapModel; readonly stations: ReadonlyMap<Hook, Rect>; readonly taken: readonly Rect[] },
  anchor: Anchor,
): ReadonlyMap<CardId, Rect> {
  const occupied = new Occupied();
  for (const box of from.taken) occupied.add(box);
  const boxes = new Map(fresh);
  for (const { id, box } of inOrder(fresh, from, anchor)) {
    const isFree = occupied.touching(box).length === 0;
    const kept = isFree ? box : { ...box, y: occupied.freeBelow(box, APART) };
    occupied.add(kept);
    boxes.set(id, kept);
  }
  return boxes;
}

/** The anchor with the places of cards that it does not know yet, as they would be if no station had moved. */
export function withNewPlaces(anchor: Anchor | null, model: MapModel, { stations, own }: Anchor): Anchor {
  if (!anchor) return { stations, own };
  const fresh = [...own].filter(([id]) => !anchor.own.has(id));
  if (fresh.length === 0) return anchor;
  const shift = shiftsOf(model, stations, anchor);
  const placed = fresh.map(([id, box]) => {
    const { x, y } = shift(id);
    return [id, { ...box, x: box.x - x, y: box.y - y }] as const;
  });
  return { stations: anchor.stations, own: new Map([...anchor.own, ...placed]) };
}

/** Chains as they were come first, then those of another size, then new ones: each finds the places of the former taken. */
function inOrder(
  fresh: ReadonlyMap<CardId, Rect>,
  { model, stations }: Parameters<typeof keepPlaces>[1],
  anchor: Anchor,
): readonly { readonly id: CardId; readonly box: Rect }[] {
  const shift = shiftsOf(model, stations, anchor);
  const placed = [...model.chains, ...model.groups].flatMap(({ id }) => {
    const box = fresh.get(id);
    if (!box) return [];
    const old = anchor.own.get(id);
    if (!old) return [{ id, box, rank: 2 }];
    const { x, y } = shift(id);
    const isSame = old.width === box.width && old.height === box.height;
    return [{ id, box: { ...box, x: old.x + x, y: old.y + y }, rank: isSame ? 0 : 1 }];
  });
  return placed.toSorted((a, b) => a.rank - b.rank || a.box.y - b.box.y);
}

const STILL: Point = { x: 0, y: 0 };

/** How far the station has moved from which packets first come to a chain. */
function shiftsOf({ homes }: MapModel, stations: ReadonlyMap<Hook, Rect>, anchor: Anchor): (id: CardId) => Point {
  return (id) => {
    let root = id;
    for (let home = homes.get(root); home !== undefined; home = homes.get(root)) root = home;
    const hook = root.slice(root.indexOf('/') + 1) as Hook;
    const [now, before] = [stations.get(hook), anchor.stations.get(hook)];
    return now && before ? { x: now.x - before.x, y: now.y - before.y } : STILL;
  };
}
