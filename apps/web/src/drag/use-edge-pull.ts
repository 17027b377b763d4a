import { useEffect, useEffectEvent } from 'react';
import { refreshDrag, useDrag } from '../state/drag.ts';

const MARGIN = 56;
const FASTEST = 14;
/** So long the pointer stays near an edge before anything moves: one that only comes in over it moves nothing. */
const DWELL = 300;

/** While something is dragged near an edge of the element, moves what is in it, so that one can reach what is out of sight. */
export function useEdgePull(element: HTMLElement | null, moveBy: (dx: number, dy: number) => void): void {
  const dragged = useDrag((state) => state.source !== null && state.by === 'pointer');
  const move = useEffectEvent(moveBy);
  useEffect(() => {
    if (!element || !dragged) return;
    let frame = 0;
    let since = 0;
    const step = (now: number): void => {
      frame = requestAnimationFrame(step);
      const { pointer } = useDrag.getState();
      const box = element.getBoundingClientRect();
      const inside = pointer.x >= box.left && pointer.x <= box.right && pointer.y >= box.top && pointer.y <= box.bottom;
      const dx = inside ? pull(pointer.x, box.left, box.right) : 0;
      const dy = inside ? pull(pointer.y, box.top, box.bottom) : 0;
      since = dx === 0 && dy === 0 ? 0 : since || now;
      if (since === 0 || now - since < DWELL) return;
      move(dx, dy);
      refreshDrag();
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [element, dragged]);
}

function pull(at: number, from: number, to: number): number {
  if (at - from < MARGIN) return (1 - (at - from) / MARGIN) * -FASTEST;
  return to - at < MARGIN ? (1 - (to - at) / MARGIN) * FASTEST : 0;
}
