import type { Hook } from '@sluice/netfilter';
import type { Density } from './model.ts';

/*
 * Sizes in map pixels at 100 % (TOKENS 5). Everything on the map has a size that is known before it is drawn,
 * so that nothing has to be measured: the styles in canvas/ use the same numbers.
 */

/** One rule. */
export const ROW = 22;
/** A card's head: table bar, name, policy, rate. */
export const HEAD = 30;
/** Below a card's last row. */
export const CARD_FOOT = 3;
/** The body of a user-defined chain without rules. */
export const EMPTY_BODY = 58;
/** An empty built-in chain. */
export const PILL = 20;
/** The connection tracking marker. */
export const MARKER = 16;
/** A station's head: hook and rate. */
export const STATION_HEAD = 28;
/** Around a station's children. */
export const STATION_PAD = 6;
/** A card that stands for many chains; the cards behind it peep out at its right and below. */
export const GROUP_WIDTH = 184;
export const GROUP_HEIGHT = 66;
/** Between a station's children. */
export const STATION_GAP = 4;
/** Rows that a card shows before it scrolls. */
export const MAX_ROWS = 14;
/** The strip at the right of a long chain, with the room around it. */
export const STRIP = 16;
/** The gap that rows open for a drop. */
export const DROP_GAP = 28;
/** The centre of a chain's inlet, from the card's top. */
export const INLET_Y = 15;

/** Width of one character of match text (10.5 px monospace). */
const CODE_CHAR = 6.3;
/** Width of one character of a jump pill (10 px monospace). */
const JUMP_CHAR = 6;

/** Width of a row's short text. */
export function codeWidth(characters: number): number {
  return characters * CODE_CHAR;
}

/** Width of a target's pill. */
export function pillWidth(label: string, monospace: boolean): number {
  return monospace ? label.length * JUMP_CHAR + 10 : capsWidth(label, 9.5) + 10;
}

/** Width of a name in the interface's font; an estimate on the wide side. */
export function nameWidth(name: string, size = 12): number {
  let width = 0;
  for (const character of name) width += /[A-Z0-9]/u.test(character) ? 0.69 : character === '_' ? 0.55 : 0.58;
  return width * size;
}

function capsWidth(label: string, size: number): number {
  let width = 0.1;
  for (const letter of label) width += LETTERS[letter] ?? 0.72;
  return width * size;
}

/** Capitals that are far from the usual width, in parts of the font's size. */
const LETTERS: Readonly<Record<string, number>> = {
  I: 0.34,
  E: 0.64,
  J: 0.64,
  L: 0.64,
  T: 0.64,
  M: 0.87,
  Q: 0.8,
  W: 1,
};

/** What a row takes beside its text and its target, per density. */
export const ROW_REST: Readonly<Record<Density, number>> = { narrow: 44, medium: 94, wide: 122 };

/** The widest narrow card; from here on there is room for the rate. */
export const NARROW = 200;
/** From here on there is room for the spark. */
export const WIDE = 300;

/** How wide the cards of a station may be: INPUT carries the most, and the map has to stay one picture. */
export const STATION_INNER: Readonly<Record<Hook, { readonly min: number; readonly max: number }>> = {
  PREROUTING: { min: 140, max: 212 },
  INPUT: { min: 140, max: 340 },
  FORWARD: { min: 140, max: 280 },
  OUTPUT: { min: 140, max: 212 },
  POSTROUTING: { min: 140, max: 212 },
};

/** How wide a user-defined chain's card may be. */
export const CHAIN_WIDTH = { min: 150, max: 270 } as const;
/** The same for chains between the stations, where every pixel makes the whole picture smaller. */
export const TIGHT_WIDTH = { min: 150, max: 240 } as const;

/** Widths grow in steps, so that typing a longer address does not push the map about. */
export const WIDTH_STEP = 4;
