import { readdirSync, readFileSync } from 'node:fs';
import { mustRun, type Namespace } from '@sluice/testkit';

/** Marks everything that is started inside a namespace from now on, also in namespaces that are made from it. */
export async function markProcesses(namespace: Namespace, mark: string): Promise<void> {
  await mustRun(namespace.inside(['sh', '-ec', `mkdir -p /run/mark; mount -t tmpfs ${mark} /run/mark`]));
}

/** Marked processes that nobody looks after: neither of `keepers` started them, directly or not. As `pid command`. */
export function orphans(mark: string, keepers: readonly number[]): readonly string[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || !isMarked(pid, mark) || isBelow(pid, keepers)) return [];
    return [`${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`];
  });
}

function isMarked(pid: number, mark: string): boolean {
  return read(`/proc/${pid}/mountinfo`).includes(` ${mark} `);
}

function isBelow(pid: number, keepers: readonly number[]): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) if (keepers.includes(at)) return true;
  return false;
}

function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
