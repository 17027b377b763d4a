import { Keyboard, LogOut, Monitor, Moon, Route, Settings2, Sun } from 'lucide-react';
import { deleteSession } from '../api/calls.ts';
import { forgetSession, useHosts } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { runById } from '../commands/keyboard.ts';
import { usePanels } from '../state/panels.ts';
import { useView, type Theme } from '../state/view.ts';
import { PERSON_MENU } from '../state/tour.ts';
import { sandboxOf } from '../tour/when-shown.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';

const THEMES: readonly { readonly id: Theme; readonly title: string; readonly icon: typeof Sun }[] = [
  { id: 'light', title: 'Light theme', icon: Sun },
  { id: 'dark', title: 'Dark theme', icon: Moon },
  { id: 'system', title: "The system's theme", icon: Monitor },
];

/** How the page looks, its tour, its keys, and the way out. */
export function PersonMenu() {
  const theme = useView((state) => state.theme);
  const hasTour = sandboxOf(useHosts().data ?? []) !== undefined;
  const entries: readonly MenuEntry[] = [
    ...THEMES.map(({ id, title, icon: Icon }) => ({
      id,
      title,
      icon: <Icon />,
      checked: theme === id,
      run: () => useView.getState().setTheme(id),
    })),
    ...(hasTour ? [TOUR] : []),
    {
      id: 'keys',
      title: 'All keys',
      icon: <Keyboard />,
      keys: '?',
      apart: !hasTour,
      run: () => usePanels.getState().open({ kind: 'shortcuts' }),
    },
    { id: 'leave', title: 'Log out', icon: <LogOut />, run: () => void logOut() },
  ];
  return (
    <Menu label="Settings" entries={entries} placement="bottom end">
      <IconButton id={PERSON_MENU} label="Theme, tour, keys, log out">
        <Settings2 />
      </IconButton>
    </Menu>
  );
}

const TOUR: MenuEntry = {
  id: 'tour',
  title: 'Take the tour',
  note: 'The packet’s path in five steps, on the sandbox',
  icon: <Route />,
  apart: true,
  run: () => void runById('tour.take'),
};

async function logOut(): Promise<void> {
  await request(deleteSession());
  await forgetSession();
}
