import type { ChangeStatus, CounterReset, CounterSample, DryRunReport } from '@sluice/protocol/helper';
import { applyAll, createChange, dryRun, planTargets, rehearseOrRefuse, type ChangeWish } from './applying.ts';
import { isPending, type ChangeRecord } from './change-state.ts';
import { ChangeStore, type Decision } from './change-store.ts';
import { bootId, bootTime, isAlive, networkNamespace, sleep, wallTime } from './clock.ts';
import { resetCounters } from './counter-reset.ts';
import { failureOf, HelperRefusal } from './failure.ts';
import { startGuard } from './guard-process.ts';
import { takeLock, type Lock } from './lock.ts';
import { planSetsTarget } from './set-planning.ts';
import type { Reader } from './reading.ts';
import { undo, type UndoResult } from './undoing.ts';

/** What changes of this host's rules need. */
export interface ChangesOptions {
  readonly stateDirectory: string;
  readonly reader: Reader;
  /** Called after every step of a change, also of those that the guard made. */
  readonly onChange: (status: ChangeStatus) => void;
  /** Called when a change was confirmed, before the answer; a failure is reported, and the change stands. */
  readonly onConfirmed?: (() => Promise<void>) | undefined;
}

const LOCK_PATIENCE = 10_000;
const UNDO_PATIENCE = 60_000;
const LOOK_EVERY = 200;
const ATTEMPTS = 3;
/** Longer than it takes to see what a guard did. */
const JUST_NOW = 500;

/** Applies, confirms and rolls back: at most one change at a time on this host. */
export class Changes {
  readonly store: ChangeStore;
  readonly #options: ChangesOptions;
  #applying = false;
  #watching = false;
  /** The change that is looked after until its end was told. */
  #watched: string | undefined;
  #told = '';
  #undidAt = Number.NEGATIVE_INFINITY;

  constructor(options: ChangesOptions) {
    this.#options = options;
    this.store = new ChangeStore(options.stateDirectory);
  }

  /** The pending change and the last one that ended. */
  status(): { readonly pending: ChangeStatus | null; readonly last: ChangeStatus | null } {
    const [pending, last] = [this.store.pending(), this.store.last()];
    return { pending: pending && this.store.status(pending), last: last && this.store.status(last) };
  }

