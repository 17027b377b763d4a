import type { Backend } from '@sluice/netfilter';
import type { ChangeStatus, CounterReset, CounterSample, HelperStatus } from '@sluice/protocol/helper';
import { BootRules, type BootFiles } from './boot-rules.ts';
import { Changes } from './changes.ts';
import { readConnections } from './connections.ts';
import { failureOf } from './failure.ts';
import { readSets } from './host-sets.ts';
import type { Service } from './listen.ts';
import { translateRule } from './translation.ts';
import { startNftMonitor, type NftMonitor } from './nft-monitor.ts';
import { createReader, type Reader } from './reading.ts';
import type { CheckedRequest } from './requests.ts';
import { createSampler, type Sampler, type Watcher } from './sampler.ts';

/** How a helper shall work. */
export interface HelperOptions {
  /** Where changes lie on disk; for root alone. */
  readonly stateDirectory: string;
  /** Left out: the backend that holds rules. */
  readonly backend?: Backend | undefined;
  /** Where confirmed rules shall be written for the machine's next start. */
  readonly bootFiles?: BootFiles | undefined;
  /** Called after each confirmed change. */
  readonly onConfirmed?: ((reader: Reader) => Promise<void>) | undefined;
}

const BOOT_AGAIN_AFTER = 60_000;

/** The helper: what answers the verbs. */
export class HelperService implements Service {
  readonly changes: Changes;
  readonly #reader: Reader;
  readonly #sampler: Sampler;
  readonly #watchers = new Set<Watcher>();
  readonly #boot: BootRules | null;
  #bootAgain: NodeJS.Timeout | undefined;
  #monitor: NftMonitor | null = null;

  constructor(options: HelperOptions) {
    const { stateDirectory, backend, bootFiles, onConfirmed } = options;
    this.#reader = createReader({ backend });
    this.#sampler = createSampler(this.#reader);
    this.changes = new Changes({
      stateDirectory,
      reader: this.#reader,
      onChange: (change) => this.#tell(change),
      onConfirmed: () => this.#afterConfirm(onConfirmed),
    });
    this.#boot = bootFiles ? new BootRules(bootFiles, this.changes.store, stateDirectory) : null;
  }

  /** Before the first request: ends what was left behind, and writes for the next start what was confirmed. */
  async recover(): Promise<void> {
    await this.changes.recover();
    await this.#keepForBoot();
  }

  answer(request: CheckedRequest, watcher: Watcher): Promise<unknown> {
    switch (request.verb) {
      case 'read':
        return this.#reader.readHost();
      case 'sets':
        return readSets();
      case 'connections':
        return readConnections(request.params.family);
      case 'translate':
        return translateRule(request.params);
      case 'counters':
        return this.#reader.sample(request.params.family);
      case 'resetCounters':
        return this.#resetCounters(request.params);
      case 'dryRun':
        return this.changes.dryRun(request.params);
      case 'apply':
        return this.changes.apply(request.params, request.params.seconds);
      case 'confirm':
        return this.changes.confirm(request.params.id);
      case 'rollback':
        return this.changes.rollback(request.params.id);
      case 'extend':
        return this.changes.extend(request.params.id, request.params.seconds);
      case 'status':
        return Promise.resolve(this.#status());
      case 'watch':
        return Promise.resolve(this.#watch(watcher, request.params));
    }
  }

  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    this.#sampler.unwatch(watcher);
    if (this.#watchers.size === 0) this.#stopMonitor();
  }

  stop(): void {
    this.#watchers.clear();
    this.#sampler.stop();
    this.#stopMonitor();
    clearTimeout(this.#bootAgain);
  }

  async #resetCounters(reset: CounterReset): Promise<CounterSample> {
    const sample = await this.changes.resetCounters(reset);
    this.#sampler.hurry();
    return sample;
  }

  #status(): HelperStatus {
    const boot = this.#boot?.state;
    const privileged = process.getuid?.() === 0;
    return { protocol: 1, pid: process.pid, privileged, ...this.changes.status(), ...(boot && { boot }) };
  }

  #watch(
    watcher: Watcher,
    { on, interval }: { readonly on: boolean; readonly interval: number },
  ): {
    readonly watching: boolean;
  } {
    if (on) {
      this.#watchers.add(watcher);
      this.#monitor ??= startNftMonitor(({ families, author }) => {
        // What the guard restores is ours as well.
        if (this.changes.isWriting()) return;
        for (const family of families) this.#sampler.suspect(family, author);
      });
      this.#sampler.watch(watcher, interval);
    } else this.leave(watcher);
    return { watching: on };
  }

  #stopMonitor(): void {
    this.#monitor?.stop();
    this.#monitor = null;
  }

  #tell(change: ChangeStatus): void {
    for (const watcher of this.#watchers) watcher({ event: 'change', change });
    this.#sampler.hurry();
  }

  async #afterConfirm(onConfirmed: HelperOptions['onConfirmed']): Promise<void> {
    try {
      await onConfirmed?.(this.#reader);
    } catch (thrown) {
      this.#complain(failureOf(thrown).message);
    }
    await this.#keepForBoot();
  }

  async #keepForBoot(): Promise<void> {
    if (!this.#boot?.isBehind()) return;
    await this.#boot.catchUp(this.#reader);
    const { state } = this.#boot;
    if (state?.state !== 'failed') return;
    this.#complain(state.detail);
    clearTimeout(this.#bootAgain);
    this.#bootAgain = setTimeout(() => void this.#keepForBoot(), BOOT_AGAIN_AFTER).unref();
  }

  #complain(words: string): void {
    const failure = {
      code: 'internal' as const,
      message: `The change is confirmed and stands, but it could not be kept for the next start: ${words}`,
    };
    for (const watcher of this.#watchers) watcher({ event: 'trouble', failure });
  }
}
