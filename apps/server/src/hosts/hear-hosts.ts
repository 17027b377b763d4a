import type { ChangeDesk } from '../changes/change-desk.ts';
import type { DraftDesk } from '../drafts/draft-desk.ts';
import type { HistoryDesk } from '../history/history-desk.ts';
import type { LiveServer } from '../live/live-server.ts';
import type { RateBook } from '../rates/rate-book.ts';
import type { Storage } from '../store/storage.ts';
import type { HostListener } from './host-service.ts';

/** Everyone who wants to know what hosts tell. */
export interface Hearers {
  readonly rates: RateBook;
  readonly drafts: DraftDesk;
  readonly history: HistoryDesk;
  readonly changes: ChangeDesk;
  readonly storage: Storage;
  /** Asked late: the live side is made after its hearers. */
  readonly live: () => LiveServer;
}

/** Passes on what hosts tell. What the disk does to our own data keeps no news from anyone. */
export function hearHosts({ rates, drafts, history, changes, storage, live }: Hearers): HostListener {
  return {
    hostChanged: () => live().hostsChanged(),
    rulesChanged(host, snapshot) {
      rates.of(host.id, snapshot.family).named(snapshot);
      storage.attempt(() => drafts.rulesChanged(host.id, snapshot));
      history.seen(host, snapshot);
      live().rulesChanged(host, snapshot.family, snapshot.fingerprint);
    },
    rulesWritten: (host, by) => history.written(host, by),
    sampled(host, sample) {
      rates.of(host.id, sample.family).sampled(sample);
      live().sampled(host, sample);
    },
    changeMoved: (host, status) => void whateverTheDisk(() => changes.moved(host, status), storage),
  };
}

async function whateverTheDisk(work: () => Promise<void>, storage: Storage): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!storage.isTrouble(error)) throw error;
  }
}