  /** The plans, and what a kernel says to them. Changes nothing. */
  dryRun(wish: ChangeWish): Promise<DryRunReport> {
    return dryRun(this.#options.reader, wish);
  }

  /** Sets counters to zero. Refused while a change waits: its way back and the person's eyes are on its numbers. */
  resetCounters(reset: CounterReset): Promise<CounterSample> {
    this.#refusePending();
    return this.#underLock(LOCK_PATIENCE, () => resetCounters(this.#options.reader, reset));
  }

  /** Applies for a number of seconds. Refused, or undone, the host holds what it held. */
  async apply(wish: ChangeWish, seconds: number): Promise<ChangeStatus> {
    this.#refusePending();
    this.#applying = true;
    try {
      return await this.#underLock(LOCK_PATIENCE, () => this.#apply(wish, seconds));
    } finally {
      this.#applying = false;
    }
  }

  async #apply({ targets, sets: wanted }: ChangeWish, seconds: number): Promise<ChangeStatus> {
    const { store } = this;
    const planned = await planTargets(this.#options.reader, targets);
    const sets = wanted ? await planSetsTarget(wanted) : null;
    const rehearsed = await rehearseOrRefuse(planned, sets);
    const { id } = createChange(store, rehearsed, seconds);
    try {
      const guard = await startGuard(store, this.#options.stateDirectory, id);
      store.advance(id, { type: 'arm', guard });
      this.#tell(id);
      store.advance(id, { type: 'begin' });
      this.#watch();
      const stop = await applyAll(store, id, rehearsed);
      if (stop) throw new HelperRefusal(stop.busy ? 'busy' : 'refusedByKernel', stop.message, { stderr: stop.stderr });
    } catch (thrown) {
      throw await this.#takeBack(id, thrown);
    }
    store.setWindow(id, { deadline: bootTime() + seconds * 1000, length: seconds * 1000 });
    const record = store.advance(id, { type: 'applied', at: wallTime() });
    store.prune();
    this.#tell(id);
    return store.status(record);
  }

  /** Applying failed, in whatever way: everything comes back at once. Gives what the caller is told. */
  async #takeBack(id: string, thrown: unknown): Promise<HelperRefusal> {
    const { code, message, stderr = '' } = failureOf(thrown);
    this.store.decide(id, { decision: 'rollBack', reason: 'failed', detail: `${message} ${stderr}`.trim() });
    const undone = await this.#undo(id);
    const unchanged = undone === 'rolledBack';
    const after = unchanged ? 'Everything was undone.' : 'It is being undone.';
    return new HelperRefusal(code, `${message} ${after}`, { unchanged, ...(stderr !== '' && { stderr }) });
  }

  /** Keeps a change. Of a confirmation and the deadline exactly one happens. */
  async confirm(id: string): Promise<ChangeStatus> {
    const record = this.#waiting(id);
    const { store } = this;
    if (bootTime() >= store.window(id).deadline || !store.decide(id, { decision: 'confirm' })) {
      throw tooLate(store.read(id) ?? record);
    }
    await this.#options.onConfirmed?.();
    this.#tell(id);
    return store.status(store.read(id) ?? record);
  }

  /** Brings everything back now. */
  async rollback(id: string): Promise<ChangeStatus> {
    const record = this.#known(id);
    if (record.state === 'confirmed' || record.state === 'rolledBack') throw tooLate(record);
    this.store.decide(id, { decision: 'rollBack', reason: 'asked' });
    if (this.store.decision(id)?.decision === 'confirm') throw tooLate(record);
    // Applying stops by itself at the decision, and undoes what it did.
    await this.#underLock(UNDO_PATIENCE, () => this.#undo(id));
    return this.store.status(this.store.read(id) ?? record);
  }

  /** Gives a waiting change this many seconds from now, if that is later than its deadline. */
  async extend(id: string, seconds: number): Promise<ChangeStatus> {
    this.#waiting(id);
    return this.#underLock(LOCK_PATIENCE, () => {
      const record = this.#waiting(id);
      const { deadline, length } = this.store.window(id);
      if (bootTime() >= deadline) throw tooLate(record);
      const later = Math.max(deadline, bootTime() + seconds * 1000);
      this.store.setWindow(id, { deadline: later, length: length + later - deadline });
      this.#tell(id);
      return Promise.resolve(this.store.status(record));
    });
  }

  /**
   * Before the first request: a change that nobody guards any more is rolled back; one with a live guard is left to it.
   */
  async recover(): Promise<void> {
    const record = this.store.pending();
    if (!record) return;
    const decided = this.store.decision(record.id);
    const here = record.bootId === bootId() && record.namespace === networkNamespace();
    const guarded = record.guard !== null && isAlive(record.guard);
    if (guarded && here) return this.#watch();
    if (!decided) {
      const detail = here ? 'Nobody was left to watch over the change.' : undefined;
      const decision: Decision = { decision: 'rollBack', reason: 'recovered' };
      this.store.decide(record.id, detail === undefined ? decision : { ...decision, detail });
    }
    // In another namespace another guard is at work, and can reach the rules that we cannot.
    if (guarded) return this.#watch();
    await this.#underLock(UNDO_PATIENCE, async () => {
      if (this.store.decision(record.id)?.decision === 'rollBack') await this.#undo(record.id);
    });
    this.#watch();
  }

  /** Whether rules are being applied or rolled back now, or were a moment ago, by this process or by a guard. */
  isWriting(): boolean {
    const state = this.store.pending()?.state;
    const resting = state === undefined || state === 'applied';
    return this.#applying || !resting || performance.now() - this.#undidAt < JUST_NOW;
  }

  /** Whether something still waits for its end; the helper must not leave then. */
  hasPending(): boolean {
    return this.#applying || this.store.pending() !== null;
  }

  /** Rolls back, a few times if need be; what then is still to do, the guard does. The lock is the caller's. */
  async #undo(id: string): Promise<UndoResult> {
    let result: UndoResult = 'again';
    for (let attempt = 0; attempt < ATTEMPTS && result === 'again'; attempt++) {
      if (attempt > 0) await sleep(200 * attempt);
      const state = this.store.read(id)?.state;
      if (state === 'rolledBack' || state === 'confirmed') break;
      result = await undo(this.store, id, attempt);
      this.#tell(id);
    }
    return this.store.read(id)?.state === 'rolledBack' ? 'rolledBack' : result;
  }

  #refusePending(): void {
    if (this.store.holdsOtherVersion()) {
      const older = 'A change waits that another version of Sluice applied. It is rolled back at its deadline.';
      throw new HelperRefusal('pendingChange', `${older} Wait until then.`, { unchanged: true });
    }
    if (!this.#applying && !this.store.pending()) return;
    const message = 'Another change waits for its confirmation. Confirm it, roll it back, or wait.';
    throw new HelperRefusal('pendingChange', message, { unchanged: true });
  }

  #known(id: string): ChangeRecord {
    const record = this.store.read(id);
    if (record) return record;
    throw new HelperRefusal('noSuchChange', `There is no change ${id}.`, { unchanged: true });
  }

  /** A change that waits for its confirmation. */
  #waiting(id: string): ChangeRecord {
    const record = this.#known(id);
    if (record.state === 'applied' && !this.store.decision(id)) return record;
    if (isPending(record) && !this.store.decision(id)) {
      throw new HelperRefusal('busy', 'The change is still being applied.');
    }
    throw tooLate(record);
  }

  async #underLock<T>(patience: number, work: () => Promise<T>): Promise<T> {
    const lock: Lock | null = await takeLock(this.store.writerLock, patience);
    if (!lock) {
      throw new HelperRefusal('busy', 'Rules are being applied or rolled back at this moment. Try again.', {
        unchanged: true,
      });
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  #tell(id: string): void {
    const record = this.store.read(id);
    if (!record) return;
    const key = JSON.stringify([record, this.store.window(id)]);
    if (key === this.#told) return;
    this.#told = key;
    // Keeping writes no rules: who writes right after it is somebody else.
    if (record.state !== 'applied' && record.state !== 'confirmed') this.#undidAt = performance.now();
    this.#options.onChange(this.store.status(record));
  }

  /** While a change is pending: tells what the guard does, and replaces a guard that died. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    void this.#watchPending().finally(() => (this.#watching = false));
  }

  async #watchPending(): Promise<void> {
    // Whoever cannot look at this moment (no file left to open) looks again; the guard needs nobody.
    while (await this.#lookAfterPending().catch(complain)) await sleep(LOOK_EVERY);
  }

  /** Whether there is something to look after. */
  async #lookAfterPending(): Promise<boolean> {
    const id = this.#watched ?? this.store.pending()?.id;
    if (id === undefined) return false;
    this.#watched = id;
    this.#tell(id);
    const record = this.store.read(id);
    if (!record || !isPending(record)) this.#watched = undefined;
    else if (record.guard && !isAlive(record.guard)) await this.#replaceGuard(id);
    return true;
  }

  async #replaceGuard(id: string): Promise<void> {
    try {
      const guard = await startGuard(this.store, this.#options.stateDirectory, id);
      await this.#underLock(LOCK_PATIENCE, () => {
        const record = this.store.read(id);
        if (record && isPending(record)) this.store.advance(id, { type: 'regard', guard });
        return Promise.resolve();
      });
    } catch (thrown) {
      process.stderr.write(`sluice helper: no guard for ${id}: ${String(thrown)}\n`);
      await sleep(1000);
    }
  }
}

/** True: what failed is tried again. */
function complain(thrown: unknown): true {
  process.stderr.write(
    `sluice helper: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}\n`,
  );
  return true;
}

function tooLate(record: ChangeRecord): HelperRefusal {
  const how = record.state === 'confirmed' ? 'confirmed already' : 'rolled back, or is being rolled back';
  return new HelperRefusal('tooLate', `It is too late: the change was ${how}.`);
}
