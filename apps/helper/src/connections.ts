import { readFileSync } from 'node:fs';
import type { Family } from '@sluice/netfilter';
import { MAX_CONNECTIONS, type ConnectionsReading } from '@sluice/protocol/helper';
import { wallTime } from './clock.ts';
import { run } from './exec.ts';
import { readRoutes } from './host-routes.ts';
import { resolveProgram } from './programs.ts';

const TIMEOUT = 30_000;

/** What the kernel remembers of a family's connections; or why it cannot be read. The arguments are these and no others. */
export async function readConnections(family: Family): Promise<ConnectionsReading> {
  const base = {
    takenAt: wallTime(),
    cost: 0,
    text: '',
    total: 0,
    most: tableSize(),
    routes: readRoutes(family),
  };
  const found = resolveProgram('conntrack');
  if (!found.found) return { ...base, absent: `${found.reason}.` };
  const { exit, stdout, stderr, timedOut, overflowed, took } = await run({
    program: 'conntrack',
    argv: ['-L', '-f', family, '-o', 'extended,id'],
    timeout: TIMEOUT,
  });
  if (exit === 0) return { ...base, cost: Math.round(took), ...firstLines(stdout) };
  const why = timedOut
    ? `it did not end within ${TIMEOUT / 1000} seconds`
    : overflowed
      ? 'they are too many'
      : stderr.trim();
  return { ...base, cost: Math.round(took), absent: `conntrack cannot read the host's connections: ${why}` };
}

function firstLines(printed: Buffer): Pick<ConnectionsReading, 'text' | 'total'> {
  const lines = printed.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { text: lines.slice(0, MAX_CONNECTIONS).join('\n'), total: lines.length };
}

/** How many connections the kernel remembers at most. */
function tableSize(): number | null {
  try {
    return Number(readFileSync('/proc/sys/net/netfilter/nf_conntrack_max', 'latin1'));
  } catch {
    return null;
  }
}
