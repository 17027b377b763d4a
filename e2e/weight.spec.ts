import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const DIST = join(import.meta.dirname, '../apps/web/dist');
/** A second of a slow line: what is rarely opened comes later (apps/web/src/ui/later.tsx). */
const BUDGET = 400_000;

test('the scripts without which nothing is drawn weigh less than 400 kB', () => {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/?([^"]+\.js)"/g)].map(([, file = '']) => file);
  expect(scripts).toContainEqual(expect.stringMatching(/^assets\/index-/));
  const weights = scripts.map((file) => ({ file, bytes: gzipSync(readFileSync(join(DIST, file))).byteLength }));
  const sum = weights.reduce((total, { bytes }) => total + bytes, 0);
  expect(sum, JSON.stringify(weights, null, 1)).toBeLessThan(BUDGET);
});
