/**
 * `npm run reliability`: runs every test that stages a fault, and writes docs/reliability.md from what came out. With
 * reports of vitest (`--reporter=json`) as arguments it runs nothing and reads those: the whole takes some minutes.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS, numbersIn } from './faults.ts';
import { readFigures } from '@sluice/testkit';
import { describeFigures } from './figures.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Assertion {
  readonly title: string;
  readonly ancestorTitles: readonly string[];
  readonly status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo';
}

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly Assertion[] }[];
}

/** Files with tests whose titles name a fault. */
export function faultFiles(): readonly string[] {
  return globSync('{apps,packages}/*/src/**/*.test.ts', { cwd: ROOT })
    .filter((file) => /['"`]faults? \d+(, \d+)*: /.test(readFileSync(join(ROOT, file), 'utf8')))
    .toSorted();
}

function runTests(): readonly string[] {
  const report = join(tmpdir(), `sluice-reliability-${process.pid}.json`);
  const argv = [
    'run',
    '--maxWorkers=1',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
    ...faultFiles(),
  ];
  spawnSync(join(ROOT, 'node_modules/.bin/vitest'), argv, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, SLUICE_LONG: '1' },
  });
  return [report];
}

/** The row of a fault. */
function rowOf({ number, what, unstaged }: (typeof FAULTS)[number], assertions: readonly Assertion[]): string {
  if (unstaged !== undefined) return `| ${number} | ${what} | not staged: ${unstaged} | |`;
  const own = assertions.filter(
    ({ title, status }) => numbersIn(title).includes(number) && (status === 'passed' || status === 'failed'),
  );
  const titles = [...new Set(own.map(({ title }) => title.replace(/^faults? [\d, ]+: /, '')))];
  const tests = titles.map((title) => title.replaceAll('|', '\\|')).join('<br>');
  return `| ${number} | ${what} | ${tests} | ${heldBy(own)} |`;
}

function heldBy(own: readonly Assertion[]): string {
  if (own.length === 0) return 'not run';
  const failed = own.filter(({ status }) => status === 'failed');
  if (failed.length > 0) return `**no**: ${failed.length} of ${own.length}`;
  const backends = ['nft', 'legacy'].filter((backend) => own.some((each) => isOn(backend, each)));
  return backends.length > 0 ? `yes, ${backends.join(' and ')}` : 'yes';
}

function isOn(backend: string, { title, ancestorTitles }: Assertion): boolean {
  return [...ancestorTitles, title].some((words) => new RegExp(`\\b(on )?${backend}\\b`).test(words));
}

function writeTable(assertions: readonly Assertion[]): void {
  const rows = FAULTS.map((fault) => rowOf(fault, assertions));
  const path = join(ROOT, 'docs/reliability.md');
  const [intro = ''] = (existsSync(path) ? readFileSync(path, 'utf8') : '').split('<!-- made');
  writeFileSync(
    path,
    `${intro}<!-- made by npm run reliability -->

## Faults

| # | fault | what is tested | held |
|---|---|---|---|
${rows.join('\n')}

## Long runs

Each piece repeats with its seed: \`SLUICE_SEED=7 npm run oracle\`.

${describeFigures(readFigures())}
`,
  );
}

if (import.meta.main) {
  const reports = process.argv.length > 2 ? process.argv.slice(2) : runTests();
  const assertions = reports.flatMap((file) =>
    (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults.flatMap(({ assertionResults }) => assertionResults),
  );
  writeTable(assertions);
}
