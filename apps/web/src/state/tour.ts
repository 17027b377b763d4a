import { create } from 'zustand';

/** How many steps the tour has. */
export const TOUR_STEPS = 5;

/** The element of the menu in which the tour is found again. */
export const PERSON_MENU = 'person-menu';

/** Where a person is on the tour; each person's browser remembers it. */
export interface TourState {
  /** The step that is shown, from 0; null while the tour is not taken. */
  readonly step: number | null;
  /** Nothing was ever remembered: this is a first visit, and nobody asked for the tour. */
  readonly first: boolean;
  /** Its card is on the page: the person is on the sandbox's map, and not elsewhere meanwhile. */
  readonly onPage: boolean;
  /** The person asked for it: its card takes the focus, and says so here. */
  readonly wantsFocus: boolean;
  /** Begins, or goes on where one is. */
  readonly take: () => void;
  readonly go: (step: number) => void;
  /** Ends it; it does not show itself again. */
  readonly leave: () => void;
}

const KEY = 'sluice.tour';
const SEEN = 'seen';

/** The tour, as a store. */
export const useTour = create<TourState>()((set, get) => ({
  ...stored(),
  onPage: false,
  wantsFocus: false,
  take: () => {
    get().go(get().step ?? 0);
    set({ wantsFocus: true });
  },
  go: (wanted) => {
    const step = Math.max(0, Math.min(TOUR_STEPS - 1, wanted));
    keep(String(step + 1));
    set({ step, first: false });
  },
  leave: () => {
    keep(SEEN);
    set({ step: null, first: false });
  },
}));

function stored(): Pick<TourState, 'step' | 'first'> {
  const word = globalThis.localStorage?.getItem(KEY) ?? null;
  if (word === null) return { step: 0, first: true };
  const step = Number(word) - 1;
  // Whatever else stands there, somebody was here before.
  return { step: Number.isInteger(step) && step >= 0 && step < TOUR_STEPS ? step : null, first: false };
}

function keep(word: string): void {
  try {
    globalThis.localStorage?.setItem(KEY, word);
  } catch {
    // A full or forbidden store only means that the tour shows itself again.
  }
}
