import { useEffect } from 'react';
import { useMedia } from '../ui/use-media.ts';
import { useView } from '../state/view.ts';

/** Gives the page the theme that the person chose, or the system's. */
export function useTheme(): void {
  const theme = useView((state) => state.theme);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  const shown = theme === 'system' ? (systemIsDark ? 'dark' : 'light') : theme;
  useEffect(() => {
    document.documentElement.dataset['theme'] = shown;
  }, [shown]);
}
