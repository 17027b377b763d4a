import { create } from 'zustand';

/** What a packet meets at one place of the map. */
export interface WayMark {
  /** The number of the stop in the list; null where the place is only passed. */
  readonly number: number | null;
  /** `decides`: here it ends. `maybe`: nobody can tell whether the packet is matched here. */
  readonly kind: 'met' | 'maybe' | 'decides';
}

/** The way of one packet, as the map shows it. */
export interface Way {
  /** By rule, by card (`filter/INPUT`), by place (`place routing`) and by tracking (`conntrack INPUT`). */
  readonly marks: ReadonlyMap<string, WayMark>;
  /** Every card that it comes to. */
  readonly cards: ReadonlySet<string>;
  /** Every hook that it comes to. */
  readonly hooks: ReadonlySet<string>;
  /** Calls that are followed: `filter/INPUT>filter/DOCKER`. */
  readonly calls: ReadonlySet<string>;
  /** Stretches of the path. */
  readonly pipes: ReadonlySet<string>;
}

/** The way that is shown, as a store; null while nothing is simulated. */
export const useWay = create<{ readonly way: Way | null }>()(() => ({ way: null }));

/** Where a card or a station stands to the shown way: on it, off it, or none is shown. */
export type OnWay = 'on' | 'off' | 'none';

/** How a card of this id is drawn. */
export function useCardOnWay(id: string): OnWay {
  return useWay(({ way }) => (way === null ? 'none' : way.cards.has(id) ? 'on' : 'off'));
}

/** The mark at this place; undefined where there is none. */
export function useWayMark(place: string): WayMark | undefined {
  return useWay(({ way }) => way?.marks.get(place));
}

/** The class that a mark gives its place. */
export function wayClass(mark: WayMark | undefined): string | false {
  return mark !== undefined && `way-mark way-${mark.kind}`;
}
