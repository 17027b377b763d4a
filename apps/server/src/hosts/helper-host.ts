import { ok, type Family } from '@sluice/netfilter';
import type { Host, HostConnections, HostSets, Snapshot } from '@sluice/protocol';
import type {
  ChangeStatus,
  CounterReset,
  CounterSample,
  DryRunReport,
  FamilyReading,
  HelperEvent,
  HostReading,
  RuleToTranslate,
  Translation,
} from '@sluice/protocol/helper';
import { refusal, type Answer } from '../answers.ts';
import type { HostConfig } from '../config.ts';
import { DEAR_MS } from '../rates/family-rates.ts';
import { noSuchFamily } from './still-host.ts';
import { connectHelper, type HelperClient } from './helper-client.ts';
import type { ChangePort, HostListener, HostService, HostWish } from './host-service.ts';
import { createConnectionReaders } from './connection-reader.ts';
import { createSetReader } from './set-reader.ts';
import type { SharedReading } from './shared-reading.ts';

const SAMPLE_MS = 1000;
/** How often counters are read while nobody watches; where that is dear, seldom. */
const QUIET_MS = { cheap: 10_000, dear: 60_000 } as const;
/** A reading that nobody keeps fresh is read again after this long. */
const FRESH_MS = 1500;
/** How long after a change's deadline to look how it ended. */
const AFTER_DEADLINE_MS = 700;

type Config = Extract<HostConfig, { socket: string }>;

/** A host behind a helper: holds the last reading, follows events, and knows the pending change. */
class HelperHost implements HostService, ChangePort {
  readonly id: string;
  readonly changes: ChangePort = this;
  pending: ChangeStatus | null = null;
  readonly #config: Config;
  readonly #listener: HostListener;
  readonly #client: HelperClient;
  readonly #sets: SharedReading<HostSets>;
  readonly #connections: Readonly<Record<Family, SharedReading<HostConnections>>>;
  #reading: HostReading | null = null;
  /** Minus infinity: to be read again before it is shown. */
  #readAt = Number.NEGATIVE_INFINITY;
  /** Grows with every step of a change. */
  #epoch = 0;
  #current: Promise<Answer<void>> | null = null;
  #next: Promise<Answer<void>> | null = null;
  #trouble: string | null = null;
  #watched = false;
  /** What was asked of the helper, in milliseconds between samples. */
  #interval = 0;
  /** What the last sample cost the host, in milliseconds. */
  #cost = 0;
  #unlocked = false;
  #look: NodeJS.Timeout | null = null;

