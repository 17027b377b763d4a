import { Keyboard, LogOut, Monitor, Moon, Settings2, Sun } from 'lucide-react';
import { deleteSession } from '../api/calls.ts';
import { forgetSession } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { usePanels } from '../state/panels.ts';
import { useView, type Theme } from '../state/view.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';

const THEMES: readonly { readonly id: Theme; readonly title: string; readonly icon: typeof Sun }[] = [
  { id: 'light', title: 'Light theme', icon: Sun },
  { id: 'dark', title: 'Dark theme', icon: Moon },
  { id: 'system', title: "The system's theme", icon: Monitor },
];

/** How the page looks, its keys, and the way out. */
export function PersonMenu() {
  const theme = useView((state) => state.theme);
  const entries: readonly MenuEntry[] = [
    ...THEMES.map(({ id, title, icon: Icon }) => ({
      id,
      title,
      icon: <Icon />,
      checked: theme === id,
      run: () => useView.getState().setTheme(id),
    })),
    {
      id: 'keys',
      title: 'All keys',
      icon: <Keyboard />,
      keys: '?',
      apart: true,
      run: () => usePanels.getState().open({ kind: 'shortcuts' }),
    },
    { id: 'leave', title: 'Log out', icon: <LogOut />, run: () => void logOut() },
  ];
  return (
    <Menu label="Settings" entries={entries} placement="bottom end">
      <IconButton label="Theme, keys, log out">
        <Settings2 />
      </IconButton>
    </Menu>
  );
}

async function logOut(): Promise<void> {
  await request(deleteSession());
  await forgetSession();
}
