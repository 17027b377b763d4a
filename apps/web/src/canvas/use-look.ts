import { HOOKS } from '@sluice/netfilter';
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { bounds, type Rect } from '../projection/geometry.ts';
import type { Layout } from '../projection/layout.ts';
import type { CardId } from '../projection/model.ts';
import { useMapCover } from '../state/map-cover.ts';
import { useMapLook, type MapThing } from '../state/map-look.ts';
import { openSight } from './fitting.ts';
import { READABLE } from './level.ts';
import { duration, isInside } from './use-map-view.ts';

/** What points at the things stands beside them, and takes so much of the width. */
const BESIDE = 440;

/** Shows what somebody asks to look at; where all of it can be read already, the map stays as it is. */
export function useLook(layout: Layout, touch: () => void): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const { things, asked } = useMapLook();
  const done = useRef(0);
  useEffect(() => {
    if (asked === done.current) return;
    const boxes = things.map((thing) => boxOf(layout, thing)).filter((box) => box !== undefined);
    const size = store.getState();
    // Before the rules are here nothing stands where it will.
    if (boxes.length < things.length || boxes.length === 0 || size.width === 0) return;
    done.current = asked;
    const box = bounds(boxes);
    const open = openSight(size, useMapCover.getState().width);
    const view = flow.getViewport();
    if (view.zoom >= READABLE && isInside(box, { ...view, ...open })) return;
    touch();
    const zoom = Math.max(READABLE, Math.min(view.zoom, 1));
    const hasRoom = box.width * zoom + BESIDE <= open.width;
    // The middle of the canvas, as the map's own coordinates count it from the middle of the box.
    const aside = (size.width - (hasRoom ? open.width - BESIDE : open.width)) / 2 / zoom;
    const center = { x: box.x + box.width / 2 + aside, y: box.y + box.height / 2 };
    void flow.setCenter(center.x, center.y, { zoom, duration: duration() });
  }, [asked, things, layout, flow, store, touch]);
}

function boxOf({ cards, stations }: Layout, thing: MapThing): Rect | undefined {
  const hook = HOOKS.find((name) => name === thing);
  return hook ? stations.get(hook) : cards.get(thing as CardId);
}
