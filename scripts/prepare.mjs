// What both commands need before anything else: the packages of the lockfile, Node 24 from among them, and Debian's tools.
// Plain JavaScript without dependencies, because it runs on whatever Node a machine has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const PNPM = 'pnpm@12.21.0';
const STAMP = join(ROOT, 'node_modules', '.sluice-installed');

/** Installs exactly what the lockfile says, unless that was done already. Ends the process when it fails. */
export function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  console.error('Installing packages …');
  run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], { quiet: true });
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, lock);
}

/** The path of the Node that everything runs on: the lockfile's, or this one where that is recent enough. */
export function findNode() {
  const pinned = join(ROOT, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `Sluice needs Node 24 and found ${process.version} (${process.platform} ${process.arch}). Install Node 24 and run this again.`,
  );
}

/** Makes sure that these programs exist: `wanted` maps a program to its Debian package. Root on Debian installs; others are told how. */
export function ensurePrograms(wanted, { required }) {
  const missing = Object.entries(wanted).filter(([program]) => !isInstalled(program));
  if (missing.length === 0) return true;
  const packages = [...new Set(missing.map(([, name]) => name))];
  const command = `apt-get install --yes ${packages.join(' ')}`;
  if (process.getuid?.() === 0 && isInstalled('apt-get')) {
    console.error(`Installing ${packages.join(', ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], { quiet: true, env });
    run('apt-get', ['install', '--yes', '-qq', '--no-install-recommends', ...packages], { quiet: true, env });
    return true;
  }
  const sentence = `Missing: ${missing.map(([program]) => program).join(', ')}. On Debian: sudo ${command}`;
  if (required) return fail(sentence);
  console.error(sentence);
  return false;
}

/** Runs a program to its end and ends this process with its words when it fails. */
export function run(program, args, { quiet = false, env = process.env } = {}) {
  const result = spawnSync(program, args, {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    maxBuffer: 1 << 28,
  });
  if (result.status === 0) return;
  if (quiet) console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  fail(`${program} ${args.join(' ')} failed (${result.error?.message ?? `exit ${result.status}`}).`);
}

/** Says why and ends the process. */
export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function isInstalled(program) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}
