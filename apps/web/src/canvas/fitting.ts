import { getViewportForBounds, type Viewport } from '@xyflow/react';
import type { Rect } from '../projection/geometry.ts';

/** How far the map can be zoomed. */
export const ZOOM = { least: 0.05, most: 2 } as const;
/** Around the map when all of it is shown. */
const MARGIN = 8;
/** A strip narrower than this beside the inspector shows nothing: the map then lies under it. */
const NARROWEST = 240;

/** The part of the canvas that is looked at, from its top left corner. */
export interface Sight {
  readonly width: number;
  readonly height: number;
}

/** What is left of the canvas beside what lies over its right side. */
export function openSight({ width, height }: Sight, covered: number): Sight {
  return { width: width - covered < NARROWEST ? width : width - covered, height };
}

/** The whole map, never larger than it is; small maps hang at the top like the drawing of a path does. */
export function fitting(bounds: Rect, sight: Sight): Viewport {
  const view = getViewportForBounds(
    {
      x: bounds.x - MARGIN,
      y: bounds.y - MARGIN,
      width: bounds.width + 2 * MARGIN,
      height: bounds.height + 2 * MARGIN,
    },
    sight.width,
    sight.height,
    ZOOM.least,
    1,
    0,
  );
  return { ...view, y: Math.min(view.y, (MARGIN - bounds.y) * view.zoom + 6) };
}
