// `npm test`: everything, from types to a real browser on a real kernel. The last line counts: "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensurePrograms, findNode, installPackages, ROOT } from './prepare.mjs';

const PROGRAMS = {
  'iptables-nft': 'iptables',
  nft: 'nftables',
  ip: 'iproute2',
  conntrack: 'conntrack',
  ipset: 'ipset',
  chromium: 'chromium',
};

installPackages();
ensurePrograms(PROGRAMS, { required: true });
// Without it the test that reads docker-compose.yml says that it is skipped.
ensurePrograms({ 'docker-compose': 'docker-compose' }, { required: false });

const node = findNode();
const reports = mkdtempSync(join(tmpdir(), 'sluice-test-'));
const env = { ...process.env, PATH: `${dirname(node)}:${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}` };
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs one stage; `count` reads its totals, else the stage counts as one test. */
function stage(name, argv, { count, extraEnv = {} } = {}) {
  const started = Date.now();
  console.log(`\n== ${name}`);
  const { status } = spawnSync(argv[0], argv.slice(1), {
    cwd: ROOT,
    env: { ...env, ...extraEnv },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const counted = count?.() ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  // A runner that failed without naming a failed test (a file that does not load) has failed all the same.
  if (status !== 0 && counted.failed === 0) counted.failed = 1;
  for (const key of Object.keys(totals)) totals[key] += counted[key];
  console.log(
    `== ${name}: ${counted.passed} passed, ${counted.failed} failed in ${Math.round((Date.now() - started) / 1000)} s`,
  );
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

function countVitest(file) {
  const report = readJson(file);
  return report && { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests };
}

function countPlaywright(file) {
  const stats = readJson(file)?.stats;
  return stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

stage('types', ['npm', 'run', '--silent', 'typecheck']);
stage('lint', ['npm', 'run', '--silent', 'lint']);
stage('format', ['oxfmt', '--check']);
const units = join(reports, 'units.json');
stage('units and kernels', ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${units}`], {
  count: () => countVitest(units),
});
stage('build the page', ['npm', 'run', '--silent', 'build']);
const journeys = join(reports, 'journeys.json');
stage('journeys in the browser', ['playwright', 'test', '--config', 'e2e/playwright.config.ts'], {
  count: () => countPlaywright(journeys),
  extraEnv: { SLUICE_JSON_REPORT: journeys },
});

rmSync(reports, { recursive: true });
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 ? 0 : 1;
