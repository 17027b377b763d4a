import type { Hook } from '@sluice/netfilter';
import { bottom, right, type Distance, type Rect } from './geometry.ts';
import type { AnyCard, MapCard, MapModel, Station } from './model.ts';
import { rowPortY } from './ports.ts';
import { itemTops } from './station.ts';

/** Between cards that stand above or beside each other. */
export const APART: Distance = { x: 10, y: 20 };
/** Between a station and the chains that it calls at its right. */
export const REACH = 30;
/** From the lower lane's top to the chains below PREROUTING. */
const LEFT_DROP = 18;
const TOP = 18;
const EDGE = 8;
/** Between the lanes: room for the lines that lead back below PREROUTING. */
const LANE_GAP = 26;
/** The strip left of POSTROUTING in which OUTPUT's pipe rises. */
export const CORRIDOR = 46;

/** The things on the packet's path that are no stations. */
export type PlaceName = 'in' | 'routing' | 'local' | 'out';

/** Where the packet's path stands: what everything else is placed around. */
export interface Lanes {
  readonly stations: ReadonlyMap<Hook, Rect>;
  readonly places: Readonly<Record<PlaceName, Rect>>;
  /** Top of INPUT and OUTPUT. */
  readonly lowerTop: number;
}

/** What the lanes have to leave room for. */
export interface LaneRoom {
  /** Chains right of FORWARD: how wide and how far down they reach, from the station's top. */
  readonly forward: { readonly width: number; readonly height: number };
  /** Width of the column of chains below PREROUTING, with the lines at its right; 0 without. */
  readonly left: number;
}

/** The two lanes: forwarding above, this host below. */
export function layLanes(model: MapModel, room: LaneRoom): Lanes {
  const size = new Map(model.stations.map((station) => [station.hook, station]));
  const at = (hook: Hook, x: number, y: number): Rect => {
    const { width, height } = size.get(hook) as Station;
    return { x, y, width, height };
  };
  const leftEnd = room.left === 0 ? 0 : EDGE + room.left;
  const prerouting = at('PREROUTING', 66, TOP);
  const routing = Math.max(right(prerouting) + 35, leftEnd + 24);
  const forward = at('FORWARD', routing + 37, TOP);
  const lowerTop = Math.max(bottom(prerouting), bottom(forward), TOP + room.forward.height) + LANE_GAP;
  const input = at('INPUT', Math.max(leftEnd, routing - 93), lowerTop);
  const local: Rect = { x: right(input) + 12, y: lowerTop - 12, width: 56, height: 52 };
  const output = at('OUTPUT', right(local) + 14, lowerTop);
  const forwardEnd = room.forward.width === 0 ? right(forward) : right(forward) + REACH + room.forward.width;
  const postrouting = at('POSTROUTING', Math.max(forwardEnd + CORRIDOR, right(output) + 34), TOP);
  return {
    stations: new Map<Hook, Rect>([
      ['PREROUTING', prerouting],
      ['INPUT', input],
      ['FORWARD', forward],
      ['OUTPUT', output],
      ['POSTROUTING', postrouting],
    ]),
    places: {
      in: { x: EDGE, y: 10, width: 44, height: 44 },
      routing: { x: routing - 21, y: TOP - 7, width: 42, height: 42 },
      local,
      out: { x: right(postrouting) + 10, y: TOP - 2, width: 32, height: 32 },
    },
    lowerTop,
  };
}

/** Where the column below PREROUTING begins. */
export function leftColumnTop(lanes: Lanes): { readonly x: number; readonly y: number } {
  return { x: EDGE, y: lanes.lowerTop + LEFT_DROP };
}

/** The boxes of the cards that stand in stations. */
export function* stationCards(model: MapModel, lanes: Lanes): Generator<readonly [MapCard, Rect]> {
  for (const station of model.stations) {
    const box = lanes.stations.get(station.hook) as Rect;
    const tops = itemTops(station.items);
    for (const [index, item] of station.items.entries()) {
      if (item.kind !== 'card') continue;
      const { card } = item;
      yield [card, { x: box.x + 6, y: box.y + (tops[index] ?? 0), width: card.width, height: card.height }];
    }
  }
}

/** Tops of the chains that FORWARD's rules call directly, from the station's top, in one column. */
export function forwardColumn(
  station: Station,
  callees: readonly { readonly card: AnyCard; readonly caller: AnyCard; readonly row: string | null }[],
): readonly number[] {
  const tops = itemTops(station.items);
  let free = 0;
  return callees.map(({ card, caller, row }) => {
    const index = station.items.findIndex((item) => item.kind === 'card' && item.card.id === caller.id);
    const top = Math.max(free, (tops[index] ?? 0) + rowPortY(caller, row) - 20);
    free = top + card.height + APART.y;
    return top;
  });
}
