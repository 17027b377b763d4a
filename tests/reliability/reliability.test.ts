import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULTS, numbersIn } from './faults.ts';
import { readFigures } from '@sluice/testkit';
import { describeFigures } from './figures.ts';
import { faultFiles } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');

/** The faults that titles of tests name, in the sources. */
const staged = new Set(
  faultFiles().flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/['"`](faults? \d+(?:, \d+)*: )/g)].flatMap(([, title = '']) =>
      numbersIn(title),
    ),
  ),
);

test('there are 48 faults, each staged by a test or listed with a reason why not', () => {
  expect(FAULTS.map(({ number }) => number)).toEqual(Array.from({ length: 48 }, (_, at) => at + 1));
  const listed = FAULTS.filter(({ unstaged }) => unstaged !== undefined).map(({ number }) => number);
  expect(FAULTS.filter(({ number }) => !staged.has(number)).map(({ number }) => number)).toEqual(listed);
  expect(listed.filter((number) => staged.has(number))).toEqual([]);
});

test.each(FAULTS)('fault $number stands in docs/reliability.md as it is listed', ({ number, what, unstaged }) => {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| ${number} | `));
  expect(row).toContain(` | ${what} | `);
  if (unstaged === undefined) expect(row).toMatch(/\| yes(, [a-z ]+)? \|$/);
  else expect(row).toContain(unstaged);
});

test('the figures of the long runs in docs/reliability.md are those that were kept', () => {
  expect(PAGE).toContain(describeFigures(readFigures()));
});
