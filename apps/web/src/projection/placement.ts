import type { Hook } from '@sluice/netfilter';
import { bottom, right, type Occupied, type Point, type Rect } from './geometry.ts';
import { APART, type Lanes } from './lanes.ts';
import { CHAIN_WIDTH } from './metrics.ts';
import type { CardId, AnyCard } from './model.ts';
import { rowPortY } from './ports.ts';

/** The user-defined chains as the tree of who is first called by whom. */
export interface Forest {
  readonly cards: ReadonlyMap<CardId, AnyCard>;
  /** In the order of the calling rows. */
  readonly children: ReadonlyMap<CardId, readonly CardId[]>;
  /** The row at which a chain is first called by its home. */
  readonly rows: ReadonlyMap<CardId, string | null>;
}

/** How far the map may grow before chains go to the basement. */
export interface Frame {
  readonly right: number;
  readonly bottom: number;
  /** How far down the column below PREROUTING reaches. */
  readonly columnBottom: number;
}

/** What a chain is placed by. */
interface Nearby {
  readonly box: Rect;
  /** The station, when the caller is a built-in chain. */
  readonly hook: Hook | null;
  /** Where its top should be for a straight line. */
  readonly row: number;
  /** The sibling placed before it. */
  readonly previous: Rect | null;
}

/** Places chains by their callers: right of them where there is room, else below, else in the basement. */
export class Placement {
  readonly boxes = new Map<CardId, Rect>();
  /** Chains that found no room by their callers. */
  readonly homeless: AnyCard[] = [];
  readonly #forest: Forest;
  readonly #occupied: Occupied;
  readonly #lanes: Lanes;
  readonly #frame: Frame;

  constructor(forest: Forest, occupied: Occupied, lanes: Lanes, frame: Frame) {
    this.#forest = forest;
    this.#occupied = occupied;
    this.#lanes = lanes;
    this.#frame = frame;
  }

  /** Gives a card this box. */
  put(card: AnyCard, at: Point): Rect {
    const box = { x: at.x, y: at.y, width: card.width, height: card.height };
    this.boxes.set(card.id, box);
    this.#occupied.add(box);
    return box;
  }

  /** Places what a card calls, and what that calls, in the order of the rows. */
  placeCalled(id: CardId, hook: Hook | null): void {
    const caller = this.#forest.cards.get(id);
    const box = this.boxes.get(id);
    if (!caller || !box) return;
    let previous: Rect | null = null;
    for (const child of this.#forest.children.get(id) ?? []) {
      const card = this.#forest.cards.get(child);
      if (!card) continue;
      const known = this.boxes.get(child);
      const row = box.y + rowPortY(caller, this.#forest.rows.get(child) ?? null) - 20;
      previous = known ?? this.#placeBy(card, { box, hook, row, previous });
      if (this.boxes.has(child)) this.placeCalled(child, null);
      else this.#sendDown(child);
    }
  }

  /** A chain goes to the basement with all that it calls. */
  #sendDown(id: CardId): void {
    const card = this.#forest.cards.get(id);
    if (card && !this.boxes.has(id)) this.homeless.push(card);
    for (const child of this.#forest.children.get(id) ?? []) this.#sendDown(child);
  }

  /** Places chains one below the other, as far as the frame reaches. */
  stack(ids: readonly CardId[], from: Point): void {
    for (const id of ids) {
      const card = this.#forest.cards.get(id);
      if (!card || this.boxes.has(id)) continue;
      const y = this.#occupied.freeBelow({ ...from, width: card.width, height: card.height }, APART);
      if (y + card.height <= this.#frame.columnBottom) this.put(card, { x: from.x, y });
      else this.homeless.push(card);
    }
  }

  /** Places a chain that nobody calls: in columns right of INPUT, below what is there. */
  placeApart(id: CardId, from: Point): void {
    const card = this.#forest.cards.get(id);
    if (!card || this.boxes.has(id)) return;
    const place = this.#column(card, { ...from, previous: null });
    if (!place) return this.#sendDown(id);
    this.put(card, place);
    this.placeCalled(id, null);
  }

  /** Puts the chains without room below everything else, in columns. */
  fillBasement(below: number): void {
    const cards = this.homeless;
    const area = cards.reduce((sum, card) => sum + (card.width + 40) * (card.height + APART.y), 0);
    const height = Math.max(600, Math.sqrt(area / 1.6));
    let [x, y, widest] = [8, below, 0];
    for (const card of cards) {
      if (this.boxes.has(card.id)) continue;
      if (y > below && y + card.height > below + height) {
        x += widest + 56;
        [y, widest] = [below, 0];
      }
      this.put(card, { x, y });
      y += card.height + APART.y;
      widest = Math.max(widest, card.width);
    }
  }

  #placeBy(card: AnyCard, by: Nearby): Rect | null {
    const { box, hook, row, previous } = by;
    const below = () => this.#below(card, box, hook === 'POSTROUTING' ? 14 : 0);
    const beside = () => this.#column(card, { x: this.#besideX(card, by), y: row, previous });
    const place = hook === 'POSTROUTING' ? (below() ?? beside()) : (beside() ?? (hook === null ? below() : null));
    return place ? this.put(card, place) : null;
  }

  #besideX(card: AnyCard, { box, hook, row, previous }: Nearby): number {
    const reach = hook === 'INPUT' ? 70 : hook === 'OUTPUT' ? 50 : 44;
    const x = Math.max(right(box) + reach, previous && previous.x > right(box) ? previous.x : 0);
    const post = this.#lanes.stations.get('POSTROUTING') as Rect;
    const inCorridor = row < this.#lanes.lowerTop && x < post.x && x + card.width > post.x - 60;
    return inCorridor ? post.x : x;
  }

  /** The first column with room; in the column of its sibling a card stands below that one. */
  #column(card: AnyCard, from: Point & { readonly previous: Rect | null }): Point | null {
    const { width, height } = card;
    for (let { x } = from; x + width <= this.#frame.right; x += CHAIN_WIDTH.max + 2 * APART.x) {
      const y = from.previous?.x === x ? Math.max(from.y, from.previous.y) : from.y;
      const free = this.#occupied.freeBelow({ x, y, width, height }, APART);
      if (free + height <= this.#frame.bottom) return { x, y: free };
    }
    return null;
  }

  #below(card: AnyCard, box: Rect, more: number): Point | null {
    const from = { x: box.x, y: bottom(box) + APART.y + more, width: card.width, height: card.height };
    const y = this.#occupied.freeBelow(from, APART);
    return y + card.height <= this.#frame.bottom && from.x + card.width <= this.#frame.right ? { x: from.x, y } : null;
  }
}
