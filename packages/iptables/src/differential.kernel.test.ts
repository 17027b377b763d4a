import { readFileSync } from 'node:fs';
import { BACKENDS, FAMILIES, isTableName, type Backend, type Family } from '@sluice/netfilter';
import {
  announceSkip,
  anyWrittenRule,
  askRules,
  kernelAvailable,
  modulesOf,
  OF_THE_HOST,
  withKernel,
  type ToolAnswer,
  type WrittenRule,
} from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saveFormOfArguments, type SaveForm } from './index.ts';

/*
 * What we say of a rule against what both backends say of it, in a namespace: rules that were once read wrongly, and
 * rules made from the definitions. `npm run differential` makes thousands; SLUICE_SEED=7 makes the same ones again. A
 * rule that differs is to be kept in differential.rules.txt when it has been understood.
 */
const kernel = kernelAvailable();
const canAsk = kernel.nft && kernel.legacy;
if (!canAsk) announceSkip('the differential test', kernel.reason ?? '');

const RUNS = process.env['SLUICE_LONG'] === '1' ? 4000 : 60;
const SEED = Number(process.env['SLUICE_SEED'] ?? (process.env['SLUICE_LONG'] === '1' ? Date.now() % 1_000_000 : 1));

interface Said {
  readonly rule: WrittenRule;
  readonly ours: SaveForm;
  readonly theirs: Readonly<Record<Backend, ToolAnswer>>;
}

async function ask(family: Family, rules: readonly WrittenRule[]): Promise<readonly Said[]> {
  const questions = rules.map((rule) => {
    const ours = saveFormOfArguments(['-A', 'asked', ...rule.words], { family, table: rule.table });
    return { ...rule, rule, ours, expectsYes: ours.ok };
  });
  const [nft = [], legacy = []] = await Promise.all(
    BACKENDS.map((backend) => withKernel({ backend, family }, (each) => askRules(each, questions))),
  );
  return questions.map(({ rule, ours }, at) => ({
    rule,
    ours,
    theirs: { nft: nft[at] ?? UNASKED, legacy: legacy[at] ?? UNASKED },
  }));
}

const UNASKED: ToolAnswer = { refused: 'never asked' };

const oursAsText = (form: SaveForm): string =>
  form.ok ? form.value.map((line) => line.replace(/^-A asked ?/, '')).join('\n') : 'refused';

const theirsAsText = (answer: ToolAnswer): string => ('saved' in answer ? answer.saved.join('\n') : 'refused');

/** The backends differ in places: what one of them says will do. */
function differences(all: readonly Said[]): readonly unknown[] {
  return all
    .filter(({ ours, theirs }) => BACKENDS.every((each) => theirsAsText(theirs[each]) !== oursAsText(ours)))
    .map(({ rule: { table, words }, ours, theirs }) => ({ table, words: JSON.stringify(words), ours, theirs }));
}

/** A line of differential.rules.txt: `4 filter -p TCP --comment 'a b'`. */
function readLine(line: string): WrittenRule {
  const [, table = '', rest = ''] = /^[46] (\S+) ?(.*)$/.exec(line) ?? [];
  if (!isTableName(table)) throw new Error(`no table in ${line}`);
  const words = [...rest.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
  return { table, words };
}

const kept = readFileSync(new URL('differential.rules.txt', import.meta.url), 'utf8').split('\n');

describe.skipIf(!canAsk).each(FAMILIES)('rules are read as iptables reads them: %s', (family) => {
  const digit = family === 'ipv4' ? '4' : '6';

  it('those that once were not', { timeout: 120_000 }, async () => {
    const lines = kept.filter((line) => line.startsWith(digit));
    expect(differences(await ask(family, lines.map(readLine)))).toEqual([]);
  });

  it.runIf(RUNS > 1000)(`made from the definitions, seed ${SEED}`, { timeout: 1_800_000 }, async () => {
    const rules = fc.sample(anyWrittenRule(family, modulesOf(family, Object.keys(OF_THE_HOST))), {
      numRuns: RUNS,
      seed: SEED,
    });
    const distinct = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
    expect(differences(await ask(family, [...distinct.values()]))).toEqual([]);
  });
});
