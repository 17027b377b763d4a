import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { LEAST_HEIGHT, mostHeight, useDrawer } from '../state/drawer.ts';

const STEP = 24;

/** The upper edge: dragging it makes the drawer higher or lower, down to closed; the arrow keys do the same. */
export function DrawerEdge() {
  const { height, resize } = useDrawer();
  const [pulled, setPulled] = useState<{ readonly from: number; readonly height: number } | null>(null);
  const begin = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setPulled({ from: event.clientY, height: Math.min(height, mostHeight()) });
  };
  return (
    // A separator that can be moved is a widget with a value; `hr` is only the line.
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the drawer"
      aria-valuenow={Math.min(height, mostHeight())}
      aria-valuemin={LEAST_HEIGHT}
      aria-valuemax={mostHeight()}
      tabIndex={0}
      className={pulled ? 'drawer-edge drawer-edge-pulled' : 'drawer-edge'}
      onPointerDown={begin}
      onPointerMove={(event) => pulled && resize(pulled.height + pulled.from - event.clientY)}
      onPointerUp={() => setPulled(null)}
      onPointerCancel={() => setPulled(null)}
      onKeyDown={(event) => {
        const to = heightByKey(event, height);
        if (to === null) return;
        event.preventDefault();
        resize(to);
      }}
    />
  );
}

/** Where a key puts the edge; null when it is none of ours. */
function heightByKey({ key }: KeyboardEvent, height: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return height + STEP;
    case 'ArrowDown':
      return height > LEAST_HEIGHT ? Math.max(LEAST_HEIGHT, height - STEP) : height;
    case 'Home':
      return LEAST_HEIGHT;
    case 'End':
      return mostHeight();
    default:
      return null;
  }
}
