/** How much a card says: its rows in words, as bars, as stripes, or nothing but its name. */
export type Level = 'rows' | 'bars' | 'stripes' | 'tiles';

/** From near to far, and the zoom from which on a level is drawn (TOKENS 11). */
const FROM: Readonly<Record<Level, number>> = { rows: 0.8, bars: 0.45, stripes: 0.2, tiles: 0 };
/** From this zoom on, rows are words: the least at which text can be read. */
export const READABLE = FROM.rows;
const LEVELS = Object.keys(FROM) as Level[];
/** On the way out a level lasts a little longer, so that nothing flickers at the border. */
const LASTS = 0.95;

/** The level at a zoom, when another was drawn before. */
export function levelAt(zoom: number, before: Level): Level {
  const plain = LEVELS.find((level) => zoom >= FROM[level]) ?? 'tiles';
  const isFarther = LEVELS.indexOf(plain) > LEVELS.indexOf(before);
  return isFarther && zoom >= FROM[before] * LASTS ? before : plain;
}

/** Whether a card has room for a name of constant size where its rows are stripes. */
export function isRoomy({ height }: { readonly height: number }): boolean {
  return height >= ROOMY;
}

const ROOMY = 110;
