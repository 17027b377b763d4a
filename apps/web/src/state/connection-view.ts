import type { TrackedConnection } from '@sluice/netfilter';
import { create } from 'zustand';
import { useSelection } from './selection.ts';

/** What the list of connections shows, and which one the panel beside it is about. */
export interface ConnectionView {
  /** As it was when it was chosen: the kernel may have forgotten it since. */
  readonly selected: TrackedConnection | null;
  readonly typed: string;
  /** The list stands still. */
  readonly paused: boolean;
  readonly select: (connection: TrackedConnection | null) => void;
  readonly type: (typed: string) => void;
  readonly pause: (paused: boolean) => void;
}

/** The view, as a store. */
export const useConnectionView = create<ConnectionView>()((set) => ({
  selected: null,
  typed: '',
  paused: false,
  select: (selected) => {
    // One panel, one subject.
    if (selected !== null) useSelection.getState().select(null);
    set({ selected });
  },
  type: (typed) => set({ typed }),
  pause: (paused) => set({ paused }),
}));