  constructor(config: Config, listener: HostListener) {
    this.id = config.id;
    this.#config = config;
    this.#listener = listener;
    this.#client = connectHelper(config.socket, {
      connected: () => void this.#catchUp(),
      stateChanged: () => this.#listener.hostChanged(this),
      event: (event) => this.#onEvent(event),
    });
    this.#sets = createSetReader(this.#client);
    this.#connections = createConnectionReaders(this.#client);
  }

  describe(): Host {
    const { id, kind, name, about } = this.#config;
    return {
      id,
      name,
      kind,
      about,
      locked: this.#isLocked(),
      state: this.#client.state,
      trouble: this.#client.state === 'up' ? this.#trouble : this.#client.trouble,
      down: this.#client.down,
      ...described(this.#reading),
    };
  }

  async snapshot(family: Family): Promise<Answer<Snapshot>> {
    const age = performance.now() - this.#readAt;
    const fresh = this.#reading && (age < FRESH_MS || (this.#watched && age < Number.POSITIVE_INFINITY));
    if (!fresh) {
      const read = await this.refresh();
      // What was read before is still worth showing; the host's state says that it is old.
      if (!read.ok && !this.#reading) return read;
    }
    const found = this.#reading?.families.find((reading) => reading.family === family);
    return found ? ok(this.#snapshotOf(found)) : noSuchFamily(family);
  }

  sets(): Promise<Answer<HostSets>> {
    return this.#sets.read();
  }

  translate(rule: RuleToTranslate): Promise<Answer<Translation>> {
    return this.#client.call('translate', rule);
  }

  connections(family: Family): Promise<Answer<HostConnections>> {
    return this.#connections[family].read();
  }

  dryRun(wish: HostWish): Promise<Answer<DryRunReport>> {
    return this.#client.call('dryRun', wish);
  }

  async apply(wish: HostWish, seconds: number): Promise<Answer<ChangeStatus>> {
    if (this.#isLocked()) return this.#refuseLocked();
    return this.#note(await this.#client.call('apply', { ...wish, seconds }));
  }

  async resetCounters(reset: CounterReset): Promise<Answer<CounterSample>> {
    return this.#isLocked() ? this.#refuseLocked() : this.#client.call('resetCounters', reset);
  }

  async confirm(id: string): Promise<Answer<ChangeStatus>> {
    return this.#note(await this.#client.call('confirm', { id }));
  }

  async rollback(id: string): Promise<Answer<ChangeStatus>> {
    return this.#note(await this.#client.call('rollback', { id }));
  }

  async extend(id: string, seconds: number): Promise<Answer<ChangeStatus>> {
    return this.#note(await this.#client.call('extend', { id, seconds }));
  }

  async status(): ReturnType<ChangePort['status']> {
    const status = await this.#client.call('status', {});
    if (!status.ok) return status;
    const { pending, last } = status.value;
    if (pending) this.#moved(pending);
    else {
      if (last && last.id === this.pending?.id) this.#moved(last);
      this.#follow(null);
    }
    return ok({ pending, last });
  }

  refresh(): Promise<Answer<void>> {
    this.#next ??= (async () => {
      await this.#current;
      this.#next = null;
      this.#current = this.#read();
      const answer = await this.#current;
      return answer;
    })();
    return this.#next;
  }

  setWatched(watched: boolean): void {
    if (this.#watched === watched) return;
    this.#watched = watched;
    this.#askForSamples();
    if (watched) void this.refresh();
  }

  setUnlocked(unlocked: boolean): void {
    if (this.#unlocked === unlocked) return;
    this.#unlocked = unlocked;
    this.#listener.hostChanged(this);
  }

  reconnect(): void {
    this.#client.retryNow();
  }

  close(): void {
    if (this.#look) clearTimeout(this.#look);
    this.#client.close();
  }

  /** After every connect: what is pending is known before the rules are read, so that no draft is laid on them. */
  async #catchUp(): Promise<void> {
    const status = await this.status();
    if (status.ok && status.value.last && !status.value.pending) {
      this.#listener.changeMoved(this, status.value.last);
    }
    this.#interval = 0;
    this.#askForSamples();
    await this.refresh();
  }

  /** Somebody who opens the page wants to see the past hour, so counters are read also while nobody watches. */
  #askForSamples(): void {
    const quiet = this.#cost > DEAR_MS ? QUIET_MS.dear : QUIET_MS.cheap;
    const interval = this.#watched ? SAMPLE_MS : quiet;
    if (interval === this.#interval) return;
    this.#interval = interval;
    void this.#client.call('watch', { on: true, interval });
  }

  #onEvent(event: HelperEvent): void {
    switch (event.event) {
      case 'sample':
        if (this.#fingerprint(event.sample.family) !== event.sample.fingerprint) void this.refresh();
        this.#listener.sampled(this, event.sample);
        this.#cost = event.sample.cost;
        this.#askForSamples();
        break;
      case 'rules':
        if (event.by) this.#listener.rulesWritten(this, event.by);
        void this.refresh();
        break;
      case 'change':
        this.#moved(event.change);
        void this.refresh();
        break;
      case 'trouble':
        this.#complain(event.failure.message);
        break;
    }
  }

  async #read(): Promise<Answer<void>> {
    const epoch = this.#epoch;
    const read = await this.#client.call('read', {});
    if (!read.ok) {
      if (this.#client.state === 'up') this.#complain(read.error.message);
      return read;
    }
    this.#complain(null);
    const before = this.#reading;
    this.#reading = read.value;
    if (epoch === this.#epoch) this.#readAt = performance.now();
    const moved = read.value.families.filter(
      ({ family, fingerprint }) =>
        before?.families.find((reading) => reading.family === family)?.fingerprint !== fingerprint,
    );
    for (const reading of moved) this.#listener.rulesChanged(this, this.#snapshotOf(reading));
    const isOther = JSON.stringify(described(before)) !== JSON.stringify(described(read.value));
    if (isOther) this.#listener.hostChanged(this);
    return ok(undefined);
  }

  /** What the host has trouble with, until it reads well again. */
  #complain(trouble: string | null): void {
    if (this.#trouble === trouble) return;
    this.#trouble = trouble;
    this.#listener.hostChanged(this);
  }

  #isLocked(): boolean {
    return this.#config.kind === 'local' && !this.#unlocked;
  }

  #refuseLocked(): Answer<never> {
    return refusal('hostLocked', `${this.#config.name} is read-only. Nothing was changed. Unlock it first.`, {
      unchanged: true,
    });
  }

  #note(answer: Answer<ChangeStatus>): Answer<ChangeStatus> {
    if (answer.ok) this.#moved(answer.value);
    return answer;
  }

  #moved(status: ChangeStatus): void {
    // Whatever was read before, or is being read now, is of another time.
    this.#epoch++;
    this.#sets.forget();
    this.#readAt = Number.NEGATIVE_INFINITY;
    this.#follow(isPending(status) ? status : null);
    this.#listener.changeMoved(this, status);
  }

  /** Remembers what is pending, and looks by itself how it ended: events come only while somebody watches. */
  #follow(pending: ChangeStatus | null): void {
    this.pending = pending;
    if (this.#look) clearTimeout(this.#look);
    this.#look = pending ? setTimeout(() => void this.#lookAgain(), pending.remaining + AFTER_DEADLINE_MS) : null;
  }

  async #lookAgain(): Promise<void> {
    const status = await this.status();
    if (status.ok && !status.value.pending) await this.refresh();
    else if (!status.ok && this.pending) this.#follow({ ...this.pending, remaining: SAMPLE_MS });
  }

  #fingerprint(family: Family): string | undefined {
    return this.#reading?.families.find((reading) => reading.family === family)?.fingerprint;
  }

  #snapshotOf(reading: FamilyReading): Snapshot {
    const { family, backend, otherBackendHasRules, fingerprint, text, aliens } = reading;
    return {
      family,
      backend,
      otherBackendHasRules,
      fingerprint,
      text,
      takenAt: this.#reading?.takenAt ?? 0,
      aliens: [...aliens],
      interfaces: [...(this.#reading?.interfaces ?? [])],
    };
  }
}

/** Whether a change still waits for its confirmation, or is on the way to or from there. */
export function isPending(status: ChangeStatus): boolean {
  return !['confirmed', 'rolledBack', 'failed'].includes(status.state);
}

/** A host that is reached through its helper's socket. */
export function createHelperHost(config: Config, listener: HostListener): HostService {
  return new HelperHost(config, listener);
}

/** What a host's description tells of a reading. */
function described(reading: HostReading | null): Pick<Host, 'families' | 'version'> {
  const families = (reading?.families ?? []).map(({ family, backend, otherBackendHasRules, fingerprint }) => ({
    family,
    backend,
    otherBackendHasRules,
    fingerprint,
  }));
  return { families, version: reading?.version ?? '' };
}
