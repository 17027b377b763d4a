import { create } from 'zustand';
import type { CallEdge, CardId } from '../projection/model.ts';
import type { Level } from './level.ts';

/** How the person looks at the map; nothing here changes the rules. */
export interface MapState {
  /** First shown line of long chains. */
  readonly scroll: ReadonlyMap<CardId, number>;
  /** The chain whose callers light up. */
  readonly hoveredChain: CardId | null;
  /** The call whose two ends light up. */
  readonly hoveredCall: CallEdge | null;
  /** How much cards say at this zoom. */
  readonly level: Level;
  /** Chains that have a card of their own where the others of their prefix share one. */
  readonly opened: ReadonlySet<CardId>;
  /** Runs of quiet rules that were unfolded, by their first rule. */
  readonly unfolded: ReadonlySet<string>;
  readonly unfold: (rule: string) => void;
  readonly openChain: (id: CardId) => void;
  /** Puts these chains back into their groups. */
  readonly gatherAgain: (ids: readonly CardId[]) => void;
  readonly scrollTo: (id: CardId, line: number) => void;
}

/** The map's own state, as a store. */
export const useMapState = create<MapState>()((set) => ({
  scroll: new Map(),
  hoveredChain: null,
  hoveredCall: null,
  level: 'rows',
  opened: new Set(),
  unfolded: new Set(),
  unfold: (rule) => set(({ unfolded }) => ({ unfolded: new Set(unfolded).add(rule) })),
  openChain: (id) => set(({ opened }) => ({ opened: new Set(opened).add(id) })),
  gatherAgain: (ids) => set(({ opened }) => ({ opened: opened.difference(new Set(ids)) })),
  scrollTo: (id, line) => set(({ scroll }) => ({ scroll: new Map(scroll).set(id, Math.max(0, Math.round(line))) })),
}));
