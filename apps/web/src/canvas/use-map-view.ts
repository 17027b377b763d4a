import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Rect } from '../projection/geometry.ts';
import { bottom, right } from '../projection/geometry.ts';
import type { Layout } from '../projection/layout.ts';
import { HEAD, ROW } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { shownCard } from './map-focus.ts';

/** Ways to look at another part of the map. */
export interface MapView {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
}

/** How far the map can be zoomed. */
export const ZOOM = { least: 0.05, most: 2 } as const;
const MARGIN = 8;
const EASE = 260;
/** Below this, text cannot be read; bringing something into view then also comes nearer. */
const READABLE = 0.6;

/** Commands for the viewport; shows the whole map when another one is opened, until the person has moved it. */
export function useMapView(layout: Layout, name: string): MapView & { readonly touched: () => void } {
  const flow = useReactFlow();
  const store = useStoreApi();
  const moved = useRef(false);
  const bounds = useRef(layout.bounds);
  bounds.current = layout.bounds;

  const show = useCallback(
    (ease: boolean) => {
      const { width, height } = store.getState();
      if (width === 0 || height === 0) return;
      void flow.setViewport(fitting(bounds.current, { width, height }), { duration: ease ? duration() : 0 });
    },
    [flow, store],
  );

  useEffect(() => {
    moved.current = false;
    show(false);
  }, [name, show]);

  useEffect(() => {
    let size = '';
    return store.subscribe(({ width, height }) => {
      const next = `${width} ${height}`;
      if (next === size) return;
      size = next;
      if (!moved.current) show(false);
    });
  }, [store, show]);

  useEffect(() => {
    if (!moved.current) show(false);
  }, [layout.bounds.width, layout.bounds.height, show]);

  useReveal(layout, moved);
  return useMemo(() => {
    const zoomBy = (factor: number) => {
      moved.current = true;
      void flow.zoomTo(flow.getZoom() * factor, { duration: duration() });
    };
    return {
      touched: () => {
        moved.current = true;
      },
      zoomIn: () => zoomBy(1.25),
      zoomOut: () => zoomBy(0.8),
      actualSize: () => {
        moved.current = true;
        void flow.zoomTo(1, { duration: duration() });
      },
      fit: () => {
        moved.current = false;
        show(true);
      },
    };
  }, [flow, show]);
}

function duration(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : EASE;
}

/** The whole map, never larger than it is; small maps hang at the top like the drawing of a path does. */
function fitting(bounds: Rect, size: { readonly width: number; readonly height: number }) {
  const view = getViewportForBounds(
    {
      x: bounds.x - MARGIN,
      y: bounds.y - MARGIN,
      width: bounds.width + 2 * MARGIN,
      height: bounds.height + 2 * MARGIN,
    },
    size.width,
    size.height,
    ZOOM.least,
    1,
    0,
  );
  return { ...view, y: Math.min(view.y, (MARGIN - bounds.y) * view.zoom + 6) };
}

/** Brings the selection into view when asked to. */
function useReveal(layout: Layout, moved: { current: boolean }): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const reveals = useSelection((state) => state.reveals);
  const places = useRef(layout);
  places.current = layout;
  useEffect(() => {
    const { selected } = useSelection.getState();
    if (reveals === 0 || !selected) return;
    const box = boxOf(places.current, selected);
    const { width, height } = store.getState();
    const { x, y, zoom } = flow.getViewport();
    if (!box || (zoom >= READABLE && isInside(box, { x, y, zoom, width, height }))) return;
    moved.current = true;
    const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    void flow.setCenter(center.x, center.y, { zoom: Math.max(zoom, READABLE), duration: duration() });
  }, [reveals, flow, store, moved]);
}

function boxOf(layout: Layout, selected: Selected): Rect | null {
  const id = cardId(selected);
  const box = layout.cards.get(id) ?? null;
  const row = selected.kind === 'rule' ? (shownCard(id)?.rows.findIndex((line) => line.id === selected.id) ?? -1) : -1;
  if (!box) return layout.stations.get(selected.chain as 'INPUT') ?? null;
  return row < 0
    ? { ...box, height: Math.min(box.height, 4 * ROW) }
    : { ...box, y: box.y + HEAD + row * ROW, height: ROW };
}

function isInside(
  box: Rect,
  view: {
    readonly x: number;
    readonly y: number;
    readonly zoom: number;
    readonly width: number;
    readonly height: number;
  },
): boolean {
  const { x, y, zoom, width, height } = view;
  return (
    box.x * zoom + x >= 0 && box.y * zoom + y >= 0 && right(box) * zoom + x <= width && bottom(box) * zoom + y <= height
  );
}
