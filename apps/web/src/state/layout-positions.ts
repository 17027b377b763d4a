import { create } from 'zustand';
import type { Point } from '../projection/geometry.ts';
import type { CardId } from '../projection/model.ts';

const KEY = 'sluice.positions';

/** Where the person put chains, per host and family; everything else stands where the layout puts it. */
export interface PositionsState {
  /** By `host/family`. */
  readonly places: Readonly<Record<string, Readonly<Partial<Record<CardId, Point>>>>>;
  readonly pin: (map: string, id: CardId, at: Point) => void;
  readonly reset: (map: string) => void;
}

/** Positions, as a store that the browser keeps. */
export const usePositions = create<PositionsState>()((set) => ({
  places: stored(),
  pin: (map, id, at) =>
    set(({ places }) =>
      kept({ ...places, [map]: { ...places[map], [id]: { x: Math.round(at.x), y: Math.round(at.y) } } }),
    ),
  reset: (map) =>
    set(({ places }) => kept(Object.fromEntries(Object.entries(places).filter(([name]) => name !== map)))),
}));

/** The name under which the positions of one map are kept. */
export function mapName(hostId: string | null, family: string): string {
  return `${hostId ?? ''}/${family}`;
}

function kept(places: PositionsState['places']): Pick<PositionsState, 'places'> {
  try {
    globalThis.localStorage?.setItem(KEY, JSON.stringify(places));
  } catch {
    // A full or forbidden store only means that the positions are not there next time.
  }
  return { places };
}

function stored(): PositionsState['places'] {
  try {
    const value: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '{}');
    return isPlaces(value) ? value : {};
  } catch {
    return {};
  }
}

function isPlaces(value: unknown): value is PositionsState['places'] {
  return isRecord(value) && Object.values(value).every((map) => isRecord(map) && Object.values(map).every(isPoint));
}

function isPoint(value: unknown): value is Point {
  return isRecord(value) && typeof value['x'] === 'number' && typeof value['y'] === 'number';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
