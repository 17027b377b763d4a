/** `npm run modules`: writes docs/modules, a page for each match and target and the table of all. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePages, readKnownDifferences, type Pages } from './pages.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Where the pages are. */
export const FOLDER = join(ROOT, 'docs/modules');

/** The pages as the definitions and the known differences want them now. */
export function currentPages(): Pages {
  const known = readFileSync(join(ROOT, 'packages/iptables/src/save-form.known-differences.txt'), 'utf8');
  return makePages(readKnownDifferences(known));
}

if (import.meta.main) {
  const pages = currentPages();
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER)) if (!pages.has(file)) rmSync(join(FOLDER, file));
  for (const [file, text] of pages) writeFileSync(join(FOLDER, file), text);
}
