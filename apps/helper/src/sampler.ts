import type { Family } from '@sluice/netfilter';
import type { CounterSample, HelperEvent, RuleAuthor } from '@sluice/protocol/helper';
import { failureOf } from './failure.ts';

/** Takes samples while someone watches. */
export interface Sampler {
  /** Adds a watcher, or changes how often it wants to be told (milliseconds). */
  watch(watcher: Watcher, interval: number): void;
  unwatch(watcher: Watcher): void;
  /** Something happened: the next sample is due now, or as soon as samples have not taken all the time there is. */
  hurry(): void;
  /** Somebody else wrote rules of this family: the next sample is due, and tells who. */
  suspect(family: Family, author: RuleAuthor): void;
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
/** In a hurry: half of the time. */
const IMPATIENCE = 1;
const MOST_AUTHORS = 20;

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
  /** What is pushed when it changes: the rules, and whether there are others beside them. */
  readonly #known = new Map<Family, string>();
  readonly #suspects = new Map<Family, RuleAuthor[]>();
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #hurried = false;
  #rested = 0;
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
    this.#hurried = true;
    this.#plan(Math.max(0, this.#rested - performance.now()));
  }

  suspect(family: Family, author: RuleAuthor): void {
    const suspects = this.#suspects.get(family) ?? [];
    if (suspects.length < MOST_AUTHORS) this.#suspects.set(family, [...suspects, author]);
    this.hurry();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#watchers.clear();
    this.#known.clear();
    this.#suspects.clear();
  }

  #plan(delay: number): void {
    if (this.#running || this.#watchers.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), delay);
  }

  async #round(): Promise<void> {
    this.#running = true;
    this.#hurried = false;
    const started = performance.now();
    for (const family of this.#source.families()) await this.#sample(family);
    this.#running = false;
    const cost = performance.now() - started;
    const interval = Math.max(Math.min(...this.#watchers.values()), cost * PATIENCE);
    this.#rested = performance.now() + cost * IMPATIENCE;
    this.#plan(this.#hurried ? cost * IMPATIENCE : Math.max(0, interval - cost));
  }

  async #sample(family: Family): Promise<void> {
    const suspects = this.#takeSuspects(family);
    try {
      const sample = await this.#source.sample(family);
      const known = this.#known.get(family);
      const now = `${sample.fingerprint} ${sample.otherBackendHasRules}`;
      this.#known.set(family, now);
      if (known !== undefined && known !== now) {
        // Who came while the sample was taken may be in it already.
        const by = [...suspects, ...this.#takeSuspects(family)];
        this.#push({ event: 'rules', family, fingerprint: sample.fingerprint, ...(by.length > 0 && { by }) });
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

  #takeSuspects(family: Family): readonly RuleAuthor[] {
    const suspects = this.#suspects.get(family) ?? [];
    this.#suspects.delete(family);
    return suspects;
  }

  #push(event: HelperEvent): void {
    for (const watcher of this.#watchers.keys()) watcher(event);
  }
}
