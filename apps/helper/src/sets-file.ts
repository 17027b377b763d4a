import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SetsInput } from '@sluice/draft';
import { writeDurably } from './durable.ts';
import type { SetsUndo } from './set-planning.ts';

/** What lies beside a change that edits sets: what `ipset` was fed, and the way back. */
export interface KeptSets extends SetsInput {
  readonly undo: SetsUndo;
}

/** The file of a change that holds it, twice: what brings sets back must survive a bad block. */
export class SetsFile {
  readonly #paths: readonly string[];

  constructor(folder: string) {
    const path = join(folder, 'sets.json');
    this.#paths = [path, `${path}.copy`];
  }

  /** Writes both copies, and gives their digest. */
  write(sets: KeptSets): string {
    const text = textOf(sets);
    for (const path of this.#paths) writeDurably(path, text);
    return digestOfSets(sets);
  }

  /** The first copy of this digest; null when neither is. */
  read(digest: string): KeptSets | null {
    for (const path of this.#paths) {
      try {
        const text = readFileSync(path, 'utf8');
        if (sha256(text) === digest) return JSON.parse(text) as KeptSets;
      } catch {
        continue;
      }
    }
    return null;
  }
}

/** The digest under which it is found again. */
export function digestOfSets(sets: KeptSets): string {
  return sha256(textOf(sets));
}

function textOf(sets: KeptSets): string {
  return `${JSON.stringify(sets)}\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
