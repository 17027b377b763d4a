import { HOOKS, type Hook } from '@sluice/netfilter';
import { bottom, bounds, Occupied, right, type Point, type Rect } from './geometry.ts';
import {
  APART,
  CORRIDOR,
  forwardColumn,
  layLanes,
  leftColumnTop,
  REACH,
  stationCards,
  type Lanes,
  type PlaceName,
} from './lanes.ts';
import { allCards, type AnyCard, type CardId, type MapModel, type Station } from './model.ts';
import { keepPlaces, type Anchor } from './keep-places.ts';
import { Placement, type Forest } from './placement.ts';
import { routeEdges, type EdgeRoute } from './routes.ts';

/** Where everything on the map stands. */
export interface Layout {
  readonly stations: ReadonlyMap<Hook, Rect>;
  readonly places: Readonly<Record<PlaceName, Rect>>;
  /** Every card, those in stations too. */
  readonly cards: ReadonlyMap<CardId, Rect>;
  /** The same without what a person moved. */
  readonly own: ReadonlyMap<CardId, Rect>;
  readonly edges: ReadonlyMap<string, EdgeRoute>;
  /** Top of the lower lane. */
  readonly lowerTop: number;
  readonly bounds: Rect;
}

/**
 * Places everything: the lanes first, then each chain by its first caller, in packet order. The same model always
 * gives the same places, and no two boxes touch. A pinned card stands where the person put it; the others stand
 * as if it had not been moved. With an anchor, chains stand where they stood there, as far as there is room.
 */
export function layoutMap(
  model: MapModel,
  pinned: ReadonlyMap<CardId, Point> = new Map(),
  anchor: Anchor | null = null,
): Layout {
  const forest = plantForest(model);
  const zones = zonesOf(model, forest);
  const size = frameSize(model);
  const forward = forwardRoom(model, forest, size);
  const left = zones.PREROUTING;
  const lanes = layLanes(model, { forward: forward.room, left: leftWidth(left, forest) });
  const occupied = new Occupied();
  const taken = [...lanes.stations.values(), ...reserved(lanes)];
  for (const box of taken) occupied.add(box);

  const columnBottom = Math.max(SMALL, lanes.lowerTop + 560);
  const frame = {
    right: Math.max(right(lanes.places.out), size * 1.25),
    bottom: Math.max(size, columnBottom),
    columnBottom,
  };
  const placement = new Placement(forest, occupied, lanes, frame);
  for (const [card, box] of stationCards(model, lanes)) placement.boxes.set(card.id, box);

  const forwardBox = lanes.stations.get('FORWARD') as Rect;
  for (const { card, top } of forward.column) {
    placement.put(card, { x: right(forwardBox) + REACH, y: forwardBox.y + top });
  }
  placement.stack(left, leftColumnTop(lanes));
  for (const hook of HOOKS) {
    if (hook === 'PREROUTING') continue;
    for (const id of entryCards(model, hook)) placement.placeCalled(id, hook);
  }
  placeUncalled(model, forest, placement, lanes);
  placement.fillBasement(bottom(bounds([...placement.boxes.values(), ...lanes.stations.values()])) + 48);

  const { boxes } = placement;
  const own = anchor ? keepPlaces(boxes, { model, stations: lanes.stations, taken }, anchor) : boxes;
  const cards = new Map(own);
  for (const [id, at] of pinned) {
    const card = cards.get(id);
    if (card && forest.cards.get(id)?.hook === null) cards.set(id, { ...card, ...at });
  }
  return {
    stations: lanes.stations,
    places: lanes.places,
    cards,
    own,
    edges: routeEdges(model, forest.cards, cards, lanes),
    lowerTop: lanes.lowerTop,
    bounds: bounds([...cards.values(), ...lanes.stations.values(), ...Object.values(lanes.places)]),
  };
}

/** Cards by id, and who stands by whom. */
function plantForest(model: MapModel): Forest {
  const children = new Map<CardId, CardId[]>();
  for (const { id } of [...model.groups, ...model.chains]) {
    const home = model.homes.get(id);
    if (home === undefined) continue;
    const siblings = children.get(home);
    if (siblings) siblings.push(id);
    else children.set(home, [id]);
  }
  const rows = new Map<CardId, string | null>();
  for (const edge of model.edges) {
    if (model.homes.get(edge.to) === edge.from && !rows.has(edge.to)) rows.set(edge.to, edge.row);
  }
  const cards: readonly AnyCard[] = [...allCards(model), ...model.groups];
  return { cards: new Map(cards.map((card) => [card.id, card])), children, rows };
}

