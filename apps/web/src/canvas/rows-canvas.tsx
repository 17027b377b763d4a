import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { bottom, right, type Rect } from '../projection/geometry.ts';
import type { Layout } from '../projection/layout.ts';
import { DROP_GAP } from '../projection/metrics.ts';
import { allCards, type CardId, type MapCard, type MapModel, type MapRow } from '../projection/model.ts';
import { countFound, restNow, useFind, type FindState, type Rest } from '../find/find-state.ts';
import { counters } from '../state/counters.ts';
import { useDrag } from '../state/drag.ts';
import { chosenRules, useSelection } from '../state/selection.ts';
import { useView } from '../state/view.ts';
import { isRoomy } from './level.ts';
import { useMapState } from './map-state.ts';
import { paintRows, readColours, type RowColours } from './row-paint.ts';
import { lineOf } from './spot-finder.ts';

/**
 * Rows that are too small to read, on one canvas over the cards. The cards themselves stay what they are, without
 * rows: they are pressed, dropped on and read aloud at every zoom, and a thousand rules cost one element.
 */
export function RowsCanvas(props: { readonly model: MapModel; readonly layout: Layout }) {
  const { model, layout } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const shown = useMapState(({ level }) => level !== 'rows');
  useEffect(() => {
    const element = canvas.current;
    if (!element || !shown) return;
    const painter = new Painter(element, model, layout);
    const redraw = () => painter.request(store.getState());
    const recolour = () => painter.forgetColours();
    const themes = new MutationObserver(recolour);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const stops = [
      store.subscribe(redraw),
      useDrag.subscribe(redraw),
      useSelection.subscribe(redraw),
      useView.subscribe(redraw),
      useFind.subscribe(redraw),
      useMapState.subscribe(redraw),
      counters.onSample(redraw),
      () => themes.disconnect(),
      () => painter.stop(),
    ];
    painter.draw(store.getState());
    return () => {
      for (const stop of stops) stop();
    };
  }, [model, layout, store, shown]);
  return shown ? <canvas ref={canvas} className="rows-canvas" aria-hidden="true" /> : null;
}

/** How strong what was not found is beside what was. */
const REST: Readonly<Record<Rest, number>> = { shown: 1, faded: 0.35, hidden: 0 };

function countFoundIn(find: FindState, card: MapCard, { id, gap, folds }: MapRow): number {
  if (folds > 1) return countFound(find, card, gap, gap + folds);
  return find.rules.has(id) ? 1 : 0;
}

/** Height on screen of a name over stripes (level.css). */
const LABEL = 16;

interface Placed {
  readonly card: MapCard;
  readonly box: Rect;
}

/** How the map is looked at. */
interface Seen {
  readonly transform: readonly [x: number, y: number, zoom: number];
  readonly width: number;
  readonly height: number;
}

/** Paints at most once a frame, and only what is in sight. */
class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #cards: readonly Placed[];
  /** For each card in a station those over it, which push it down when they make room. */
  readonly #above = new Map<CardId, readonly CardId[]>();
  #colours: RowColours | null = null;
  #seen: Seen | null = null;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement, model: MapModel, layout: Layout) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D;
    this.#cards = allCards(model).flatMap((card) => {
      const box = layout.cards.get(card.id);
      return box && card.rows.length > 0 ? [{ card, box }] : [];
    });
    for (const { items } of model.stations) {
      const cards = items.flatMap((item) => (item.kind === 'card' ? [item.card.id] : []));
      for (const [index, id] of cards.entries()) this.#above.set(id, cards.slice(0, index));
    }
  }

  request(seen: Seen): void {
    this.#seen = seen;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#seen) this.draw(this.#seen);
    });
  }

  forgetColours(): void {
    this.#colours = null;
    if (this.#seen) this.request(this.#seen);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  draw(seen: Seen): void {
    this.#seen = seen;
    const { transform, width, height } = seen;
    const [x, y, zoom] = transform;
    const sharp = devicePixelRatio;
    this.#fit(Math.round(width * sharp), Math.round(height * sharp));
    this.#colours ??= readColours(this.#canvas);
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    context.setTransform(zoom * sharp, 0, 0, zoom * sharp, x * sharp, y * sharp);
    const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
    for (const placed of this.#cards) {
      const { box } = placed;
      if (box.x < right(view) && right(box) > view.x && box.y < bottom(view) && bottom(box) > view.y) {
        this.#paint(this.#colours, placed, zoom);
      }
    }
  }

  #fit(width: number, height: number): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  #paint(colours: RowColours, { card, box }: Placed, zoom: number): void {
    const { level } = useMapState.getState();
    if (level === 'rows') return;
    const chosen = new Set<string>(chosenRules(useSelection.getState()).map(({ id }) => id));
    const { spot, refusal, source } = useDrag.getState();
    const drop = spot && !refusal && source && source.kind !== 'port' ? spot : null;
    const opensHere = drop !== null && card.id === `${drop.table}/${drop.chain}`;
    const pushed = drop !== null && this.#above.get(card.id)?.includes(`${drop.table}/${drop.chain}`) === true;
    const rates = new Map(card.rows.map(({ id }) => [id, counters.rate([id])?.packets ?? 0]));
    const busiest = Math.max(...rates.values(), 0.001);
    const find = useFind.getState();
    paintRows(this.#context, colours, {
      card,
      box: pushed ? { ...box, y: box.y + DROP_GAP } : box,
      dimmed: useView.getState().hiddenTables.has(card.table),
      gap: opensHere ? lineOf(card, drop.index) : null,
      chosen,
      found: (row) => countFoundIn(find, card, row),
      rest: REST[restNow(find)],
      level,
      below: level === 'stripes' && isRoomy(card) ? LABEL / zoom : 0,
      heat: ({ id }) => (rates.get(id) ?? 0) / busiest,
    });
  }
}
