import { DROP_GAP, HEAD, ROW } from '../projection/metrics.ts';
import type { Rect } from '../projection/geometry.ts';
import { isGone, type Density, type MapCard, type MapRow, type RowChange } from '../projection/model.ts';
import { phrasesWidth } from '../projection/row-text.ts';
import type { Level } from './level.ts';
import type { PillTone } from '../ui/pill.tsx';
import { targetTone } from '../ui/rule-line.tsx';

/** The colours of rows without words, as the page's theme has them. */
export interface RowColours {
  readonly match: string;
  readonly heat: string;
  readonly selected: string;
  readonly found: string;
  readonly foundLine: string;
  readonly tones: Readonly<Record<PillTone, string>>;
  readonly changes: Readonly<Record<Exclude<RowChange, 'same'>, string>>;
}

/** Which token each colour is; a target's bar has the line's colour of its pill. */
const TONES: Readonly<Record<PillTone, string>> = {
  green: '--green-l',
  red: '--red-l',
  orange: '--heat',
  cyan: '--cyan',
  grey: '--border2',
  violet: '--t-nat',
  indigo: '--indigo-l',
  amber: '--amber-l',
  blue: '--blue-l',
};

/** Reads the colours that apply to an element now. */
export function readColours(element: Element): RowColours {
  const style = getComputedStyle(element);
  const read = (token: string): string => style.getPropertyValue(token).trim();
  return {
    match: read('--border2'),
    heat: read('--heat'),
    selected: read('--accent'),
    found: read('--mark'),
    foundLine: read('--amber-l'),
    tones: Object.fromEntries(Object.entries(TONES).map(([tone, token]) => [tone, read(token)])) as Record<
      PillTone,
      string
    >,
    changes: {
      added: read('--green-l'),
      removed: read('--red-l'),
      changed: read('--amber-l'),
      moved: read('--blue-l'),
      disabled: read('--border2'),
    },
  };
}

/** A card whose rows are painted, and what is special about it now. */
export interface PaintedCard {
  readonly card: MapCard;
  readonly box: Rect;
  readonly dimmed: boolean;
  /** The line in front of which the rows make room for a drop. */
  readonly gap: number | null;
  readonly chosen: ReadonlySet<string>;
  /** How many rules a search found among those that a row stands for. */
  readonly found: (row: MapRow) => number;
  /** How strong a row is that was not found, from 0 to 1. */
  readonly rest: number;
  readonly level: Exclude<Level, 'rows'>;
  /** So far down the card its name stands over the rows. */
  readonly below: number;
  /** How busy a row is, from 0 to 1 for the busiest of its card. */
  readonly heat: (row: MapRow) => number;
}

/** Where the match begins, and what stands right of the target (styles of row.css). */
const LEFT: Readonly<Record<Density, number>> = { narrow: 29, medium: 43, wide: 43 };
const BEHIND: Readonly<Record<Density, number>> = { narrow: 8, medium: 45, wide: 73 };
/** A bar in the target's colour, whatever the target's name. */
const TARGET = 38;
/** The strip of a tile. */
const STRIP = 44;
const BAR = 8;
const ROUND = 3;

/** Paints a card's rows in map pixels: a grey bar as long as the match, and one in the target's colour. */
export function paintRows(context: CanvasRenderingContext2D, colours: RowColours, painted: PaintedCard): void {
  const { card, box } = painted;
  const strength = painted.dimmed ? 0.4 : 1;
  for (const [line, row] of card.rows.entries()) {
    const found = painted.found(row) > 0;
    context.globalAlpha = found ? strength : strength * painted.rest;
    if (context.globalAlpha === 0) continue;
    const y = box.y + HEAD + line * ROW + (painted.gap !== null && line >= painted.gap ? DROP_GAP : 0);
    if (painted.level === 'tiles') paintStrip(context, colours, { painted, row, y });
    else if (row.folds > 1) paintFold(context, found ? colours.foundLine : colours.match, { ...box, y, height: ROW });
    else if (y + BAR >= box.y + painted.below) paintRow(context, colours, { painted, row, y });
  }
  context.globalAlpha = 1;
}

