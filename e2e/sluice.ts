import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test as base } from '@playwright/test';
import { TABLES } from '@sluice/netfilter';
import { startServing } from './serving.ts';

/** A running Sluice with a sandbox of its own, as `bin/sluice serve` starts it. */
export interface Sluice {
  /** The address with the one-time login. */
  readonly loginLink: string;
  /** One more one-time login, for a person of this name. */
  newLink(name: string): string;
  /** Process id of the web server. */
  serverPid(): number;
  /** Runs a program inside the sandbox's firewall namespace and gives what it printed. */
  inSandbox(argv: readonly string[], input?: string): string;
  /** What the sandbox's kernel holds now. */
  save(family?: 'ipv4' | 'ipv6'): string;
  /** The rules of one chain as the kernel holds them, without counters. */
  chain(name: string, table?: string): readonly string[];
  /** Opens a connection to the firewall from the public neighbour, and lets it go. */
  connectFromOutside(port: number): void;
  /** Takes every rule, chain and policy out of the sandbox, as somebody on its command line would. */
  empty(): void;
  /** Takes the sandbox away from the server until `giveHostBack`, as when a machine is switched off. */
  loseHost(): void;
  /** Lets the sandbox be started anew. */
  giveHostBack(): void;
  stop(): Promise<void>;
}

/** Starts Sluice on a free port with an empty data folder; resolves when it has printed its address. */
export async function startSluice(): Promise<Sluice> {
  const serving = await startServing(['--port', '0']);
  const find = (script: string, option?: string): number => {
    const pid = descendants(serving.pid).find((candidate) => {
      const words = commandOf(candidate);
      return words.some((word) => word.endsWith(script)) && (option === undefined || words.includes(option));
    });
    if (pid === undefined) throw new Error(`no process runs ${script}`);
    return pid;
  };
  const inSandbox = (argv: readonly string[], input = ''): string => {
    const pid = String(find('apps/helper/src/main.ts', '--sandbox'));
    const enter = ['-t', pid, '-U', '-n', '-m', '--preserve-credentials', ...argv];
    const result = spawnSync('nsenter', enter, { input, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`${argv.join(' ')}: ${result.stderr}`);
    return result.stdout;
  };
  const save = (family: 'ipv4' | 'ipv6' = 'ipv4'): string =>
    inSandbox([family === 'ipv4' ? 'iptables-nft-save' : 'ip6tables-nft-save']);
  return {
    loginLink: serving.loginLink,
    newLink: (name) => serving.newLink(name),
    serverPid: () => find('apps/server/src/main.ts'),
    inSandbox,
    save,
    chain: (name, table = 'filter') => {
      const body = save().split(`*${table}\n`)[1]?.split('COMMIT')[0] ?? '';
      return body.split('\n').filter((line) => line.startsWith(`-A ${name} `));
    },
    connectFromOutside: (port) => {
      const script = `const s = require('net').connect(${port}, '198.51.100.1'); s.on('error', () => {}); setTimeout(() => process.exit(), 300);`;
      inSandbox(['nsenter', '--net=/run/netns/wan', '--', process.execPath, '-e', script]);
    },
    empty: () => {
      for (const tool of ['iptables-nft', 'ip6tables-nft']) {
        for (const hook of ['INPUT', 'FORWARD', 'OUTPUT']) inSandbox([tool, '-P', hook, 'ACCEPT']);
        for (const table of TABLES) for (const option of ['-F', '-X']) inSandbox([tool, '-t', table, option]);
      }
    },
    loseHost: () => {
      // Who would start it again at once sleeps meanwhile.
      process.kill(find('apps/cli/src/main.ts'), 'SIGSTOP');
      process.kill(find('apps/helper/src/main.ts', '--sandbox'), 'SIGKILL');
    },
    giveHostBack: () => process.kill(find('apps/cli/src/main.ts'), 'SIGCONT'),
    stop: () => serving.stop(),
  };
}

function descendants(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = parentOf(Number(entry));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const found: number[] = [];
  const walk = (from: number): void => {
    for (const child of children.get(from) ?? []) {
      found.push(child);
      walk(child);
    }
  };
  walk(pid);
  return found;
}

/** A process may end while we look; then it has no parent and no command. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** A test with a Sluice of its own, stopped at the end. */
export const test = base.extend<{ sluice: Sluice }>({
  // Playwright reads a fixture's needs from its first parameter, so it must be a pattern, empty here.
  // oxlint-disable-next-line no-empty-pattern
  sluice: async ({}, use) => {
    const sluice = await startSluice();
    await use(sluice);
    await sluice.stop();
  },
});

export { expect } from '@playwright/test';
