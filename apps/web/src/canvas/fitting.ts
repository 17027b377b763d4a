import { getViewportForBounds, type Viewport } from '@xyflow/react';
import type { Rect } from '../projection/geometry.ts';
import { READABLE } from './level.ts';

/** How far the map can be zoomed. */
export const ZOOM = { least: 0.05, most: 2 } as const;
/** Around the map when all of it is shown. */
const MARGIN = 8;
/** Between the upper edge and a map that hangs there, on the screen. */
const GAP = 6;
/** A strip narrower than this beside the inspector shows nothing: the map then lies under it. */
const NARROWEST = 240;

/** The part of the canvas that is looked at, from its top left corner. */
export interface Sight {
  readonly width: number;
  readonly height: number;
}

/** A point of the map, looked at from so near. */
interface Spot {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
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
  return { ...view, y: Math.min(view.y, top(bounds, view.zoom)) };
}

/** The part of the map with this point in the middle of the canvas. */
export function centred({ x, y, zoom }: Spot, { width, height }: Sight): Viewport {
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom };
}

/** What is in the middle of the canvas. */
export function middle({ x, y, zoom }: Viewport, { width, height }: Sight): Spot {
  return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom, zoom };
}

/** A map that would have to be cut to less than this in each direction is opened as a whole, however small. */
const MOST_OF_IT = 0.5;

/**
 * What is seen first: the whole map where its rows can then be read, else its top left at the size at which they can,
 * for a map of which most is then in sight.
 */
export function opening(bounds: Rect, sight: Sight): Viewport {
  const whole = fitting(bounds, sight);
  if (whole.zoom >= READABLE || whole.zoom < READABLE * MOST_OF_IT) return whole;
  const free = sight.width - bounds.width * READABLE;
  const left = free > 0 ? free / 2 : MARGIN;
  return { x: left - bounds.x * READABLE, y: top(bounds, READABLE), zoom: READABLE };
}

/** Where a map begins that hangs at the upper edge. */
function top(bounds: Rect, zoom: number): number {
  return (MARGIN - bounds.y) * zoom + GAP;
}
