import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Backend } from '@sluice/netfilter';

/** One piece of a long run. */
export interface Figure {
  readonly what: 'kills' | 'rivals' | 'pairs';
  readonly backend: Backend;
  readonly seed: number;
  /** How many kills, applies or pairs. */
  readonly runs: number;
  /** What else was counted, by name: `foreign rules`. */
  readonly counts: Readonly<Record<string, number>>;
}

const FILE = resolve(import.meta.dirname, '../../../tests/reliability/figures.jsonl');

/** Whether this is a long run: thousands of cases, a new seed each time, figures that are kept. */
export const LONG = process.env['SLUICE_LONG'] === '1';

/** The seed of this run: `SLUICE_SEED`, else a fixed one, else in a long run a new one. Say it aloud. */
export const SEED = Number(process.env['SLUICE_SEED'] ?? (LONG ? Date.now() % 1_000_000 : 1));

/** Keeps a piece of a long run that held, for docs/reliability.md. */
export function keepFigure(figure: Figure): void {
  if (LONG) appendFileSync(FILE, `${JSON.stringify(figure)}\n`);
}

/** All pieces that were kept. */
export function readFigures(): readonly Figure[] {
  if (!existsSync(FILE)) return [];
  const lines = readFileSync(FILE, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Figure);
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
