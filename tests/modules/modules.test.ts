import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { announceSkip, askRules, kernelAvailable, NOT_IN_KERNEL, OF_THE_HOST, withKernel } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { checkRuleText, saveFormOf } from '../../packages/iptables/src/index.ts';
import { BACKENDS, FAMILIES, MATCHES, TARGETS } from '../../packages/netfilter/src/index.ts';
import { exampleFor } from './example.ts';
import { makePages, readKnownDifferences } from './pages.ts';
import { currentPages, FOLDER } from './write.ts';

const EXAMPLES = [...MATCHES, ...TARGETS].map((module) => ({ name: module.name, module, ...exampleFor(module) }));

describe('docs/modules', () => {
  it('is what `npm run modules` makes of the definitions now', () => {
    const pages = currentPages();
    expect(new Set(readdirSync(FOLDER))).toEqual(new Set(pages.keys()));
    const stale = [...pages].filter(([file, text]) => readFileSync(join(FOLDER, file), 'utf8') !== text);
    expect(stale.map(([file]) => file)).toEqual([]);
  });

  it('claims a comparison for no module that the tests leave out, and names every known difference', () => {
    const table =
      makePages(readKnownDifferences('# why so\nlibxt_NFLOG.t:8 v4 filter INPUT\nprobe -A X -j LED x\n')).get(
        'README.md',
      ) ?? '';
    const rowOf = (name: string): string => table.split('\n').find((line) => line.startsWith(`| [\`${name}\`]`)) ?? '';
    for (const name of [...Object.keys(OF_THE_HOST), ...Object.keys(NOT_IN_KERNEL)]) {
      expect(rowOf(name)).toContain('| not on a kernel: ');
    }
    expect(rowOf('limit')).toContain('| nft and legacy |');
    for (const name of ['NFLOG', 'LED']) expect(rowOf(name)).toMatch(/\| why so \|$/);
  });

  it.each(EXAMPLES)('shows a rule with $name that is right, and that stays as it is', ({ line, family, table }) => {
    const errors = checkRuleText(line, { family }).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([]);
    const form = saveFormOf(`-A CHAIN ${line}`, { family, table });
    expect(form).toMatchObject({ ok: true });
  });
});

const kernel = kernelAvailable();
const canAsk = kernel.nft && kernel.legacy;
if (!canAsk) announceSkip('the examples of docs/modules', kernel.reason ?? '');

describe.skipIf(!canAsk).each(FAMILIES)('the examples of docs/modules on a kernel, %s', (family) => {
  it('are taken by both backends', { timeout: 120_000 }, async () => {
    const asked = EXAMPLES.filter(
      (each) => each.family === family && !(each.name in OF_THE_HOST) && !(each.name in NOT_IN_KERNEL),
    );
    const questions = asked.map(({ table, line }) => ({ table, words: wordsOf(line), expectsYes: true }));
    for (const backend of BACKENDS) {
      const answers = await withKernel({ backend, family }, (each) => askRules(each, questions));
      const refused = answers.flatMap((answer, at) => ('refused' in answer ? [[asked[at]?.line, answer.refused]] : []));
      expect(refused).toEqual([]);
    }
  });
});

/** The words of a printed rule; no example holds a quote within quotes. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
