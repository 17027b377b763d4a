import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '@sluice/protocol';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PAGES = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: ROOT });

test('every error code has a row in docs/errors.md, and no row is left over', () => {
  const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  expect(new Set(rows)).toEqual(new Set(errorCode.options));
});

test.each(PAGES)('%s: every relative link leads somewhere', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => target as string);
  const missing = links.filter((target) => !existsSync(join(ROOT, dirname(page), target)));
  expect(missing).toEqual([]);
});

test.each(PAGES)('%s: every npm or pnpm script it names exists', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...text.matchAll(/\bp?npm (?:run )?([a-z][\w:-]*)/g)].map(([, script]) => script as string);
  const unknown = named.filter(
    (script) => !['install', 'exec', 'and', 'is', 'registry', 'runs'].includes(script) && !(script in scripts),
  );
  expect(unknown).toEqual([]);
});
