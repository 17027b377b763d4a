import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Family } from '@sluice/netfilter';
import type { RuleAuthor } from '@sluice/protocol/helper';
import { hasStarted, start, type LongProcess } from './exec.ts';
import { resolveProgram } from './programs.ts';

/*
 * Who changes rules in nf_tables: `nft monitor` prints each transaction and then `# new generation N by process PID
 * (name)` (HOST-FACTS 13). It serves people's eyes only: whatever is decided is decided on the rules as read.
 */

/** One transaction of nf_tables that was not ours. */
export interface Transaction {
  readonly families: readonly Family[];
  readonly author: RuleAuthor;
}

/** Listens for as long as it is not stopped. */
export interface NftMonitor {
  stop(): void;
}

const AGAIN_AFTER = 1000;

/** Listens to nf_tables; null where the host has no nft, or nothing that ends it together with this process. */
export function startNftMonitor(tell: (transaction: Transaction) => void): NftMonitor | null {
  if (!resolveProgram('nft').found || !resolveProgram('setpriv').found) return null;
  let stopped = false;
  let running: LongProcess | undefined;
  const listen = (): void => {
    if (stopped) return;
    // A helper that is killed must leave nobody behind: the kernel ends the listener with its parent.
    const argv = ['--pdeathsig', 'KILL', 'nft', 'monitor'];
    running = start({ program: 'setpriv', argv, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' });
    const read = createMonitorReader((families, author) => {
      if (!hasStarted(author.pid)) tell({ families, author: withParent(author) });
    });
    running.stdout?.setEncoding('latin1').on('data', read);
    void running.ended.then(() => setTimeout(listen, AGAIN_AFTER).unref());
  };
  listen();
  return {
    stop() {
      stopped = true;
      running?.kill();
    },
  };
}

/** Takes the monitor's output as it comes, and tells each generation with the families of the lines before it. */
export function createMonitorReader(
  tell: (families: readonly Family[], author: RuleAuthor) => void,
): (chunk: string) => void {
  let rest = '';
  let families = new Set<Family>();
  const readLine = (line: string): void => {
    const [, pid, process] = /^# new generation \d+ by process (\d+) \(([^)]*)\)$/.exec(line) ?? [];
    if (pid !== undefined && process !== undefined) {
      tell([...families], { pid: Number(pid), process });
      families = new Set();
      return;
    }
    const [, family] = /^\w+ \w+ (ip6?) /.exec(line) ?? [];
    if (family !== undefined) families.add(family === 'ip' ? 'ipv4' : 'ipv6');
  };
  return (chunk) => {
    const lines = `${rest}${chunk}`.split('\n');
    // No line of interest is long, and a line may be as long as its writer likes.
    rest = (lines.pop() ?? '').slice(-1000);
    for (const line of lines) readLine(line);
  };
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'sudo', 'timeout', 'env', 'xargs']);
const HIGHEST = 4;

/** Adds who started the tool, while it can still be asked: `iptables` alone says little. */
function withParent(author: RuleAuthor): RuleAuthor {
  let process = processOf(author.pid);
  // In a container the number may be somebody else's; the name tells.
  if (process?.name !== author.process) return author;
  for (let steps = 0; steps < HIGHEST; steps++) {
    process = processOf(process.parent);
    if (!process) return author;
    if (!SHELLS.has(process.name)) return { ...author, parent: process.name };
  }
  return author;
}

/** What Node calls the thread that it begins with (measured with 24.21); its command says more. */
const NODE = 'MainThread';

function programOf(pid: number): string {
  const [program = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  return basename(program) || NODE;
}

function processOf(pid: number): { readonly name: string; readonly parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const end = stat.lastIndexOf(')');
    const name = stat.slice(stat.indexOf('(') + 1, end);
    return { name: name === NODE ? programOf(pid) : name, parent: Number(stat.slice(end + 2).split(' ')[1]) };
  } catch {
    return null;
  }
}
