import { create } from 'zustand';
import type { Selected } from './selection.ts';

/** What a person chose to see of the map: all of it, or this point in the middle at this zoom. */
export type MapSight = 'whole' | { readonly x: number; readonly y: number; readonly zoom: number };

/** Which part of the map is looked at; kept while another view is shown. */
export interface MapSightState {
  /** The map that it is about, by the name under which its positions are kept. */
  readonly map: string;
  /** Null while the map chooses by itself. */
  readonly sight: MapSight | null;
  /** Grows each time that somebody else than the map wants another part of it. */
  readonly asked: number;
  /** What was selected when the map was last left for another view; undefined before it was ever left. */
  readonly leftAt: Selected | null | undefined;
}

/** The map's sight, as a store. */
export const useMapSight = create<MapSightState>()(() => ({ map: '', sight: null, asked: 0, leftAt: undefined }));

/** What was chosen to be seen of this map. */
export function sightOf(map: string): MapSight | null {
  const state = useMapSight.getState();
  return state.map === map ? state.sight : null;
}

/** The map tells what the person has made of it. */
export function keepSight(map: string, sight: MapSight | null): void {
  useMapSight.setState({ map, sight });
}

/** Wants the map to show this part of it. */
export function askForSight(map: string, sight: MapSight | null): void {
  useMapSight.setState(({ asked }) => ({ map, sight, asked: asked + 1 }));
}
