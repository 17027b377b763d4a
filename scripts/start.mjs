// `npm start`: install, build, start. Prints the address with a one-time login link. `--prepare-only` stops before starting.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePrograms, findNode, installPackages, ROOT, run } from './prepare.mjs';

const DIST = join(ROOT, 'apps/web/dist');
const STAMP = join(DIST, '.built-from');

installPackages();
const node = findNode();
buildPage();
if (process.argv.includes('--prepare-only')) process.exit(0);
// Without them the gallery still opens, and `sluice serve` says so.
ensurePrograms({ 'iptables-nft': 'iptables', nft: 'nftables', ip: 'iproute2' }, { required: false });

const sluice = spawn(node, [join(ROOT, 'bin/sluice'), 'serve', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => sluice.kill(signal));
sluice.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/** Builds the page unless it was built from these very sources. */
function buildPage() {
  const sources = fingerprintSources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sources) return;
  console.error('Building the page …');
  run(node, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'apps/web', '--logLevel', 'warn'], { quiet: true });
  writeFileSync(STAMP, sources);
}

function fingerprintSources() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'pnpm-lock.yaml')));
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (['node_modules', 'dist'].includes(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    }
  };
  for (const folder of ['apps/web', 'packages']) walk(join(ROOT, folder));
  return hash.digest('hex');
}
