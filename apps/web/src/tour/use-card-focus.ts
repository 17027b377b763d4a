import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { PERSON_MENU, useTour } from '../state/tour.ts';

/** A menu or palette that is left gives the focus back first. */
const AFTER_OTHERS = 120;

/**
 * The card takes the focus when the person asks for the tour, and on a first visit as long as nobody has it. When it goes,
 * the focus returns to where it was, or else to where the tour is found again.
 */
export function useCardFocus(card: RefObject<HTMLElement | null>): void {
  const wanted = useTour((state) => state.wantsFocus);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const at = document.activeElement ?? document.body;
      const box = card.current;
      if (!box || (!wanted && at !== document.body)) return;
      useTour.setState({ wantsFocus: false });
      if (box.contains(at)) return;
      before.current = at;
      // The way on; a screen reader reads the card's title and text first.
      box.querySelector<HTMLElement>('.tour-foot button:last-child')?.focus({ preventScroll: true });
    }, AFTER_OTHERS);
    return () => clearTimeout(timer);
  }, [wanted, card]);
  useLayoutEffect(() => {
    const box = card.current;
    return () => {
      if (!box?.contains(document.activeElement)) return;
      const home = document.getElementById(PERSON_MENU);
      const back = before.current?.isConnected && before.current !== document.body ? before.current : home;
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, [card]);
}

/** Whether the person is at work on the page itself: then nothing of it is dimmed. A new step points anew. */
export function useIsAway(card: RefObject<HTMLElement | null>, step: number): boolean {
  const [away, setAway] = useState(-1);
  useEffect(() => {
    const listeners = new AbortController();
    const look = ({ target }: Event): void => {
      const inside = target instanceof Node && card.current?.contains(target) === true;
      setAway(inside ? -1 : step);
    };
    for (const name of ['pointerdown', 'focusin']) {
      globalThis.addEventListener(name, look, { signal: listeners.signal, capture: true });
    }
    return () => listeners.abort();
  }, [card, step]);
  return away === step;
}
