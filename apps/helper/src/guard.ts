import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isPending, type ChangeRecord } from './change-state.ts';
import { ChangeStore, type Decision } from './change-store.ts';
import { bootTime, isAlive, sleep } from './clock.ts';
import { takeLock, type Lock } from './lock.ts';
import { undo } from './undoing.ts';

/*
 * The guard of one change: a process in a session of its own, started before the first rule changes. It knows only the
 * change's files. Unless someone confirms before the deadline, it brings the rules back, and goes on trying until they
 * are. It needs neither the helper nor the server, and outlives both.
 */

const LOOK_EVERY = 100;
/** Whoever holds the lock this long is stuck; bringing the rules back is worth more than taking turns. */
const LOCK_PATIENCE = 30_000;
/** How long a helper may take to write down what it decided. */
const GRACE = 2000;
const PAUSES = [200, 500, 1000, 2000, 5000, 10_000, 30_000];

/** Watches over a change until it has ended. */
export async function guardChange(store: ChangeStore, id: string): Promise<void> {
  let attempt = 0;
  let decidedAt: number | undefined;
  while (existsSync(store.folder(id))) {
    const record = store.read(id);
    if (record && !isPending(record)) return;
    const decision = store.decision(id);
    if (decision) decidedAt ??= bootTime();
    else if (record && isDue(store, record)) await decideDue(store, id);
    if (record && decision && (await finish(store, record, { decision, attempt, decidedAt: decidedAt ?? 0 })))
      attempt++;
    await sleep(attempt === 0 ? LOOK_EVERY : (PAUSES[Math.min(attempt, PAUSES.length) - 1] ?? 0));
  }
}

/** The deadline has passed, or the helper died in the middle of its work. */
function isDue(store: ChangeStore, record: ChangeRecord): boolean {
  return bootTime() >= store.window(record.id).deadline || isAbandoned(record);
}

function isAbandoned(record: ChangeRecord): boolean {
  return record.state !== 'applied' && !isAlive(record.owner);
}

/** Decides under the lock, so that a window that is being extended at this moment counts. */
async function decideDue(store: ChangeStore, id: string): Promise<void> {
  await locked(store, async () => {
    const record = store.read(id);
    if (!record || !isPending(record) || !isDue(store, record)) return;
    store.decide(id, decisionFor(record));
  });
}

function decisionFor(record: ChangeRecord): Decision {
  if (!isAbandoned(record)) return { decision: 'rollBack', reason: 'deadline' };
  return { decision: 'rollBack', reason: 'recovered', detail: 'The helper died while it was applying the change.' };
}

interface Decided {
  readonly decision: Decision;
  readonly attempt: number;
  /** Boot time at which the decision was first seen. */
  readonly decidedAt: number;
}

/** Does what was decided. True when it did not go through and must be tried again. */
async function finish(store: ChangeStore, record: ChangeRecord, decided: Decided): Promise<boolean> {
  const { decision, attempt, decidedAt } = decided;
  if (decision.decision === 'confirm') return false;
  const decider = decision.reason === 'asked' || decision.reason === 'failed';
  // The helper that decided it does it itself, and faster; the guard is there for when it cannot.
  if (decider && isAlive(record.owner) && bootTime() - decidedAt < GRACE) return false;
  let again = false;
  await locked(store, async () => {
    const now = store.read(record.id);
    if (!now || !isPending(now)) return;
    try {
      again = (await undo(store, now.id, attempt)) === 'again';
    } catch (thrown) {
      complain(thrown);
      again = true;
    }
  });
  return again;
}

async function locked(store: ChangeStore, work: () => Promise<void>): Promise<void> {
  let lock: Lock | null = null;
  try {
    lock = await takeLock(store.writerLock, LOCK_PATIENCE);
  } catch (thrown) {
    complain(thrown);
  }
  try {
    await work();
  } finally {
    lock?.release();
  }
}

function complain(thrown: unknown): void {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  process.stderr.write(`sluice guard: ${text}\n`);
}

/** Runs as a process: `guard.ts --state DIRECTORY --change ID`. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { state: { type: 'string' }, change: { type: 'string' } } });
  if (values.state === undefined || values.change === undefined) throw new Error('guard needs --state and --change');
  // The terminal's and the service's signals are for the helper. Only the deadline ends a guard.
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.stdout.on('error', () => undefined);
  const store = new ChangeStore(values.state);
  process.stdout.write('ready\n');
  for (;;) {
    try {
      return await guardChange(store, values.change);
    } catch (thrown) {
      complain(thrown);
      await sleep(1000);
    }
  }
}

if (import.meta.main) await main();
