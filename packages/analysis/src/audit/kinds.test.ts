import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FINDING_KINDS, SEVERITY_WORDS } from './kinds.ts';

test('docs/findings.md lists every kind of finding as it is, and no other', () => {
  const page = readFileSync(new URL('../../../../docs/findings.md', import.meta.url), 'utf8');
  const listed = page.split('\n## ').flatMap((part) => {
    const heading = part.split('\n')[0];
    return part.split('\n').flatMap((line) => (line.startsWith('| `') ? [`${heading} ${line}`] : []));
  });
  const known = Object.entries(FINDING_KINDS).map(
    ([kind, { severity, means, proof, fix }]) =>
      `${SEVERITY_WORDS[severity]} | \`${kind}\` | ${means} | ${proof} | ${fix} |`,
  );
  expect(new Set(listed)).toEqual(new Set(known));
});