/** The chains below each hook, in the order of a walk. */
function zonesOf(model: MapModel, forest: Forest): Readonly<Record<Hook, readonly CardId[]>> {
  const zone = (hook: Hook) => {
    const found: CardId[] = [];
    const visit = (id: CardId) => {
      for (const child of forest.children.get(id) ?? []) {
        found.push(child);
        visit(child);
      }
    };
    for (const id of entryCards(model, hook)) visit(id);
    return found;
  };
  return {
    PREROUTING: zone('PREROUTING'),
    INPUT: zone('INPUT'),
    FORWARD: zone('FORWARD'),
    OUTPUT: zone('OUTPUT'),
    POSTROUTING: zone('POSTROUTING'),
  };
}

function entryCards(model: MapModel, hook: Hook): readonly CardId[] {
  const station = model.stations.find((candidate) => candidate.hook === hook);
  return (station?.items ?? []).flatMap((item) => (item.kind === 'card' ? [item.card.id] : []));
}

/** What a small ruleset may take in height before its chains go elsewhere. */
const SMALL = 880;

/** Side of the square that the chains need, in coarse steps: a chain more or less does not change the frame. */
function frameSize({ chains, groups }: MapModel): number {
  const area = [...groups, ...chains].reduce((sum, card) => sum + (card.width + 60) * (card.height + APART.y), 0);
  let size = SMALL;
  while (size * size < area * 1.7) size *= 1.25;
  return Math.round(size);
}

/** The chains that FORWARD calls stand in the upper lane itself, as far as half the frame's height. */
function forwardRoom(model: MapModel, forest: Forest, size: number) {
  const station = model.stations.find(({ hook }) => hook === 'FORWARD') as Station;
  const callees = entryCards(model, 'FORWARD').flatMap((id) =>
    (forest.children.get(id) ?? []).flatMap((child) => {
      const [card, caller] = [forest.cards.get(child), forest.cards.get(id)];
      return card && caller ? [{ card, caller, row: forest.rows.get(child) ?? null }] : [];
    }),
  );
  const tops = forwardColumn(station, callees);
  const budget = Math.max(station.height + 160, size * 0.45);
  const column = callees
    .map(({ card }, index) => ({ card, top: tops[index] ?? 0 }))
    .filter(({ card, top }) => top + card.height <= budget);
  return {
    column,
    room: {
      width: column.reduce((widest, { card }) => Math.max(widest, card.width), 0),
      height: column.reduce((lowest, { card, top }) => Math.max(lowest, top + card.height), 0),
    },
  };
}

function leftWidth(zone: readonly CardId[], forest: Forest): number {
  if (zone.length === 0) return 0;
  const widest = zone.reduce((width, id) => Math.max(width, forest.cards.get(id)?.width ?? 0), 0);
  return widest + 13 + 6 * Math.min(4, zone.length - 1);
}

/** Areas that no card may take: the pipes, what stands on them, and their names. */
function reserved({ places, stations, lowerTop }: Lanes): readonly Rect[] {
  const post = stations.get('POSTROUTING') as Rect;
  const forward = stations.get('FORWARD') as Rect;
  return [
    { ...places.in, height: 100 },
    { ...places.routing, height: 64 },
    { ...places.out, height: 52 },
    places.local,
    { x: right(forward), y: 18, width: post.x - right(forward), height: 30 },
    { x: post.x - CORRIDOR + 10, y: 32, width: CORRIDOR - 22, height: lowerTop - 16 },
  ];
}

function placeUncalled(model: MapModel, forest: Forest, placement: Placement, lanes: Lanes): void {
  const input = lanes.stations.get('INPUT') as Rect;
  const output = lanes.stations.get('OUTPUT') as Rect;
  for (const { id, table } of [...model.groups, ...model.chains]) {
    if (model.homes.has(id)) continue;
    const lowest = lowestOf(model, forest, placement, input);
    const from = table === 'nat' ? leftColumnTop(lanes) : { x: right(input) + 70, y: Math.max(bottom(output), lowest) };
    placement.placeApart(id, from);
  }
}

/** The lower end of what INPUT's rules call: chains that nobody calls stand below it. */
function lowestOf(model: MapModel, forest: Forest, placement: Placement, input: Rect): number {
  const called = entryCards(model, 'INPUT').flatMap((id) => forest.children.get(id) ?? []);
  return called.reduce((lowest, id) => {
    const box = placement.boxes.get(id);
    return box && box.x > right(input) ? Math.max(lowest, bottom(box)) : lowest;
  }, 0);
}
