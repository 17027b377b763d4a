import { randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ok, type Family } from '@sluice/netfilter';
import type { Applied, ApplyRequest, ChangeRequest, HostChange, Review } from '@sluice/protocol';
import type { ChangeStatus } from '@sluice/protocol/helper';
import { refusal, type Answer } from '../answers.ts';
import type { DraftWish } from '../drafts/draft-wish.ts';
import { whileHeld, type DraftDesk, type Hold } from '../drafts/draft-desk.ts';
import { isPending } from '../hosts/helper-host.ts';
import type { ChangePort, HostService } from '../hosts/host-service.ts';
import type { Session } from '../sessions/session-book.ts';
import type { ActionLog } from '../history/action-log.ts';
import type { HistoryDesk } from '../history/history-desk.ts';
import { who } from '../sessions/session-book.ts';
import { hashOfNonce, type ChangeRecord, type ChangeStore } from './change-store.ts';

/** When a request's connection was accepted, and what the clock says now: one monotonic clock. */
export interface Arrival {
  readonly acceptedAt: number;
  readonly now: number;
}

/** Reviews, applies and confirms: the way of a draft onto its host. */
export interface ChangeDesk {
  review(host: HostService): Promise<Answer<Review>>;
  apply(host: HostService, session: Session, request: ApplyRequest, now: () => number): Promise<Answer<Applied>>;
  probe(
    host: HostService,
    session: Session,
    request: ChangeRequest,
    arrival: Arrival,
  ): Promise<Answer<{ newConnection: boolean }>>;
  confirm(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<HostChange>>;
  rollback(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<HostChange>>;
  extend(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<HostChange>>;
  show(host: HostService, session: Session): Promise<Answer<HostChange>>;
  /** The same without asking the host: for pushing what it has just told. */
  view(host: HostService, session: Session, last: ChangeStatus | null): HostChange;
  /** A host told where a change stands: drafts are held or set free, and what was kept leaves them. */
  moved(host: HostService, status: ChangeStatus): Promise<void>;
}

/** Hears where changes stand, when the desk has dealt with it. */
export type ChangeListener = (host: HostService, status: ChangeStatus) => void;

/** What the desk works with. */
export interface ChangeKeepers {
  readonly store: ChangeStore;
  readonly drafts: DraftDesk;
  readonly history: HistoryDesk;
  readonly actions: ActionLog;
  readonly listener: ChangeListener;
}

/** How often a plan that comes out the same on newer rules is tried again. */
const ATTEMPTS = 8;

/** Holds when each change was applied, and which hosts are being changed. */
class Desk implements ChangeDesk {
  readonly #store: ChangeStore;
  readonly #drafts: DraftDesk;
  readonly #appliedAt = new Map<string, number>();
  readonly #listener: ChangeListener;
  readonly #applying = new Set<string>();
  readonly #settling = new Map<string, Promise<void>>();
  readonly #history: HistoryDesk;
  readonly #actions: ActionLog;

  constructor({ store, drafts, history, actions, listener }: ChangeKeepers) {
    this.#store = store;
    this.#drafts = drafts;
    this.#history = history;
    this.#actions = actions;
    this.#listener = listener;
  }

  async review(host: HostService): Promise<Answer<Review>> {
    if (this.#isBusy(host)) return whileHeld();
    const wish = await this.#drafts.wish(host);
    if (!wish.ok) return wish;
    const { targets, sets: wanted } = wish.value;
    if (targets.length === 0 && !wanted) return ok({ plans: [], problems: [], warnings: [], took: 0 });
    const report = await host.dryRun({ targets, sets: wanted });
    if (!report.ok) return report;
    const { plans, problems, warnings, took, sets } = report.value;
    return ok({ plans: [...plans], problems: [...problems], warnings: [...warnings], took, ...(sets && { sets }) });
  }

  async apply(host: HostService, session: Session, request: ApplyRequest, now: () => number): Promise<Answer<Applied>> {
    const { changes } = host;
    if (!changes) return withoutKernel();
    if (this.#isBusy(host)) return whileHeld();
    // What cannot be written down is not begun; how it ends is written down or not.
    if (!this.#actions.note('apply', { ...who(session), host: host.id, reason: request.reason })) return notWritten();
    this.#applying.add(host.id);
    this.#history.begin(host);
    try {
      const change = await this.#applyOnNewestRules(host, changes, request);
      if (!change.ok) {
        this.#actions.note('not applied', { host: host.id, code: change.error.code });
        this.#history.abandoned(host);
        return change;
      }
      const { status, families } = change.value;
      const { id } = status;
      const nonce = randomBytes(24).toString('base64url');
      this.#appliedAt.set(id, now());
      const trial = this.#drafts.standing(host.id, families);
      this.#store.add({ host: host.id, id, sessionKey: session.key, by: session.name, trial }, nonce);
      const author = { how: 'person', name: session.name, address: session.address } as const;
      this.#history.applied(host, { status, author, message: request.reason ?? '' });
      this.#listener(host, status);
      return ok({ change: plain(status), nonce, trial });
    } finally {
      this.#applying.delete(host.id);
      this.#holdDrafts(host);
    }
  }

  async probe(
    host: HostService,
    session: Session,
    request: ChangeRequest,
    arrival: Arrival,
  ): Promise<Answer<{ newConnection: boolean }>> {
    const record = await this.#own(host, session, request);
    if (!record.ok) return record;
    // A server that started in the window has accepted all its connections after the change.
    const appliedAt = this.#appliedAt.get(request.id) ?? Number.NEGATIVE_INFINITY;
    const newConnection = arrival.acceptedAt > appliedAt;
    if (newConnection) this.#store.markProbed(host.id, request.id);
    return ok({ newConnection });
  }

  async confirm(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<HostChange>> {
    const record = await this.#own(host, session, request);
    if (!record.ok) return record;
    if (!record.value.probed) {
      return refusal(
        'notNewConnection',
        'No new connection has reached this server since the change, so it is not proven that the host can still be reached. The change still waits. Let the page try a new connection, or roll back.',
      );
    }
    return this.#end(host, session, (changes) => changes.confirm(request.id));
  }

  async rollback(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<HostChange>> {
    return this.#end(host, session, (changes) => changes.rollback(request.id));
  }

  async extend(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<HostChange>> {
    const record = await this.#own(host, session, request);
    if (!record.ok) return record;
    const { seconds } = request;
    if (seconds === undefined) return refusal('badInput', 'Say by how many seconds to extend. Nothing was changed.');
    return this.#end(host, session, (changes) => changes.extend(request.id, seconds));
  }

  async show(host: HostService, session: Session): Promise<Answer<HostChange>> {
    if (!host.changes) return ok({ pending: null, last: null, mine: false, by: null, trial: {} });
    const status = await host.changes.status();
    if (!status.ok) return status;
    return ok(this.#viewOf(host, session, status.value.pending, status.value.last));
  }

  view(host: HostService, session: Session, last: ChangeStatus | null): HostChange {
    const ended = last && !isPending(last) ? last : null;
    return this.#viewOf(host, session, host.changes?.pending ?? null, ended);
  }

  async moved(host: HostService, status: ChangeStatus): Promise<void> {
    const settling = this.#settling.get(status.id);
    if (settling) return settling;
    const record = this.#store.find(host.id, status.id);
    if (!isPending(status)) this.#history.ended(host, status);
    if (isPending(status) || !record || record.settled) {
      this.#holdDrafts(host);
    } else {
      const work = this.#settle(host, status, record).finally(() => this.#settling.delete(status.id));
      this.#settling.set(status.id, work);
      await work;
    }
    // While applying, whose change it is is not written down yet: apply tells then.
    if (!this.#applying.has(host.id)) this.#listener(host, status);
  }

  /** Deals with the end of a change once, also when the server was away when it ended. Drafts stay held until done. */
  async #settle(host: HostService, status: ChangeStatus, record: ChangeRecord): Promise<void> {
    await host.changes?.refresh();
    if (status.state === 'confirmed') await this.#drafts.keepTrial(host, record.trial);
    this.#store.markSettled(host.id, status.id);
    this.#actions.note(status.state, { host: host.id, change: status.id, why: status.reason });
    this.#appliedAt.delete(status.id);
    this.#holdDrafts(host);
  }

  /** Applies exactly the reviewed plans; where others changed the rules meanwhile but not the plans, tries again. */
  async #applyOnNewestRules(
    host: HostService,
    changes: ChangePort,
    request: ApplyRequest,
  ): Promise<Answer<{ readonly status: ChangeStatus; readonly families: readonly Family[] }>> {
    for (let attempt = 1; ; attempt++) {
      this.#drafts.hold(host.id, null);
      const wish = await this.#reviewedWish(host, request);
      if (!wish.ok) return wish;
      this.#drafts.hold(host.id, 'making');
      const { targets, sets, families } = wish.value;
      const change = await changes.apply({ targets, sets }, request.seconds);
      if (change.ok) return ok({ status: change.value, families });
      const { code } = change.error;
      if (code === 'stalePlan' && attempt > 1) return rulesMoved();
      if (code !== 'staleBase') return change;
      if (attempt === ATTEMPTS) return rulesMoved();
      await wait(attempt * 10);
      this.#drafts.hold(host.id, null);
      await changes.refresh();
    }
  }

  async #reviewedWish(host: HostService, { plans, sets: seen }: ApplyRequest): Promise<Answer<DraftWish>> {
    const wish = await this.#drafts.wish(host);
    if (!wish.ok) return wish;
    const { targets, sets, families } = wish.value;
    const hashes = new Map(plans.map(({ family, planHash }) => [family, planHash]));
    const complete = targets.length === plans.length && targets.every(({ family }) => hashes.has(family));
    if (!complete || (sets === undefined) !== (seen === undefined)) {
      return refusal('stalePlan', 'The draft changed since it was reviewed. Nothing was applied. Review it again.', {
        unchanged: true,
      });
    }
    return ok({
      targets: targets.map((target) => ({ ...target, planHash: hashes.get(target.family) })),
      ...(sets && { sets: { ...sets, planHash: seen?.planHash } }),
      families,
    });
  }

  /** The change that the request names, if this session applied it or the request carries its nonce. */
  async #own(host: HostService, session: Session, request: ChangeRequest): Promise<Answer<ChangeRecord>> {
    if (!host.changes) return withoutKernel();
    const record = this.#store.find(host.id, request.id);
    if (!record) return refusal('noSuchChange', 'There is no such change. Nothing was done. Look at the host again.');
    if (record.sessionKey === session.key || knowsNonce(record, request.nonce)) return ok(record);
    return refusal('notYours', 'Somebody else applied this change and keeps it or not. You may roll it back.');
  }

  async #end(
    host: HostService,
    session: Session,
    act: (changes: ChangePort) => Promise<Answer<ChangeStatus>>,
  ): Promise<Answer<HostChange>> {
    if (!host.changes) return withoutKernel();
    const status = await act(host.changes);
    if (!status.ok) return status;
    await this.moved(host, status.value);
    const pending = isPending(status.value) ? status.value : null;
    return ok(this.#viewOf(host, session, pending, pending ? null : status.value));
  }

  #viewOf(host: HostService, session: Session, pending: ChangeStatus | null, last: ChangeStatus | null): HostChange {
    const record = pending && this.#store.find(host.id, pending.id);
    const mine = record?.sessionKey === session.key;
    return {
      pending: pending && plain(pending),
      last: last && plain(last),
      mine,
      by: record?.by ?? null,
      trial: record?.trial ?? {},
    };
  }

  #isBusy(host: HostService): boolean {
    return this.#applying.has(host.id) || (host.changes?.pending ?? null) !== null;
  }

  #holdDrafts(host: HostService): void {
    this.#drafts.hold(host.id, this.#holdOf(host));
  }

  #holdOf(host: HostService): Hold | null {
    if (this.#applying.has(host.id)) return 'making';
    const pending = host.changes?.pending ?? null;
    return pending && (this.#store.find(host.id, pending.id)?.trial ?? {});
  }
}

/** Changes over a store and the drafts that they come from. */
export function createChangeDesk(keepers: ChangeKeepers): ChangeDesk {
  return new Desk(keepers);
}

function notWritten(): Answer<never> {
  return refusal(
    'storageFailed',
    'Sluice cannot write down that a change is made: the disk that holds its data takes nothing. Nothing was applied; the draft is as before. Make room on that disk and apply again.',
    { unchanged: true },
  );
}

function knowsNonce({ nonceHash }: ChangeRecord, nonce: string | undefined): boolean {
  return nonce !== undefined && timingSafeEqual(Buffer.from(nonceHash), Buffer.from(hashOfNonce(nonce)));
}

function plain(status: ChangeStatus): Applied['change'] {
  return { ...status, plans: [...status.plans] };
}

function withoutKernel(): Answer<never> {
  return refusal(
    'hostReadOnly',
    'This is an example without a kernel. Nothing was applied. Copy the plan, or choose a host that has one.',
    { unchanged: true },
  );
}

function rulesMoved(): Answer<never> {
  return refusal(
    'staleBase',
    'Somebody else changed the rules of this host since the review. Nothing was applied. The draft now stands on the new rules; review it again.',
    { unchanged: true },
  );
}
