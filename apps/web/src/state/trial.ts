import type { HostChange } from '@sluice/protocol';
import { create } from 'zustand';

/** A change on the host that waits for the person's word. */
export interface Trial {
  readonly hostId: string;
  readonly id: string;
  /** When the rules come back by themselves, on this machine's clock. */
  readonly endsAt: number;
  /** The whole window, in milliseconds. */
  readonly window: number;
  /** Whether this session applied it, and so may decide. */
  readonly mine: boolean;
  /** Who applied it in Sluice; null when it was not applied here. */
  readonly by: string | null;
  readonly state: NonNullable<HostChange['pending']>['state'];
}

/** How the proof that the host still takes new connections stands. */
export type Reach =
  | { readonly state: 'asking' }
  | { readonly state: 'reached'; readonly took: number }
  | { readonly state: 'unreached'; readonly words: string };

/** The trial that runs on the host that is looked at. */
export interface TrialState {
  readonly pending: Trial | null;
  readonly reach: Reach;
  /** Told every second while a trial runs. */
  readonly now: number;
}

/** The trial, as a store. The map lets changed rows glow while `pending` is there. */
export const useTrial = create<TrialState>()(() => ({
  pending: null,
  reach: { state: 'asking' },
  now: Date.now(),
}));

/** Whole seconds until the rules come back; 0 when that is now. */
export function secondsLeft({ pending, now }: Pick<TrialState, 'pending' | 'now'>): number {
  return pending ? Math.max(0, Math.ceil((pending.endsAt - now) / 1000)) : 0;
}
