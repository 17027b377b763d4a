import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

const IS_ROOT = process.getuid?.() === 0;
/** How many services: in a user namespace netlink's send buffer cannot be raised, and one transaction holds about 5,000 rules ("Message too long"). */
export const SERVICES = IS_ROOT ? 5000 : 300;
/** Runs a program in namespaces of its own. */
export const FRESH_NAMESPACE = IS_ROOT
  ? ['unshare', '-m', '-n', '--']
  : ['unshare', '-Urm', '--', 'unshare', '-n', '--'];

/** Where the shared corpus is, or undefined on a machine without it. */
export function sharedFolder(): string | undefined {
  const folder = process.env['SLUICE_SHARED'] ?? join(ROOT, '../shared');
  return existsSync(folder) ? folder : undefined;
}

/** The median of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds that a piece of work takes. */
export function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Runs a program to its end with this input; throws with its words when it fails. */
export function runTool(argv: readonly string[], input = ''): string {
  const result = spawnSync(argv[0] as string, argv.slice(1), { input, encoding: 'latin1', maxBuffer: 1 << 30 });
  if (result.status !== 0) throw new Error(`${argv.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/** A kube-proxy style ruleset of about 11 rules a service, made by the corpus' generator. */
export function kubeRuleset(services: number): string {
  const shared = sharedFolder();
  if (!shared) throw new Error('The benchmarks need the shared corpus (SLUICE_SHARED).');
  return runTool(['python3', join(shared, 'corpus/gen-kube.py'), '-n', String(services)]);
}

/** One line of the result table. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: number;
  readonly goal: string;
}

/** One line about what no other tool can be measured against. */
export interface Measured {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
}

/** Writes docs/benchmarks.md from the figures of one run. */
export function writeReport(
  figures: readonly Figure[],
  { alone, page }: { readonly alone: readonly Measured[]; readonly page: readonly Measured[] },
): void {
  const rows = figures.map(
    ({ what, ours, theirs, ratio, goal }) => `| ${what} | ${ours} | ${theirs} | ${ratio.toFixed(2)} | ${goal} |`,
  );
  const rowsOf = (all: readonly Measured[]): string =>
    all.map(({ what, measured, goal }) => `| ${what} | ${measured} | ${goal} |`).join('\n');
  const report = `# Benchmarks

Made by \`npm run bench\`: every line is measured against the real tool in the same run, in turns, medians. Trust the ratios; the milliseconds
belong to one small shared machine.

| what | Sluice | the tool | ratio | goal |
|---|---|---|---|---|
${rows.join('\n')}

## Alone

What no tool does in one run, by processor time.

| what | measured | goal |
|---|---|---|
${rowsOf(alone)}

## The page

In Chromium with software rendering at 1600 × 1000, medians, in the same run. Load while it ran (one minute's average, ${cpus().length} processors): ${loadavg()[0]?.toFixed(1)}.

| what | measured | goal |
|---|---|---|
${rowsOf(page)}
`;
  mkdirSync(join(ROOT, 'docs'), { recursive: true });
  writeFileSync(join(ROOT, 'docs/benchmarks.md'), report);
}

/** A folder for what a benchmark leaves behind while it runs. */
export function scratchFolder(name: string): string {
  const folder = join(tmpdir(), `sluice-bench-${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
