import type { Family } from '@sluice/netfilter';
import type { DraftChange } from './draft-messages.ts';
import type { Host, HostChange } from './host-messages.ts';

/** What a page tells the server over the socket: only what it watches. Everything else is HTTP. */
export interface ClientToServerEvents {
  /** Watch one family of one host (counters, rules, drafts, changes); null watches nothing. */
  watch: (target: { readonly host: string; readonly family: Family } | null) => void;
}

/** Somebody else who looks at a host now. */
export interface Person {
  readonly name: string;
  /** From where the person logged in. */
  readonly address: string;
  /** The families that their pages show, in order; at least one. */
  readonly families: readonly Family[];
}

/** What the server pushes. */
export interface ServerToClientEvents {
  hosts: (hosts: readonly Host[]) => void;
  /** The rules changed: fetch the snapshot again. */
  rules: (event: { readonly host: string; readonly family: Family; readonly fingerprint: string }) => void;
  /** A frame of counters, see counter-frame.ts. */
  counters: (frame: Uint8Array) => void;
  draft: (event: { readonly host: string; readonly draft: DraftChange }) => void;
  change: (event: { readonly host: string; readonly change: HostChange }) => void;
  /** The history grew, or one of its states was kept or undone: fetch it again. */
  history: (event: { readonly host: string }) => void;
  /** Somebody ignores a finding, or does so no longer: fetch them again. */
  ignored: (event: { readonly host: string }) => void;
  /** Who else looks at the host now, one entry for each login. */
  people: (event: { readonly host: string; readonly people: readonly Person[] }) => void;
  /** What everyone must know, or null when it is over: data that cannot be written, for example. */
  notice: (notice: string | null) => void;
}
