import { realpathSync, statSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIRECTORIES = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Every program that the helper may ever start, besides Node itself. The list is closed. */
const NAMES = [
  'iptables',
  'iptables-nft',
  'iptables-nft-save',
  'iptables-nft-restore',
  'iptables-legacy',
  'iptables-legacy-save',
  'iptables-legacy-restore',
  'ip6tables-nft-save',
  'ip6tables-nft-restore',
  'ip6tables-legacy-save',
  'ip6tables-legacy-restore',
  'iptables-restore-translate',
  'ip6tables-restore-translate',
  'nft',
  'ipset',
  'conntrack',
  'ip',
  'unshare',
  'nsenter',
  'mount',
  'flock',
  'setpriv',
  'cat',
] as const;

/** A program that the helper may start; `node` is the Node that runs the helper. */
export type ProgramName = (typeof NAMES)[number] | 'node';

/** Where a trusted copy of the program is, or why there is none. */
export type Resolution =
  | { readonly found: true; readonly path: string }
  | { readonly found: false; readonly reason: string };

const resolved = new Map<ProgramName, Resolution>();

/**
 * The absolute path of a program, looked up once per process in the system's directories only. A file that
 * someone other than root could replace is not taken.
 */
export function resolveProgram(name: ProgramName): Resolution {
  const known = resolved.get(name);
  if (known) return known;
  const answer: Resolution = name === 'node' ? { found: true, path: process.execPath } : search(name);
  // What is absent may be installed later, while the helper runs.
  if (answer.found) resolved.set(name, answer);
  return answer;
}

function search(name: string): Resolution {
  let reason = `${name} is not installed`;
  for (const directory of DIRECTORIES) {
    const path = join(directory, name);
    try {
      const file = statSync(realpathSync(path));
      if (file.isFile() && isTrusted(file)) return { found: true, path };
      reason = `${path} could be replaced by someone who is not root`;
    } catch {
      continue;
    }
  }
  return { found: false, reason };
}

function isTrusted(file: { readonly uid: number; readonly mode: number }): boolean {
  return (file.uid === 0 || file.uid === unmappedUid()) && (file.mode & 0o022) === 0;
}

let unmapped: number | undefined;

/**
 * The user id under which files of a root that this user namespace does not map appear; -1 where root is root.
 * In such a namespace the helper has no more rights than the person who started it.
 */
function unmappedUid(): number {
  if (unmapped !== undefined) return unmapped;
  const [inside, outside] = readFileSync('/proc/self/uid_map', 'utf8').trim().split(/\s+/);
  const mapped = inside === '0' && outside === '0';
  unmapped = mapped ? -1 : Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'));
  return unmapped;
}
