import { useLayoutEffect } from 'react';
import { useMedia } from '../ui/use-media.ts';
import { useView } from '../state/view.ts';

/** The theme that is shown: what the person chose, or the system's. */
export function useShownTheme(): 'light' | 'dark' {
  const theme = useView((state) => state.theme);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  return theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
}

/** Gives it to the page. */
export function useTheme(): void {
  const shown = useShownTheme();
  // Before effects: a drawing that reads the theme's colours finds the new ones.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = shown;
  }, [shown]);
}
