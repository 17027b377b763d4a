import { fileURLToPath } from 'node:url';
import { codeCacheIn } from '../code-cache.ts';
import { start, type LongProcess } from '../exec.ts';
import { layNetwork, namespacePath } from './network.ts';
import { loadSandboxRules } from './rules.ts';

/** Traffic needs little memory; Node would take more if it were let. */
const SMALL = ['--max-old-space-size=24', '--max-semi-space-size=1'];
const TRAFFIC = fileURLToPath(new URL('traffic.ts', import.meta.url));

/** A sandbox that stands: its neighbours call and answer until it is stopped. */
export interface Sandbox {
  /** Ends the traffic. The namespaces end with the last process in them. */
  stop(): void;
}

/**
 * Builds the sandbox around this process, which must be alone in fresh user, mount and network namespaces (`startSandbox` sees to
 * it): network, rules, traffic. Refuses with `unavailable` and the tool's words when a part cannot be had.
 */
export async function buildSandbox(rulesDir: string, stateDir: string): Promise<Sandbox> {
  await layNetwork();
  await loadSandboxRules(rulesDir, stateDir);
  const codeCache = codeCacheIn(stateDir);
  const traffic = [startTraffic('firewall', codeCache), startTraffic('wan', codeCache), startTraffic('lan', codeCache)];
  return { stop: () => traffic.forEach((process) => process.kill('SIGTERM')) };
}

function startTraffic(role: 'firewall' | 'wan' | 'lan', codeCache: string): LongProcess {
  const rest = { stdin: 'pipe', stdout: 'ignore', stderr: 'ignore', codeCache } as const;
  if (role === 'firewall') return start({ program: 'node', argv: [...SMALL, TRAFFIC, role], ...rest });
  return start({
    program: 'nsenter',
    argv: [`--net=${namespacePath(role)}`, '--', process.execPath, ...SMALL, TRAFFIC, role],
    ...rest,
  });
}
