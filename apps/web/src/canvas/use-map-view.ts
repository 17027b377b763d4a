import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { Rect } from '../projection/geometry.ts';
import { bottom, right } from '../projection/geometry.ts';
import type { Layout } from '../projection/layout.ts';
import { HEAD, ROW } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { useMapCover } from '../state/map-cover.ts';
import { keepSight, sightOf, useMapSight, type MapSight } from '../state/map-sight.ts';
import { centred, fitting, middle, opening, openSight } from './fitting.ts';
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
  /** The map has come to rest. */
  readonly rest: () => void;
}

const EASE = 260;

/**
 * Commands for the viewport; shows as much of the map as can be read when another one is opened, until the person has moved it. What the
 * inspector lies over does not count as shown, but the map never moves only because it opened: that would be under the hand.
 */
export function useMapView(layout: Layout, name: string): MapView {
  const flow = useReactFlow();
  const store = useStoreApi();
  const { bounds } = layout;

  const show = useCallback(
    (sight: MapSight | null, ease: boolean) => {
      const { width, height } = store.getState();
      if (width === 0 || height === 0) return;
      const open = openSight({ width, height }, useMapCover.getState().width);
      const view =
        sight === 'whole' ? fitting(bounds, open) : sight ? centred(sight, { width, height }) : opening(bounds, open);
      void flow.setViewport(view, { duration: ease ? duration() : 0 });
    },
    [flow, store, bounds],
  );
  const keep = useCallback(() => {
    const { width, height } = store.getState();
    if (name !== '' && width > 0) keepSight(name, middle(flow.getViewport(), { width, height }));
  }, [flow, store, name]);
  useShowing(name, show);

  const view = useMemo(() => {
    const zoom = (to: number) => {
      keep();
      void flow.zoomTo(to, { duration: duration() });
    };
    return {
      touch: keep,
      rest: () => {
        if (isPlace(sightOf(name))) keep();
      },
      zoomIn: () => zoom(flow.getZoom() * 1.25),
      zoomOut: () => zoom(flow.getZoom() * 0.8),
      actualSize: () => zoom(1),
      fit: () => {
        keepSight(name, 'whole');
        show('whole', true);
      },
    };
  }, [flow, name, show, keep]);
  useReveal(layout, view.touch);
  useComingBack();
  return view;
}

/** Shows what was chosen of the map, and as much as can be read of one of which nothing was: at every size of the window. */
function useShowing(name: string, show: (sight: MapSight | null, ease: boolean) => void): void {
  const store = useStoreApi();
  const asked = useMapSight((state) => state.asked);
  const shown = useRef({ name: '', asked });
  useEffect(() => {
    let size = '';
    const follow = ({ width, height }: { readonly width: number; readonly height: number }) => {
      // The drawer takes height and gives it back: that is no reason to move the map under a person's eyes.
      const next = `${width} ${globalThis.innerHeight}`;
      if (next === size || width === 0 || height === 0) return;
      // Showing changes the store again: that one must find the size as known.
      size = next;
      const sight = sightOf(name);
      const isNew = shown.current.name !== name || shown.current.asked !== asked;
      // Where the person moved the map to, it stays whatever happens to its chains.
      if (isPlace(sight) && !isNew) return;
      const ease = shown.current.name === name && isNew;
      shown.current = { name, asked };
      show(sight, ease);
    };
    follow(store.getState());
    return store.subscribe(follow);
  }, [store, name, asked, show]);
}

/** Whether the person moved the map there, rather than that it shows what fits. */
function isPlace(sight: MapSight | null): boolean {
  return sight !== null && sight !== 'whole';
}

/** What was selected in another view is brought into sight. */
function useComingBack(): void {
  useEffect(() => {
    const { leftAt } = useMapSight.getState();
    const { selected, reveal } = useSelection.getState();
    if (leftAt !== undefined && selected && selected !== leftAt) reveal();
    return () => useMapSight.setState({ leftAt: useSelection.getState().selected });
  }, []);
}

/** How long the map takes to get somewhere else; no time for those who want no motion. */
export function duration(): number {
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

/** Whether all of a box is in sight. */
export function isInside(
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
