import { TABLES, type TableName } from '@sluice/netfilter';
import { create } from 'zustand';

/** Light, dark, or what the system says. */
export type Theme = 'light' | 'dark' | 'system';

/** The ways to look at the rules; each shows the same draft and the same selection. */
export const VIEW_NAMES = ['map', 'order', 'text'] as const;

/** One of the ways to look at the rules. */
export type ViewName = (typeof VIEW_NAMES)[number];

/** How the person looks at the rules; nothing here changes them. */
export interface ViewState {
  readonly theme: Theme;
  readonly view: ViewName;
  /** Tables that are dimmed on the map and left out of the rail's list. */
  readonly hiddenTables: ReadonlySet<TableName>;
  readonly setTheme: (theme: Theme) => void;
  readonly show: (view: ViewName) => void;
  readonly toggleTable: (table: TableName) => void;
  readonly showAllTables: () => void;
}

const THEME_KEY = 'sluice.theme';

function storedTheme(): Theme {
  const stored = globalThis.localStorage?.getItem(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** The view, as a store. */
export const useView = create<ViewState>()((set) => ({
  theme: storedTheme(),
  view: 'map',
  hiddenTables: new Set(),
  setTheme: (theme) => {
    globalThis.localStorage?.setItem(THEME_KEY, theme);
    set({ theme });
  },
  show: (view) => set({ view }),
  toggleTable: (table) => set((state) => ({ hiddenTables: toggled(state.hiddenTables, table) })),
  showAllTables: () => set({ hiddenTables: new Set() }),
}));

/** Hiding the last table would leave nothing to look at, so it shows all of them again. */
function toggled(hidden: ReadonlySet<TableName>, table: TableName): ReadonlySet<TableName> {
  const next = new Set(hidden);
  if (!next.delete(table)) next.add(table);
  return next.size === TABLES.length ? new Set() : next;
}
