import { resolve } from 'node:path';
import { run } from '../exec.ts';
import { HelperRefusal } from '../failure.ts';
import { HELPER_PROGRAM, helperArguments, startOrFind, type HelperHandle, type HelperPlaces } from '../launch.ts';
import { resolveProgram, type ProgramName } from '../programs.ts';
import { UNSHARE } from '../scratch.ts';

/** How this machine can give a process namespaces of its own. */
export type SandboxWay =
  | { readonly possible: true; readonly unshare: readonly string[] }
  | { readonly possible: false; readonly reason: string };

const NEEDED: readonly (readonly [program: ProgramName, debianPackage: string])[] = [
  ['iptables-nft', 'iptables'],
  ['ip', 'iproute2'],
  ['unshare', 'util-linux'],
  ['nsenter', 'util-linux'],
  ['flock', 'util-linux'],
];

/** Finds out by trial whether a sandbox can run here, and says in words why it cannot. */
export async function detectSandbox(): Promise<SandboxWay> {
  for (const [program, debianPackage] of NEEDED) {
    const found = resolveProgram(program);
    if (found.found) continue;
    return { possible: false, reason: `${found.reason}. On Debian: apt install ${debianPackage}` };
  }
  // Root may be refused user namespaces, and can do without.
  const makers = process.getuid?.() === 0 ? (['user', 'root'] as const) : (['user'] as const);
  let words = '';
  for (const maker of makers) {
    const unshare = UNSHARE[maker];
    const trial = ['iptables-nft', '-t', 'filter', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'ESTABLISHED'];
    const { exit, stderr } = await run({ program: 'unshare', argv: [...unshare, ...trial], timeout: 10_000 });
    if (exit === 0) return { possible: true, unshare };
    words ||= stderr.trim();
  }
  const what = words.startsWith('unshare')
    ? 'This machine does not let a process have a network of its own'
    : 'The kernel takes no rules from iptables here';
  return { possible: false, reason: `${what} (${words}).` };
}

/** Where a sandbox keeps its state, listens, and finds the rules it begins with. */
export interface SandboxPlace extends HelperPlaces {
  readonly rulesDir: string;
}

/**
 * Starts a helper in namespaces of its own, with network, rules and traffic, and resolves when it answers. It ends by
 * itself when this process is gone and no change is pending; until then whoever starts it again gets the same one.
 * Refuses with `unavailable` and the reason where it cannot come up.
 */
export async function startSandbox(place: SandboxPlace): Promise<HelperHandle> {
  for (const path of [place.stateDir, place.socket]) {
    if (!/^(\/var)?\/run\//.test(resolve(path))) continue;
    throw new HelperRefusal('unavailable', `A sandbox has a /run of its own and cannot keep ${path} there.`);
  }
  const way = await detectSandbox();
  if (!way.possible) throw new HelperRefusal('unavailable', way.reason);
  const helper = [process.execPath, HELPER_PROGRAM, ...helperArguments(place), '--sandbox', resolve(place.rulesDir)];
  return startOrFind(place, { program: 'unshare', argv: [...way.unshare, ...helper] });
}
