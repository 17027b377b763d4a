import { useEffect, useRef, type RefObject } from 'react';
import type { Rect } from '../projection/geometry.ts';
import { placeCard, type CardPlace } from './card-place.ts';
import { cardRoom, otherRects, ringPath, ringRect, scrimPath } from './screen-rects.ts';

/** The elements that follow what the tour points at. */
export interface Pointers {
  readonly card: RefObject<HTMLElement | null>;
  readonly scrim: RefObject<SVGPathElement | null>;
  readonly ring: RefObject<SVGPathElement | null>;
}

/** The card follows when everything has stood still for so long: it does not run along under the hand. */
const SETTLED_AFTER = 120;

/**
 * Keeps the rings around things that move with the map, frame by frame, and puts the card beside them. Written past
 * React, like everything that follows the map.
 */
export function usePointing({ card, scrim, ring }: Pointers, rings: () => readonly (Element | null)[]): void {
  const placed = useRef('');
  useEffect(() => {
    let [seen, since, frame] = ['', 0, 0];
    const follow = (now: number): void => {
      frame = requestAnimationFrame(follow);
      const box = card.current;
      if (!box) return;
      const things = rings().flatMap((element) => ringRect(element) ?? []);
      const line = things.map(ringPath).join('');
      write(ring.current, line);
      write(scrim.current, scrimPath(line));
      const [room, others] = [cardRoom(), otherRects()];
      const state = JSON.stringify([line, room, others, box.offsetHeight]);
      if (state !== seen) [seen, since] = [state, now];
      const still = now - since >= SETTLED_AFTER && !document.documentElement.classList.contains('dragging');
      if (state === placed.current || (!still && placed.current !== '')) return;
      placed.current = state;
      const size = { width: box.offsetWidth, height: box.offsetHeight };
      put(box, placeCard(size, things, others, room), things[0]);
    };
    frame = requestAnimationFrame(follow);
    return () => cancelAnimationFrame(frame);
  }, [card, scrim, ring, rings]);
}

function write(path: SVGPathElement | null, line: string): void {
  if (path?.getAttribute('d') !== line) path?.setAttribute('d', line);
}

/** Between the beak and the card's corner. */
const CORNER = 26;

function put(card: HTMLElement, { x, y, side }: CardPlace, thing: Rect | undefined): void {
  card.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
  card.dataset['side'] = side ?? 'none';
  if (!thing) return;
  const upright = side === 'left' || side === 'right';
  const middle = upright ? thing.y + Math.min(thing.height / 2, 60) - y : thing.x + Math.min(thing.width / 2, 60) - x;
  const most = (upright ? card.offsetHeight : card.offsetWidth) - CORNER;
  card.style.setProperty('--beak', `${Math.max(CORNER, Math.min(middle, most))}px`);
}
