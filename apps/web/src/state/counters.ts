import type { CounterChange, CounterFrame } from '@sluice/protocol';

/** How many seconds of rates are kept for spark lines. */
export const SPARK_SECONDS = 60;

/** What is known of one counter now. */
export interface CounterReading {
  readonly packets: bigint;
  readonly bytes: bigint;
  /** Per second, between the last two samples; null before there were two. */
  readonly packetRate: number | null;
  readonly byteRate: number | null;
  /** Packets per second, oldest first, one value a sample; at most `SPARK_SECONDS`. */
  readonly spark: readonly number[];
}

interface Entry {
  packets: bigint;
  bytes: bigint;
  packetRate: number | null;
  byteRate: number | null;
  /** Rates other than zero, with the number of the sample they belong to: most rules are quiet most of the time. */
  peaks: { tick: number; rate: number }[];
  /** The sample from which on this counter is known. */
  since: number;
}

const ZERO_READING: CounterReading = { packets: 0n, bytes: 0n, packetRate: null, byteRate: null, spark: [] };

/**
 * The live numbers, outside React: a row subscribes to its own key and nothing else hears of it. Keys are what `counterKeys` of the
 * parsed snapshot gives: a rule's id, or `policy:filter/INPUT`. A counter that went backwards was reset: it begins anew, without a rate.
 */
export interface CounterBook {
  /**
   * Says what the ordinals of frames with this fingerprint count, asked for with the first of them: there may be 76,000.
   * The same function means the same keys. Numbers of keys that stay go on.
   */
  expect(target: { readonly host: string; readonly fingerprint: string; readonly keys: () => readonly string[] }): void;
  /** Takes a frame from the socket. Frames of rules that are not known yet wait for `expect`. */
  apply(frame: CounterFrame): void;
  read(key: string): CounterReading;
  /** Sum of rates over several keys; null until one of them has a rate. */
  rate(keys: Iterable<string>): { readonly packets: number; readonly bytes: number } | null;
  /** Calls back when the key's numbers changed. Gives the function that ends it. */
  subscribe(key: string, listener: () => void): () => void;
  /** Calls back after each sample, once everything of it can be read. */
  onSample(listener: () => void): () => void;
  /** When the newest sample was taken on the host's clock, in milliseconds; null before the first. */
  readonly takenAt: number | null;
}

/** An empty book. The page has one, `counters`. */
export function createCounterBook(): CounterBook {
  return new Book();
}

/** Holds the entries, who listens to them, and frames that wait for their rules. */
class Book implements CounterBook {
  #host = '';
  #fingerprint = '';
  #keys: () => readonly string[] = () => [];
  #entries = new Map<string, Entry>();
  #moving = new Set<string>();
  #waiting: CounterFrame[] = [];
  #started = false;
  #tick = 0;
  #takenAt: number | null = null;
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #sampleListeners = new Set<() => void>();

  get takenAt(): number | null {
    return this.#takenAt;
  }

  expect({ host, fingerprint, keys }: Parameters<CounterBook['expect']>[0]): void {
    if (host !== this.#host) {
      this.#entries.clear();
      this.#moving.clear();
      this.#takenAt = null;
      // Whoever shows sums must not go on showing those of another host.
      this.#sampleListeners.forEach((listener) => listener());
    }
    if (host === this.#host && fingerprint === this.#fingerprint) return this.#rename(keys);
    this.#host = host;
    this.#fingerprint = fingerprint;
    this.#keys = keys;
    this.#started = false;
    const waiting = this.#waiting.filter((frame) => this.#fits(frame));
    this.#waiting = [];
    for (const frame of waiting) this.#take(frame);
  }

  apply(frame: CounterFrame): void {
    if (this.#fits(frame)) this.#take(frame);
    else if (frame.full) this.#waiting = [frame];
    else if (this.#waiting.length > 0) this.#waiting.push(frame);
  }

  read(key: string): CounterReading {
    const entry = this.#entries.get(key);
    if (!entry) return ZERO_READING;
    const { packets, bytes, packetRate, byteRate } = entry;
    return { packets, bytes, packetRate, byteRate, spark: this.#sparkOf(entry) };
  }

  rate(keys: Iterable<string>): { readonly packets: number; readonly bytes: number } | null {
    let packets = 0;
    let bytes = 0;
    let known = false;
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (!entry || entry.packetRate === null) continue;
      known = true;
      packets += entry.packetRate;
      bytes += entry.byteRate ?? 0;
    }
    return known ? { packets, bytes } : null;
  }

  subscribe(key: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  onSample(listener: () => void): () => void {
    this.#sampleListeners.add(listener);
    return () => this.#sampleListeners.delete(listener);
  }

  /** The same counters under other names: a drafted rule that was on trial is kept, and the host names it by its words. */
  #rename(keys: () => readonly string[]): void {
    if (keys === this.#keys) return;
    const before = this.#entries.size === 0 ? [] : this.#keys();
    for (const [ordinal, old] of before.entries()) {
      const key = keys()[ordinal];
      if (key === undefined || old === key) continue;
      const entry = this.#entries.get(old);
      if (!entry) continue;
      this.#entries.delete(old);
      this.#entries.set(key, entry);
      if (this.#moving.delete(old)) this.#moving.add(key);
    }
    this.#keys = keys;
  }

  #fits(frame: CounterFrame): boolean {
    return frame.host === this.#host && frame.fingerprint === this.#fingerprint;
  }

  #take(frame: CounterFrame): void {
    // Differences mean nothing before everything was told once.
    if (!frame.full && !this.#started) return;
    const seconds = this.#takenAt === null ? 0 : (frame.takenAt - this.#takenAt) / 1000;
    this.#started = true;
    this.#tick += 1;
    this.#takenAt = frame.takenAt;
    const quiet = this.#moving;
    const touched = new Set(quiet);
    this.#moving = new Set();
    const keys = this.#keys();
    for (const change of frame.changes) {
      const key = keys[change.ordinal];
      if (key === undefined) continue;
      quiet.delete(key);
      touched.add(key);
      this.#set(key, change, seconds);
    }
    for (const key of quiet) this.#rest(key);
    for (const key of touched) this.#listeners.get(key)?.forEach((listener) => listener());
    this.#sampleListeners.forEach((listener) => listener());
  }

  #set(key: string, { packets, bytes }: CounterChange, seconds: number): void {
    const before = this.#entries.get(key);
    if (!before || seconds <= 0 || packets < before.packets || bytes < before.bytes) {
      this.#entries.set(key, { packets, bytes, packetRate: null, byteRate: null, peaks: [], since: this.#tick });
      return;
    }
    before.packetRate = Number(packets - before.packets) / seconds;
    before.byteRate = Number(bytes - before.bytes) / seconds;
    before.packets = packets;
    before.bytes = bytes;
    if (before.packetRate === 0) return;
    this.#moving.add(key);
    const oldest = this.#tick - SPARK_SECONDS;
    before.peaks = [...before.peaks.filter(({ tick }) => tick > oldest), { tick: this.#tick, rate: before.packetRate }];
  }

  /** No news of a counter that moved before: it stands still now. */
  #rest(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.packetRate = 0;
    entry.byteRate = 0;
  }

  #sparkOf({ since, peaks }: Entry): readonly number[] {
    const length = Math.min(SPARK_SECONDS, this.#tick - since);
    const spark = Array.from({ length }, () => 0);
    for (const { tick, rate } of peaks) {
      const at = length - 1 - (this.#tick - tick);
      if (at >= 0) spark[at] = rate;
    }
    return spark;
  }
}

/** The page's live numbers. */
export const counters = createCounterBook();
