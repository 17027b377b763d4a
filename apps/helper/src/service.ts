import type { Backend } from '@sluice/netfilter';
import type { ChangeStatus, CounterReset, CounterSample, HelperStatus } from '@sluice/protocol/helper';
import { Changes } from './changes.ts';
import { failureOf } from './failure.ts';
import type { Service } from './listen.ts';
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
  /** Called after each confirmed change. */
  readonly onConfirmed?: ((reader: Reader) => Promise<void>) | undefined;
}

/** The helper: what answers the verbs. */
export class HelperService implements Service {
  readonly changes: Changes;
  readonly #reader: Reader;
  readonly #sampler: Sampler;
  readonly #watchers = new Set<Watcher>();
  #monitor: NftMonitor | null = null;

  constructor(options: HelperOptions) {
    const { stateDirectory, backend, onConfirmed } = options;
    this.#reader = createReader({ backend });
    this.#sampler = createSampler(this.#reader);
    this.changes = new Changes({
      stateDirectory,
      reader: this.#reader,
      onChange: (change) => this.#tell(change),
      onConfirmed: onConfirmed && (() => this.#afterConfirm(onConfirmed)),
    });
  }

  answer(request: CheckedRequest, watcher: Watcher): Promise<unknown> {
    switch (request.verb) {
      case 'read':
        return this.#reader.readHost();
      case 'counters':
        return this.#reader.sample(request.params.family);
      case 'resetCounters':
        return this.#resetCounters(request.params);
      case 'dryRun':
        return this.changes.dryRun(request.params.targets);
      case 'apply':
        return this.changes.apply(request.params.targets, request.params.seconds);
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
  }

  async #resetCounters(reset: CounterReset): Promise<CounterSample> {
    const sample = await this.changes.resetCounters(reset);
    this.#sampler.hurry();
    return sample;
  }

  #status(): HelperStatus {
    return { protocol: 1, pid: process.pid, privileged: process.getuid?.() === 0, ...this.changes.status() };
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

  async #afterConfirm(onConfirmed: (reader: Reader) => Promise<void>): Promise<void> {
    try {
      await onConfirmed(this.#reader);
    } catch (thrown) {
      const { message } = failureOf(thrown);
      const failure = {
        code: 'internal' as const,
        message: `The change is confirmed and stands, but it could not be kept for the next start: ${message}`,
      };
      for (const watcher of this.#watchers) watcher({ event: 'trouble', failure });
    }
  }
}
