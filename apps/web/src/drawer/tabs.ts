import type { Host } from '@sluice/protocol';
import type { ComponentType } from 'react';
import type { Command } from '../commands/registry.ts';
import { NarrowRail } from '../shell/rail.tsx';
import { useDrawer, type DrawerTabId } from '../state/drawer.ts';
import { afterFirstPicture, later } from '../ui/later.tsx';

/** What every part of a tab is given. */
export interface DrawerPart {
  readonly host: Host | undefined;
}

/** Something that is shown below the map. */
export interface DrawerTab {
  readonly id: DrawerTabId;
  readonly name: string;
  readonly key: string;
  /** What opening it is called, where that is not "Show" and its name. */
  readonly title?: string;
  readonly Body: ComponentType<DrawerPart>;
  /** A number or a sign behind the name, also while the tab is not shown. */
  readonly Badge?: ComponentType<DrawerPart>;
  /** Stands at the right end of the tabs' row while the tab is shown. */
  readonly Aside?: ComponentType<DrawerPart>;
  /** Stand in place of the rail and of the inspector while the tab is shown. */
  readonly Left?: ComponentType<DrawerPart>;
  readonly Right?: ComponentType<DrawerPart>;
}

const PROBLEMS: DrawerTab = {
  id: 'problems',
  name: 'Problems',
  key: 'P',
  Body: later(async () => (await import('../problems/problems-tab.tsx')).ProblemsTab),
  Badge: afterFirstPicture(async () => (await import('../problems/problems-badge.tsx')).ProblemsBadge),
  Aside: later(async () => (await import('../problems/problems-tab.tsx')).ProblemsAside),
  Left: NarrowRail,
  Right: later(async () => (await import('../problems/problems-panel.tsx')).ProblemsPanel),
};

const SIMULATE: DrawerTab = {
  id: 'simulate',
  name: 'Simulate',
  key: 'S',
  title: 'Simulate a packet',
  Body: later(async () => (await import('../simulate/simulate-tab.tsx')).SimulateTab),
  Aside: later(async () => (await import('../simulate/simulate-tab.tsx')).SimulateAside),
};

const CONNECTIONS: DrawerTab = {
  id: 'connections',
  name: 'Connections',
  key: 'C',
  Body: later(async () => (await import('../connections/connections-tab.tsx')).ConnectionsTab),
  Right: later(async () => (await import('../connections/connection-panel.tsx')).ConnectionPanel),
};

const HISTORY: DrawerTab = {
  id: 'history',
  name: 'History',
  key: 'H',
  Body: later(async () => (await import('../history/history-tab.tsx')).HistoryTab),
  Left: later(async () => (await import('../history/revision-list.tsx')).RevisionList),
  Right: later(async () => (await import('../history/revision-details.tsx')).RevisionDetails),
};

/** Every tab that there is, in their order: the row of tabs and the commands are made from this. */
export const TABS: readonly DrawerTab[] = [PROBLEMS, SIMULATE, CONNECTIONS, HISTORY];

/** The tab that is shown; null while the drawer is closed. */
export function useShownTab(): DrawerTab | null {
  const shown = useDrawer(({ open, tab }) => (open ? tab : null));
  return TABS.find(({ id }) => id === shown) ?? null;
}

/** Opening each tab, and the drawer as a whole. */
export const DRAWER_COMMANDS: readonly Command[] = [
  ...TABS.map(({ id, name, key, title }): Command => ({
    id: `drawer.${id}`,
    title: title ?? `Show ${name.toLowerCase()}`,
    group: 'View',
    keys: [key],
    when: () => !useDrawer.getState().open || useDrawer.getState().tab !== id,
    run: () => useDrawer.getState().show(id),
  })),
  {
    id: 'drawer.toggle',
    title: 'Open or close the drawer below the map',
    group: 'View',
    keys: ['Ctrl+J'],
    when: () => true,
    run: () => useDrawer.getState().toggle(),
  },
];
