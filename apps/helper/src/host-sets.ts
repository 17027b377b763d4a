import { isUtf8 } from 'node:buffer';
import type { SetsReading } from '@sluice/protocol/helper';
import { wallTime } from './clock.ts';
import { run } from './exec.ts';
import { resolveProgram } from './programs.ts';

const TIMEOUT = 30_000;

/** The host's sets, as `ipset save` prints them; or why they cannot be read. The arguments are these and no others. */
export async function readSets(): Promise<SetsReading> {
  const nothing = { takenAt: wallTime(), text: '', encoding: 'utf8' } as const;
  const found = resolveProgram('ipset');
  if (!found.found) return { ...nothing, absent: `${found.reason}.` };
  const { exit, stdout, stderr, timedOut, overflowed } = await run({
    program: 'ipset',
    argv: ['save'],
    timeout: TIMEOUT,
  });
  if (exit === 0) {
    const encoding = isUtf8(stdout) ? 'utf8' : 'latin1';
    return { ...nothing, text: stdout.toString(encoding), encoding };
  }
  const why = timedOut
    ? `it did not end within ${TIMEOUT / 1000} seconds`
    : overflowed
      ? 'they are too many'
      : stderr.trim();
  return { ...nothing, absent: `ipset cannot read the host's sets: ${why}` };
}
