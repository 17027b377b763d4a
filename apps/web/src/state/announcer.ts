import { create } from 'zustand';

/** What a live region says next; the number lets the same words be said twice. */
export const useAnnouncer = create<{ readonly words: string; readonly times: number }>()(() => ({
  words: '',
  times: 0,
}));

/** Says something for a screen reader that the eye sees by itself. */
export function say(words: string): void {
  useAnnouncer.setState(({ times }) => ({ words, times: times + 1 }));
}
