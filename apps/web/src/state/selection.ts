import type { RuleId, TableName } from '@sluice/netfilter';
import { create } from 'zustand';

/** The inspector's fields, each for one thing that a rule can say. */
export type FieldName =
  | 'protocol'
  | 'source'
  | 'destination'
  | 'inInterface'
  | 'outInterface'
  | 'sourcePort'
  | 'destinationPort'
  | 'ctstates'
  | 'comment'
  | 'target';

/** What can be selected: one rule or one chain. */
export type Selected =
  | { readonly kind: 'rule'; readonly table: TableName; readonly chain: string; readonly id: RuleId }
  | { readonly kind: 'chain'; readonly table: TableName; readonly chain: string };

/** How to select. */
export interface SelectOptions {
  /** Puts the cursor into this field of the inspector. */
  readonly edit?: FieldName | undefined;
  /** Brings it into view on the map. */
  readonly reveal?: boolean | undefined;
}

/** The one selection of the page; map, rail and inspector all show it. */
export interface SelectionState {
  readonly selected: Selected | null;
  /** The field that asks for the cursor, until the inspector has given it. */
  readonly editField: FieldName | null;
  /** Grows each time that the map is asked to bring the selection into view. */
  readonly reveals: number;
  readonly select: (selected: Selected | null, options?: SelectOptions) => void;
  /** The inspector has taken `editField`. */
  readonly takeEditField: () => void;
}

/** The selection, as a store: components read it with a selector, commands with `getState()`. */
export const useSelection = create<SelectionState>()((set) => ({
  selected: null,
  editField: null,
  reveals: 0,
  select: (selected, options = {}) =>
    set((state) => ({
      selected,
      editField: options.edit ?? null,
      reveals: state.reveals + (options.reveal === true ? 1 : 0),
    })),
  takeEditField: () => set({ editField: null }),
}));
