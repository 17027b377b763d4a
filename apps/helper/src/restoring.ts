import type { Backend, Family, TableName } from '@sluice/netfilter';
import { sleep } from './clock.ts';
import { run, type Command, type Outcome } from './exec.ts';
import { restoreProgram, versionAtLeast } from './tools.ts';

/** What is restored, and how its characters become bytes. */
export interface RestoreJob {
  readonly family: Family;
  readonly backend: Backend;
  readonly input: string;
  readonly encoding: 'utf8' | 'latin1';
  /** The caller holds the lock of x_tables. */
  readonly lockHeld?: boolean | undefined;
}

/** How a restore went; when it failed, the tables before the one that did are committed. */
export type RestoreResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** Another program holds the lock, or changed the rules in the middle: it may go well another time. */
      readonly busy: boolean;
      readonly stderr: string;
      /** One sentence. */
      readonly message: string;
      /** Line of the whole input, from 1, where the tool names one. */
      readonly line: number | undefined;
      /** Tables that were committed before. */
      readonly committed: number;
    };

/** Runs a program: the host's own, or one in a scratch namespace. */
export type Runner = (command: Omit<Command, 'inside'>) => Promise<Outcome>;

const TIMEOUT = 60_000;
/** Seconds that the tool waits for the lock of x_tables. The nft tools take the words and ignore them. */
const LOCK_WAIT = ['-w', '5'];
const TRIES = 3;

/**
 * Feeds a plan to iptables-restore, one table at a time, so that it is known which were committed. The arguments are
 * these and no others, ever.
 */
export async function restorePlan(job: RestoreJob, runner: Runner = run): Promise<RestoreResult> {
  const argv = ['--noflush', '--counters'];
  let committed = 0;
  let lines = 0;
  for (const input of splitTables(job.input)) {
    const result = await restoreOnce({ ...job, input }, argv, runner);
    if (!result.ok) return { ...result, committed, line: result.line === undefined ? undefined : result.line + lines };
    committed++;
    lines += input.split('\n').length - 1;
  }
  return { ok: true };
}

/** Loads whole tables, in place of what stood in them. For namespaces that are ours alone. */
export function restoreWhole(job: RestoreJob, runner: Runner = run): Promise<RestoreResult> {
  return restoreOnce(job, ['--counters'], runner);
}

async function restoreOnce(job: RestoreJob, words: readonly string[], runner: Runner): Promise<RestoreResult> {
  const { lockHeld } = job;
  const program = restoreProgram(job.family, job.backend);
  // Before 1.6.2 restore knew no lock, and no word for it.
  const argv = (await versionAtLeast(1, 6, 2)) ? [...words, ...LOCK_WAIT] : words;
  const input = Buffer.from(job.input, job.encoding);
  for (let tried = 1; ; tried++) {
    const outcome = await runner({ program, argv, input, timeout: TIMEOUT, lockHeld });
    if (outcome.exit === 0) return { ok: true };
    const stderr = outcome.stderr.trim();
    const busy = outcome.exit === 4 && /xtables lock|temporarily unavailable/i.test(stderr);
    if (busy && tried < TRIES) {
      await sleep(50 * tried);
      continue;
    }
    const named = /line:? (\d+)/.exec(stderr)?.[1];
    const how = outcome.timedOut ? `did not end within ${TIMEOUT / 1000} seconds` : `ended with ${exitOf(outcome)}`;
    const line = named === undefined ? undefined : Number(named);
    return { ok: false, busy, stderr, message: `${program} ${how}.`, line, committed: 0 };
  }
}

function exitOf({ exit, signal }: Outcome): string {
  return exit === null ? String(signal) : `exit status ${exit}`;
}

/** The tables of a plan, each from its `*table` to its `COMMIT`. A plan's lines hold no line breaks. */
export function splitTables(input: string): readonly string[] {
  return input.split(/(?<=^COMMIT\n)/m).filter((table) => table !== '');
}

/** The table that a line of a plan (from 1) belongs to. */
export function tableOfLine(input: string, line: number): TableName | undefined {
  const above = input.split('\n').slice(0, line);
  return above.findLast((text) => text.startsWith('*'))?.slice(1) as TableName | undefined;
}
