import type { RuleRef, StartingRules } from '@sluice/draft';
import type { TableName } from '@sluice/netfilter';
import { create } from 'zustand';

/** What can lie over the map; one at a time. */
export type Panel =
  | { readonly kind: 'palette'; readonly query?: string }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'newChain'; readonly table?: TableName | undefined }
  /** Ask where a chain's copy goes and how it is called, or for another name of a chain. */
  | { readonly kind: 'copyChain' | 'renameChain'; readonly table: TableName; readonly chain: string }
  /** Ask for the name of the chain into which the selected rules go. */
  | { readonly kind: 'extractRules'; readonly rules: readonly RuleRef[] }
  /** Ask what becomes of the rules that call a chain which goes. */
  | { readonly kind: 'deleteChain'; readonly table: TableName; readonly chain: string }
  /** Ask which chain to call; the place is chosen after it, beginning at `index`. */
  | { readonly kind: 'insertJump'; readonly table: TableName; readonly chain: string; readonly index: number }
  | { readonly kind: 'callChain'; readonly table: TableName; readonly callee: string }
  /** Show what was understood of rules that a person brings along; without text, ask for them. */
  | { readonly kind: 'import'; readonly text?: string; readonly file?: string }
  /** Ask for what starting rules need, and show them. */
  | { readonly kind: 'start'; readonly start: StartingRules['kind'] }
  /** Ask whose version is taken where the draft and the host changed the same thing. */
  | { readonly kind: 'collisions' }
  /** Show what moved in the last hour. */
  | { readonly kind: 'lastHour' }
  /** Ask which counters begin anew. */
  | { readonly kind: 'resetCounters' }
  /** Ask what a new set of the host shall be. */
  | { readonly kind: 'newSet' }
  | { readonly kind: 'unlock' }
  | { readonly kind: 'discard' }
  | { readonly kind: 'review' };

/** What lies over the map. */
export interface PanelsState {
  readonly panel: Panel | null;
  readonly open: (panel: Panel) => void;
  readonly close: () => void;
}

/** Panels, as a store. */
export const usePanels = create<PanelsState>()((set) => ({
  panel: null,
  open: (panel) => set({ panel }),
  close: () => set({ panel: null }),
}));
