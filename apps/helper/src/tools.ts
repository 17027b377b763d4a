import { existsSync, readFileSync } from 'node:fs';
import { TABLES, type Backend, type Family } from '@sluice/netfilter';
import { run } from './exec.ts';
import { HelperRefusal } from './failure.ts';
import { resolveProgram, type ProgramName } from './programs.ts';
import { scanSave, type SaveScan } from './save-scan.ts';

const TIMEOUT = 30_000;

/** The program that prints this family's rules. */
export function saveProgram(family: Family, backend: Backend): ProgramName {
  return `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-save`;
}

/** The program that takes this family's rules. */
export function restoreProgram(family: Family, backend: Backend): ProgramName {
  return `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}-restore`;
}

/** Whether the programs of a backend are on this host. */
export function hasBackend(backend: Backend): boolean {
  return resolveProgram(`iptables-${backend}-save`).found && resolveProgram(`iptables-${backend}-restore`).found;
}

/** Whether the kernel has this family at all. */
export function hasFamily(family: Family): boolean {
  return family === 'ipv4' || existsSync('/proc/sys/net/ipv6');
}

/** Tables that the legacy kernel interface holds; asking creates none. */
export function legacyTables(family: Family): readonly string[] {
  try {
    const names = readFileSync(`/proc/self/net/${family === 'ipv4' ? 'ip' : 'ip6'}_tables_names`, 'utf8');
    return names.split('\n').filter((name) => name !== '');
  } catch {
    return [];
  }
}

/** The tools' version and which backend plain `iptables` is, for example `iptables 1.8.9` and nft. */
export interface ToolVersion {
  readonly version: string;
  readonly usual: Backend;
}

/** Asks the installed tools who they are. Refuses with `unavailable` where there are none. */
export async function readVersion(): Promise<ToolVersion> {
  const usual = hasBackend('nft') ? 'nft' : 'legacy';
  const program = resolveProgram('iptables').found ? 'iptables' : (`iptables-${usual}` as const);
  const { stdout } = await run({ program, argv: ['-V'], timeout: TIMEOUT });
  const [, version, backend] = /v(\S+)(?: \((\w+)\))?/.exec(stdout.toString('latin1')) ?? [];
  // Before 1.8 there was one implementation, and it did not say which.
  const said = backend === 'nf_tables' ? 'nft' : 'legacy';
  return { version: `iptables ${version ?? 'of unknown version'}`, usual: hasBackend(said) ? said : usual };
}

let numbers: Promise<readonly number[]> | undefined;

/** Whether the installed tools are of this version or a later one; true where they do not say. */
export async function versionAtLeast(...wanted: readonly [number, number, number]): Promise<boolean> {
  numbers ??= readVersion().then(({ version }) => (/\d+(?:\.\d+)+/.exec(version)?.[0] ?? '').split('.').map(Number));
  const installed = await numbers;
  if (installed.length < 2) return true;
  const apart = wanted.findIndex((part, at) => part !== (installed[at] ?? 0));
  return apart < 0 || (installed[apart] ?? 0) > (wanted[apart] ?? 0);
}

/** What a save program printed, scanned. */
export interface SaveOutput {
  readonly bytes: Buffer;
  readonly scan: SaveScan;
  /** Milliseconds. */
  readonly took: number;
}

/** Whether the kernel has tables of iptables, asked in another way: no output at all may be a program that failed. */
async function holdsTables(family: Family, backend: Backend): Promise<boolean> {
  if (backend === 'legacy') return legacyTables(family).length > 0;
  if (!resolveProgram('nft').found) return false;
  const nft = family === 'ipv4' ? 'ip' : 'ip6';
  const { stdout } = await run({ program: 'nft', argv: ['list', 'tables', nft], timeout: TIMEOUT });
  return TABLES.some((table) => stdout.includes(`table ${nft} ${table}\n`));
}

const TRIES = 3;

/**
 * Reads all rules of one family and backend. Output that was cut is read again, and then refused: it is never taken
 * for an empty firewall.
 */
export async function readSave(family: Family, backend: Backend): Promise<SaveOutput> {
  const program = saveProgram(family, backend);
  let reason = '';
  let stderr = '';
  for (let tried = 0; tried < TRIES; tried++) {
    const outcome = await run({ program, argv: ['-c'], timeout: TIMEOUT });
    const scan = scanSave(outcome.stdout);
    const silent = outcome.stdout.length === 0 && (await holdsTables(family, backend));
    if (outcome.exit === 0 && scan.whole && !silent) return { bytes: outcome.stdout, scan, took: outcome.took };
    stderr = outcome.stderr.trim();
    if (outcome.timedOut) reason = `did not end within ${TIMEOUT / 1000} seconds`;
    else if (outcome.exit !== 0) reason = `ended with ${outcome.exit ?? outcome.signal}`;
    else reason = silent ? 'printed nothing, and there are tables' : 'printed rules that break off in the middle';
    if (outcome.timedOut) break;
  }
  throw new HelperRefusal('readFailed', `${program} ${reason}. Nothing was changed.`, { stderr, unchanged: true });
}
