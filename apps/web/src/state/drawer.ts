import { create } from 'zustand';

/** The tabs below the map, in their order; what each shows is in drawer/tabs.ts. */
export const DRAWER_TABS = ['problems', 'simulate', 'connections', 'history'] as const;

/** One of the tabs. */
export type DrawerTabId = (typeof DRAWER_TABS)[number];

/** Pixels that the row of tabs takes, all that is seen of a closed drawer. */
export const TAB_ROW = 38;
/** The drawer's least and first height when it is open, with its tabs. */
export const LEAST_HEIGHT = 120;
const FIRST_HEIGHT = 220;
/** The part of the window that the drawer may take. */
export const MOST_OF_WINDOW = 0.6;

/** What lies below the map, and how high; each person's browser remembers it. */
export interface DrawerState {
  readonly open: boolean;
  /** The tab that is shown, or was when it was open. */
  readonly tab: DrawerTabId;
  readonly height: number;
  readonly show: (tab: DrawerTabId) => void;
  readonly close: () => void;
  /** Opens it again with what it showed, or closes it. */
  readonly toggle: () => void;
  /** A height below the least closes it. */
  readonly resize: (height: number) => void;
}

const KEY = 'sluice.drawer';

type Kept = Pick<DrawerState, 'open' | 'tab' | 'height'>;

/** The drawer, as a store. */
export const useDrawer = create<DrawerState>()((set, get) => {
  const put = (change: Partial<Kept>): void => {
    set(change);
    const { open, tab, height } = get();
    globalThis.localStorage?.setItem(KEY, JSON.stringify({ open, tab, height }));
  };
  return {
    ...stored(),
    show: (tab) => put({ open: true, tab }),
    close: () => put({ open: false }),
    toggle: () => put({ open: !get().open }),
    resize: (height) => {
      if (height < LEAST_HEIGHT) put({ open: false, height: LEAST_HEIGHT });
      else put({ open: true, height: Math.min(height, mostHeight()) });
    },
  };
});

/** How high the drawer may be in this window. */
export function mostHeight(): number {
  return Math.max(LEAST_HEIGHT, Math.round((globalThis.innerHeight ?? 1000) * MOST_OF_WINDOW));
}

function stored(): Kept {
  const fresh: Kept = { open: false, tab: DRAWER_TABS[0], height: FIRST_HEIGHT };
  const value = readJson(globalThis.localStorage?.getItem(KEY) ?? 'null');
  if (typeof value !== 'object' || value === null) return fresh;
  const { open, tab, height } = value as Readonly<Record<string, unknown>>;
  return {
    open: open === true,
    tab: DRAWER_TABS.find((name) => name === tab) ?? fresh.tab,
    height: typeof height === 'number' && height >= LEAST_HEIGHT ? height : fresh.height,
  };
}

/** What somebody else wrote there is no reason to fail. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
