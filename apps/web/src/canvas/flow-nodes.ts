import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react';
import type { Point, Rect } from '../projection/geometry.ts';
import type { Layout } from '../projection/layout.ts';
import type { PlaceName } from '../projection/lanes.ts';
import { INLET_Y } from '../projection/metrics.ts';
import {
  allCards,
  type CallEdge,
  type CardId,
  type GroupCard,
  type MapCard,
  type MapModel,
  type Station,
} from '../projection/model.ts';
import type { Level } from './level.ts';
import { rowPortY } from '../projection/ports.ts';
import { placeTags } from '../projection/count-tags.ts';
import { bundle } from '../projection/bundle.ts';
import type { EdgeRoute } from '../projection/routes.ts';

/** A hook's box with its pills. */
export type StationNode = Node<{ readonly station: Station }, 'station'>;
/** A chain's card. */
export type ChainNode = Node<ChainData, 'chain'>;
/** What a chain's card is drawn from. */
export type ChainData = Record<string, unknown> & DrawnChain;

interface DrawnChain {
  readonly card: MapCard;
  /** The cards over it in the same station, which push it down when they make room. */
  readonly above: readonly CardId[];
  /** A line arrives at its inlet. */
  readonly inlet: boolean;
  /** The chains that are called from here first, in the order of the calls: read aloud, they belong to this one. */
  readonly calls: readonly CardId[];
}
/** The card of many chains. */
export type GroupNode = Node<{ readonly group: GroupCard }, 'group-card'>;
/** Network, routing, local processes. */
export type PlaceNode = Node<{ readonly place: PlaceName; readonly interfaces: readonly string[] }, 'place'>;
/** Anything that stands on the map. */
export type MapNode = StationNode | ChainNode | GroupNode | PlaceNode;
/** A call. */
export type CallFlowEdge = Edge<
  {
    readonly call: CallEdge;
    readonly route: EdgeRoute;
    readonly above: readonly CardId[];
    /** Where the number of calls stands that the line is for. */
    readonly tagAt: Point;
  },
  'call'
>;

const NO_CARDS: readonly CardId[] = [];
const LEVEL = { station: 0, chain: 1, place: 2, call: 3 } as const;
/** React Flow lets clicks through to nodes that cannot be selected; ours are selected by us. */
const CLICKABLE = { pointerEvents: 'all' } as const;
const POINT = { width: 1, height: 1 } as const;
const PLAIN = { 'aria-roledescription': undefined } as const;
const UNSEEN = { 'aria-hidden': true, 'aria-roledescription': undefined } as const;

/**
 * Makes the canvas's nodes and edges, and gives the very objects of the time before for everything that did not change:
 * React Flow and the memoised components then leave it alone.
 */
export class FlowElements {
  readonly #nodes = new Map<string, { readonly from: readonly unknown[]; readonly node: MapNode }>();
  readonly #bundles = new Bundles();
  readonly #edges = new Map<string, { readonly from: readonly unknown[]; readonly edge: CallFlowEdge }>();

  /** All nodes in packet order, which is also the order of the tab key. */
  nodes(model: MapModel, layout: Layout, dragged: CardId | null): MapNode[] {
    const above = cardsAbove(model);
    const inlets = usedInlets(model, layout);
    const called = chainsByHome(model);
    const stations = model.stations.map((station) =>
      this.#node(`station ${station.hook}`, [station, layout.stations.get(station.hook)], () =>
        stationNode(station, layout.stations.get(station.hook) as Rect),
      ),
    );
    const places = (Object.keys(layout.places) as PlaceName[]).map((place) =>
      this.#node(`place ${place}`, [layout.places[place], model.interfaces], () =>
        placeNode(place, layout.places[place], model.interfaces),
      ),
    );
    const cards = allCards(model).map((card) => {
      const box = layout.cards.get(card.id) as Rect;
      return this.#node(
        card.id,
        [
          card,
          box,
          dragged === card.id,
          above.get(card.id)?.join(' '),
          inlets.has(card.id),
          called.get(card.id)?.join(' '),
        ],
        () =>
          chainNode(card, box, {
            above: above.get(card.id) ?? NO_CARDS,
            inlet: inlets.has(card.id),
            calls: called.get(card.id) ?? NO_CARDS,
            dragged: dragged === card.id,
          }),
      );
    });
    const groups = model.groups.map((group) => {
      const box = layout.cards.get(group.id) as Rect;
      return this.#node(group.id, [group, box], () => groupNode(group, box));
    });
    return [...stations, ...places, ...cards, ...groups];
  }

  /** All calls. */
  edges(model: MapModel, layout: Layout, level: Level): CallFlowEdge[] {
    const above = cardsAbove(model);
    const calls = this.#bundles.at(model, level);
    const tags = tagPlaces(calls, layout, level);
    return calls.flatMap((call) => {
      const route = layout.edges.get(call.id);
      if (!route) return [];
      const over = above.get(call.from) ?? NO_CARDS;
      const tagAt = tags.get(call.id) ?? route.middle;
      const from = [call, route, over.join(' '), tagAt.x, tagAt.y];
      const known = this.#edges.get(call.id);
      if (known && isSame(known.from, from)) return [known.edge];
      const edge = callEdge(call, { route, above: over, tagAt });
      this.#edges.set(call.id, { from, edge });
      return [edge];
    });
  }

  #node(id: string, from: readonly unknown[], make: () => MapNode): MapNode {
    const known = this.#nodes.get(id);
    if (known && isSame(known.from, from)) return known.node;
    const node = make();
    this.#nodes.set(id, { from, node });
    return node;
  }
}