function paintRow(
  context: CanvasRenderingContext2D,
  colours: RowColours,
  { painted, row, y }: { readonly painted: PaintedCard; readonly row: MapRow; readonly y: number },
): void {
  const { card, box } = painted;
  const { change, target } = row;
  if (painted.found(row) > 0) paintFound(context, colours, { ...box, y, height: ROW });
  if (row.fault !== null) paintTint(context, colours.tones.red, { ...box, y, height: ROW });
  else if (change !== 'same') paintTint(context, colours.changes[change], { ...box, y, height: ROW });
  if (painted.chosen.has(row.id)) paintSelection(context, colours.selected, { ...box, y, height: ROW });
  const top = y + (ROW - BAR) / 2;
  const end = box.x + card.width - BEHIND[card.density];
  const width = target ? TARGET : 0;
  const left = box.x + LEFT[card.density];
  if (painted.level === 'bars')
    paintHeat(context, colours.heat, { x: box.x + 15, y: y + 4, strength: painted.heat(row) });
  context.fillStyle = colours.match;
  fill(context, { x: left, y: top, width: Math.min(phrasesWidth(row.phrases), end - width - 6 - left), height: BAR });
  if (!target) return;
  context.fillStyle = toneOf(colours, row);
  fill(context, { x: end - width, y: top, width, height: BAR });
}

/** A folded run is a thin line from side to side. */
function paintFold(context: CanvasRenderingContext2D, colour: string, row: Rect): void {
  context.fillStyle = colour;
  context.fillRect(row.x + 10, row.y + row.height / 2 - 1, row.width - 20, 2);
}

/** A tile shows all that its rules do as one strip, in their order. */
function paintStrip(
  context: CanvasRenderingContext2D,
  colours: RowColours,
  { painted, row, y }: { readonly painted: PaintedCard; readonly row: MapRow; readonly y: number },
): void {
  context.fillStyle = toneOf(colours, row);
  const left = painted.box.x + painted.card.width - STRIP - 8;
  context.fillRect(left, y, STRIP, ROW);
  if (painted.found(row) > 0) paintFound(context, colours, { x: left, y, width: STRIP, height: ROW });
  if (row.fault !== null) paintTint(context, colours.tones.red, { ...painted.box, y, height: ROW });
}

function toneOf(colours: RowColours, { target, change }: MapRow): string {
  return colours.tones[target && !isGone(change) ? targetTone(target.kind) : 'grey'];
}

function paintTint(context: CanvasRenderingContext2D, colour: string, row: Rect): void {
  const alpha = context.globalAlpha;
  context.fillStyle = colour;
  context.globalAlpha = alpha * 0.16;
  context.fillRect(row.x + 1, row.y, row.width - 2, row.height);
  context.globalAlpha = alpha;
  context.fillRect(row.x, row.y, 3, row.height);
}

function paintFound(context: CanvasRenderingContext2D, colours: RowColours, row: Rect): void {
  context.fillStyle = colours.found;
  context.fillRect(row.x + 1, row.y, row.width - 2, row.height);
  context.fillStyle = colours.foundLine;
  context.fillRect(row.x + 1, row.y, 8, row.height);
}

function paintSelection(context: CanvasRenderingContext2D, colour: string, row: Rect): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(row.x + 1, row.y + 1, row.width - 2, row.height - 2);
}

function paintHeat(
  context: CanvasRenderingContext2D,
  colour: string,
  at: { readonly x: number; readonly y: number; readonly strength: number },
): void {
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * (0.1 + 0.9 * Math.sqrt(Math.min(1, at.strength)));
  context.fillStyle = colour;
  context.fillRect(at.x, at.y, 3, 14);
  context.globalAlpha = alpha;
}

function fill(context: CanvasRenderingContext2D, { x, y, width, height }: Rect): void {
  if (width <= 0) return;
  context.beginPath();
  context.roundRect(x, y, width, height, ROUND);
  context.fill();
}
