import { create } from 'zustand';

/** Which moment of a host's past is looked at, and how. */
export interface TimeTravelState {
  /** The revision that is shown; null is now. */
  readonly chosen: number | null;
  /** What it is compared with; null is the state before it. */
  readonly against: number | null;
  /** Whether what others did on the host is listed too. */
  readonly outside: boolean;
  readonly choose: (number: number | null) => void;
  readonly compareWith: (number: number | null) => void;
  readonly showOutside: (outside: boolean) => void;
}

/** Time travel, as a store. */
export const useTimeTravel = create<TimeTravelState>()((set) => ({
  chosen: null,
  against: null,
  outside: true,
  choose: (chosen) => set({ chosen, against: null }),
  compareWith: (against) => set({ against }),
  showOutside: (outside) => set({ outside }),
}));
