import type {
  Answer,
  ConnectionState,
  Hook,
  Journey,
  Packet,
  Policy,
  RuleId,
  RulePlace,
  TableName,
} from '@sluice/netfilter';

/** A packet to be asked about. What is left out of `packet` is not known, and answers that need it are `unknown`. */
export interface Question {
  readonly journey: Journey;
  readonly packet: Omit<Packet, 'states'>;
  /** Which packet of a connection it is: the first one when absent, whose state its protocol decides. */
  readonly state?: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED' | undefined;
  /** Where translated destinations are, as far as somebody knows. */
  readonly routes?: readonly Route[] | undefined;
}

/** Where an address is: on this host (`here`), or out by an interface. */
export interface Route {
  readonly destination: string;
  /** An interface, or `here`. */
  readonly out: string;
}

/** What becomes of a packet. `lost`: the kernel's routing lets it go before any chain could. */
export type Fate = 'accepted' | 'dropped' | 'rejected' | 'lost' | 'unknown';

/** What decided: a rule, a policy, or (accepted) the end of the way. */
export type Decider =
  | ({ readonly kind: 'rule'; readonly id: RuleId; readonly text: string } & RulePlace)
  | { readonly kind: 'policy'; readonly table: TableName; readonly chain: string; readonly policy: Policy }
  | { readonly kind: 'end'; readonly at: 'process' | 'wire' | 'routing' };

/** One way in which it may end. */
export interface Ending {
  readonly fate: Fate;
  /** Who decided; of an accepted packet, who last let it through in the filter table, or else its end. */
  readonly by: Decider;
  readonly packet: Packet;
}

/** One thing that happens on the way; `sure` is false where the packet only may come here. */
export type Step = { readonly sure: boolean } & (
  | {
      readonly kind: 'rule';
      readonly hook: Hook;
      readonly place: RulePlace;
      readonly id: RuleId;
      readonly answer: Answer;
      /** The words of the condition that is not met, or that nobody can tell. */
      readonly because?: string | undefined;
    }
  | { readonly kind: 'chain'; readonly hook: Hook; readonly table: TableName; readonly rules: number }
  | { readonly kind: 'policy'; readonly hook: Hook; readonly table: TableName; readonly policy: Policy }
  | { readonly kind: 'tracking'; readonly hook: Hook; readonly states: readonly ConnectionState[] | undefined }
  | { readonly kind: 'routing'; readonly to: Hook; readonly packet: Packet }
  | { readonly kind: 'loopback' }
  | { readonly kind: 'end'; readonly fate: Fate; readonly by: Decider }
);

/** What was taken for granted, because only the host knows it. */
export type Assumption =
  /** A translated destination was taken to be another machine's. */
  | 'translatedOnward'
  /** A connection that exists has no translation of its own. */
  | 'untranslated';

/** The whole answer. */
export interface Trace {
  /** What becomes of the packet; `unknown` where more than one end is possible. */
  readonly fate: Fate;
  /** Every possible end. */
  readonly endings: readonly Ending[];
  readonly steps: readonly Step[];
  readonly assumptions: readonly Assumption[];
}
