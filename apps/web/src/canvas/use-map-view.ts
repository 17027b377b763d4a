import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Rect } from '../projection/geometry.ts';
import { bottom, right } from '../projection/geometry.ts';
import type { Layout } from '../projection/layout.ts';
import { HEAD, ROW } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { useMapCover } from '../state/map-cover.ts';
import { fitting, opening, openSight } from './fitting.ts';
import { READABLE } from './level.ts';
import { shownCard } from './map-focus.ts';

/** Ways to look at another part of the map. */
export interface MapView {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
  /** The person moved the map: it is not fitted again by itself. */
  readonly touch: () => void;
}

const EASE = 260;
/**
 * Commands for the viewport; shows as much of the map as can be read when another one is opened, until the person has moved it. What the
 * inspector lies over does not count as shown, but the map never moves only because it opened: that would be under the hand.
 */
export function useMapView(layout: Layout, name: string): MapView {
  const flow = useReactFlow();
  const store = useStoreApi();
  /** The map that the person has moved: from then on it is not moved for them. */
  const moved = useRef<string | null>(null);
  /** The map that the person wants to see whole, whatever the window's size. */
  const fitted = useRef<string | null>(null);
  const { bounds } = layout;

  const show = useCallback(
    (way: 'opening' | 'fitting', ease: boolean) => {
      const { width, height } = store.getState();
      if (width === 0 || height === 0) return;
      const sight = openSight({ width, height }, useMapCover.getState().width);
      const view = way === 'opening' ? opening(bounds, sight) : fitting(bounds, sight);
      void flow.setViewport(view, { duration: ease ? duration() : 0 });
    },
    [flow, store, bounds],
  );

  useEffect(() => {
    const showUnlessMoved = () => {
      if (moved.current !== name) show(fitted.current === name ? 'fitting' : 'opening', false);
    };
    showUnlessMoved();
    let size = '';
    return store.subscribe(({ width, height }) => {
      const next = `${width} ${height}`;
      if (next === size) return;
      // Showing changes the store again: that one must find the size as known.
      size = next;
      showUnlessMoved();
    });
  }, [store, name, show]);

  const view = useMemo(() => {
    const touch = () => {
      moved.current = name;
    };
    const zoom = (to: number) => {
      touch();
      void flow.zoomTo(to, { duration: duration() });
    };
    return {
      touch,
      zoomIn: () => zoom(flow.getZoom() * 1.25),
      zoomOut: () => zoom(flow.getZoom() * 0.8),
      actualSize: () => zoom(1),
      fit: () => {
        moved.current = null;
        fitted.current = name;
        show('fitting', true);
      },
    };
  }, [flow, name, show]);
  useReveal(layout, view.touch);
  return view;
}

function duration(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : EASE;
}

/** Brings the selection into view when asked to. */
function useReveal(layout: Layout, touch: () => void): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const reveals = useSelection((state) => state.reveals);
  const done = useRef(reveals);
  useEffect(() => {
    if (reveals === done.current) return;
    const { selected } = useSelection.getState();
    const box = selected && boxOf(layout, selected);
    // A chain that leaves its group is on the map a moment later.
    if (selected && !box) return;
    done.current = reveals;
    const size = store.getState();
    const { width, height } = openSight(size, useMapCover.getState().width);
    const { x, y, zoom } = flow.getViewport();
    if (!box || (zoom >= READABLE && isInside(box, { x, y, zoom, width, height }))) return;
    touch();
    const nearer = Math.max(zoom, READABLE);
    const aside = (size.width - width) / 2 / nearer;
    const center = { x: box.x + box.width / 2 + aside, y: box.y + box.height / 2 };
    void flow.setCenter(center.x, center.y, { zoom: nearer, duration: duration() });
  }, [reveals, layout, flow, store, touch]);
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
