import type { Hook } from '@sluice/netfilter';
import { create } from 'zustand';
import type { CardId } from '../projection/model.ts';

/** Something that stands on the map: a hook's station, or the card of a chain. */
export type MapThing = Hook | CardId;

/** What somebody else than the map wants to be seen of it, without selecting it. */
export interface MapLook {
  readonly things: readonly MapThing[];
  /** Grows each time that somebody asks. */
  readonly asked: number;
}

/** The look, as a store. */
export const useMapLook = create<MapLook>()(() => ({ things: [], asked: 0 }));

/** Wants the map to show all of these things at once. */
export function lookAt(things: readonly MapThing[]): void {
  useMapLook.setState(({ asked }) => ({ things, asked: asked + 1 }));
}
