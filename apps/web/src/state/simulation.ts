import type { PacketWords } from '@sluice/analysis';
import { create } from 'zustand';
import { useDrawer } from './drawer.ts';

/** The packet that is asked about, and which rules are asked. */
export interface Simulation {
  /** As they are typed; null until somebody asked: then an ordinary packet is proposed. */
  readonly words: PacketWords | null;
  readonly of: 'draft' | 'running';
  readonly put: (words: PacketWords) => void;
  readonly choose: (of: 'draft' | 'running') => void;
  /** Asks about this packet, in the drawer. */
  readonly ask: (words: PacketWords) => void;
}

/** The question, as a store. */
export const useSimulation = create<Simulation>()((set) => ({
  words: null,
  of: 'draft',
  put: (words) => set({ words }),
  choose: (of) => set({ of }),
  ask: (words) => {
    set({ words });
    useDrawer.getState().show('simulate');
  },
}));
