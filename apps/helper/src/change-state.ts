import { ok, refuse, type Backend, type Family, type Result } from '@sluice/netfilter';
import type { ChangeState, ChangeStatus } from '@sluice/protocol/helper';
import type { ProcessIdentity } from './clock.ts';

/** One family of a change; its texts lie beside the record in files of their own. */
export interface FamilyRecord {
  readonly family: Family;
  readonly backend: Backend;
  readonly encoding: 'utf8' | 'latin1';
  readonly planHash: string;
  /** Fingerprint of the rules that the change was planned on. */
  readonly base: string;
  /** SHA-256 of the texts, so that a damaged file is noticed before it is used. */
  readonly digests: { readonly before: string; readonly made: string; readonly plan: string };
}

/** A change as it lies on disk. Each state is written there before the action that it allows. */
export interface ChangeRecord {
  readonly format: 1;
  readonly id: string;
  readonly state: ChangeState;
  /** Where the rules are that it changes: they end with the machine's run and with the namespace. */
  readonly bootId: string;
  readonly namespace: string;
  /** The helper that began it. */
  readonly owner: ProcessIdentity;
  readonly guard: ProcessIdentity | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly appliedAt?: number;
  readonly reason?: NonNullable<ChangeStatus['reason']>;
  readonly detail?: string;
  readonly families: readonly FamilyRecord[];
  /** Of a change that edits sets: which plan, and the digest of what lies beside the record. */
  readonly sets?: { readonly planHash: string; readonly digest: string };
}

/** What happens to a change. */
export type ChangeEvent =
  | { readonly type: 'arm'; readonly guard: ProcessIdentity }
  /** The guard died and another took its place. */
  | { readonly type: 'regard'; readonly guard: ProcessIdentity }
  | { readonly type: 'begin' }
  | { readonly type: 'applied'; readonly at: number }
  | { readonly type: 'confirm' }
  | { readonly type: 'rollBack'; readonly reason: NonNullable<ChangeRecord['reason']>; readonly detail?: string }
  | { readonly type: 'rolledBack'; readonly detail?: string }
  | { readonly type: 'fail'; readonly detail: string };

const FROM: Readonly<Record<ChangeEvent['type'], readonly ChangeState[]>> = {
  arm: ['prepared'],
  regard: ['armed', 'applying', 'applied', 'rollingBack'],
  begin: ['armed'],
  applied: ['applying'],
  confirm: ['applied'],
  // Whoever takes a roll-back over begins it again.
  rollBack: ['prepared', 'armed', 'applying', 'applied', 'rollingBack', 'failed'],
  rolledBack: ['rollingBack'],
  fail: ['rollingBack'],
};

/** Null: the state stays. */
const TO: Readonly<Record<ChangeEvent['type'], ChangeState | null>> = {
  arm: 'armed',
  regard: null,
  begin: 'applying',
  applied: 'applied',
  confirm: 'confirmed',
  rollBack: 'rollingBack',
  rolledBack: 'rolledBack',
  fail: 'failed',
};

/** The record after an event, or the state in which that event cannot happen. */
export function advance(record: ChangeRecord, event: ChangeEvent): Result<ChangeRecord, ChangeState> {
  if (!FROM[event.type].includes(record.state)) return refuse(record.state);
  return ok({ ...record, ...factsOf(event), state: TO[event.type] ?? record.state });
}

function factsOf(event: ChangeEvent): Partial<ChangeRecord> {
  switch (event.type) {
    case 'arm':
    case 'regard':
      return { guard: event.guard };
    case 'begin':
      return {};
    case 'applied':
      return { appliedAt: event.at };
    case 'confirm':
      return { reason: 'confirmed' };
    case 'rollBack':
      return { reason: event.reason, ...(event.detail !== undefined && { detail: event.detail }) };
    case 'rolledBack':
    case 'fail':
      return event.detail === undefined ? {} : { detail: event.detail };
  }
}

/** Whether the change still waits for its end. A failed one has ended: a person must look. */
export function isPending({ state }: Pick<ChangeRecord, 'state'>): boolean {
  return state !== 'confirmed' && state !== 'rolledBack' && state !== 'failed';
}
