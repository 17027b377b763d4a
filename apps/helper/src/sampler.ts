import type { Family } from '@sluice/netfilter';
import type { CounterSample, HelperEvent } from '@sluice/protocol/helper';
import { failureOf } from './failure.ts';

/** Takes samples while someone watches. */
export interface Sampler {
  /** Adds a watcher, or changes how often it wants to be told (milliseconds). */
  watch(watcher: Watcher, interval: number): void;
  unwatch(watcher: Watcher): void;
  /** Something happened: the next sample is due now. */
  hurry(): void;
  stop(): void;
}

/** One connection that watches. */
export type Watcher = (event: HelperEvent) => void;

/** What the sampler needs of the rest. */
export interface SamplerSource {
  families(): readonly Family[];
  sample(family: Family): Promise<CounterSample>;
}

/** A sample may take a tenth of the time at most; a costly one makes the next wait. */
const PATIENCE = 10;

/**
 * A sampler: one sample in flight at most, nothing at all while nobody watches. When the rules changed, `rules` is
 * pushed before the sample that counts the new ones.
 */
export function createSampler(source: SamplerSource): Sampler {
  return new CounterSampler(source);
}

class CounterSampler implements Sampler {
  readonly #source: SamplerSource;
  readonly #watchers = new Map<Watcher, number>();
  readonly #fingerprints = new Map<Family, string>();
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #trouble = '';

  constructor(source: SamplerSource) {
    this.#source = source;
  }

  watch(watcher: Watcher, interval: number): void {
    this.#watchers.set(watcher, interval);
    // A new watcher sees numbers at once.
    this.#plan(0);
  }

  unwatch(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.stop();
  }

  hurry(): void {
    this.#plan(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#watchers.clear();
    this.#fingerprints.clear();
  }

  #plan(delay: number): void {
    if (this.#running || this.#watchers.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), delay);
  }

  async #round(): Promise<void> {
    this.#running = true;
    const started = performance.now();
    for (const family of this.#source.families()) await this.#sample(family);
    this.#running = false;
    const cost = performance.now() - started;
    const interval = Math.max(Math.min(...this.#watchers.values()), cost * PATIENCE);
    this.#plan(Math.max(0, interval - cost));
  }

  async #sample(family: Family): Promise<void> {
    try {
      const sample = await this.#source.sample(family);
      const known = this.#fingerprints.get(family);
      this.#fingerprints.set(family, sample.fingerprint);
      if (known !== undefined && known !== sample.fingerprint) {
        this.#push({ event: 'rules', family, fingerprint: sample.fingerprint });
      }
      this.#push({ event: 'sample', sample });
      this.#trouble = '';
    } catch (thrown) {
      const failure = failureOf(thrown);
      // Said once, not once a second.
      if (failure.message !== this.#trouble) this.#push({ event: 'trouble', failure });
      this.#trouble = failure.message;
    }
  }

  #push(event: HelperEvent): void {
    for (const watcher of this.#watchers.keys()) watcher(event);
  }
}