/** The lines of a model at a level; the same objects for as long as it is the same model. */
class Bundles {
  #model: MapModel | null = null;
  #pairs: readonly CallEdge[] = [];

  at(model: MapModel, level: Level): readonly CallEdge[] {
    if (level === 'rows' || level === 'bars') return model.edges;
    if (model !== this.#model) this.#pairs = bundle(model.edges);
    this.#model = model;
    return level === 'stripes' ? this.#pairs : this.#pairs.filter(({ count }) => count > 1);
  }
}

/** How much larger tags are drawn at a level at most (level.css). */
const TAG_SCALE: Readonly<Record<Level, number>> = { rows: 1, bars: 2.2, stripes: 3, tiles: 3 };

function tagPlaces(calls: readonly CallEdge[], layout: Layout, level: Level): ReadonlyMap<string, Point> {
  const counted = calls.flatMap((call) => {
    const route = call.count > 1 ? layout.edges.get(call.id) : undefined;
    return route ? [{ call, route }] : [];
  });
  return placeTags(counted, TAG_SCALE[level], layout.cards.values());
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((value, index) => value === b[index]);
}

/** Size and handles up front: React Flow then measures nothing and draws only what is seen. */
function sized(box: Rect, handles: NodeHandle[]) {
  const { x, y, width, height } = box;
  return { position: { x, y }, width, height, measured: { width, height }, handles };
}

function stationNode(station: Station, box: Rect): StationNode {
  return {
    id: `station ${station.hook}`,
    type: 'station',
    data: { station },
    zIndex: LEVEL.station,
    draggable: false,
    style: CLICKABLE,
    domAttributes: PLAIN,
    ...sized(box, []),
  };
}

function placeNode(place: PlaceName, box: Rect, interfaces: readonly string[]): PlaceNode {
  return {
    id: `place ${place}`,
    type: 'place',
    data: { place, interfaces },
    zIndex: LEVEL.place,
    draggable: false,
    domAttributes: UNSEEN,
    ...sized(box, []),
  };
}

function chainNode(
  card: MapCard,
  box: Rect,
  more: Pick<DrawnChain, 'above' | 'inlet' | 'calls'> & { readonly dragged: boolean },
): ChainNode {
  const ports = [...card.rows.flatMap(({ key, callee }) => (callee === null ? [] : [key])), null];
  const handles: NodeHandle[] = ports.map((row) => ({
    id: row ?? 'hidden',
    type: 'source',
    position: Position.Right,
    x: card.width,
    y: rowPortY(card, row),
    ...POINT,
  }));
  handles.push({ id: 'inlet', type: 'target', position: Position.Left, x: 0, y: INLET_Y, ...POINT });
  return {
    id: card.id,
    type: 'chain',
    data: { card, above: more.above, inlet: more.inlet, calls: more.calls },
    zIndex: more.dragged ? LEVEL.call + 1 : LEVEL.chain,
    draggable: card.hook === null,
    dragHandle: '.card-head',
    style: CLICKABLE,
    domAttributes: PLAIN,
    ...sized(box, handles),
  };
}

function groupNode(group: GroupCard, box: Rect): GroupNode {
  return {
    id: group.id,
    type: 'group-card',
    data: { group },
    zIndex: LEVEL.chain,
    draggable: false,
    style: CLICKABLE,
    domAttributes: PLAIN,
    ...sized(box, [
      { id: 'hidden', type: 'source', position: Position.Right, x: group.width, y: rowPortY(group, null), ...POINT },
      { id: 'inlet', type: 'target', position: Position.Left, x: 0, y: INLET_Y, ...POINT },
    ]),
  };
}

function callEdge(call: CallEdge, more: Omit<NonNullable<CallFlowEdge['data']>, 'call'>): CallFlowEdge {
  return {
    id: call.id,
    type: 'call',
    source: call.from,
    target: call.to,
    sourceHandle: call.row ?? 'hidden',
    targetHandle: 'inlet',
    data: { call, ...more },
    zIndex: LEVEL.call,
    domAttributes: UNSEEN,
  };
}

/** Chains at whose inlet a line arrives; others are entered from above. */
function usedInlets(model: MapModel, layout: Layout): ReadonlySet<CardId> {
  return new Set(model.edges.flatMap(({ id, to }) => (layout.edges.get(id)?.into === 'inlet' ? [to] : [])));
}

/** For each card in a station those over it. */
/** Which chains stand beside which, as far as both have a card of their own. */
function chainsByHome({ chains, homes }: MapModel): ReadonlyMap<CardId, readonly CardId[]> {
  const called = new Map<CardId, CardId[]>();
  for (const { id } of chains) {
    const home = homes.get(id);
    if (home === undefined) continue;
    const known = called.get(home);
    if (known) known.push(id);
    else called.set(home, [id]);
  }
  return called;
}

function cardsAbove(model: MapModel): ReadonlyMap<CardId, readonly CardId[]> {
  const above = new Map<CardId, readonly CardId[]>();
  for (const { items } of model.stations) {
    const seen: CardId[] = [];
    for (const item of items) {
      if (item.kind !== 'card') continue;
      if (seen.length > 0) above.set(item.card.id, [...seen]);
      seen.push(item.card.id);
    }
  }
  return above;
}
