import type { Backend, Family, SetEdit, TableName } from '@sluice/netfilter';

/**
 * What the helper can be asked. This list is closed: a message with another verb is refused.
 * Requests and answers are JSON in length-prefixed frames (see frames.ts), each request answered once,
 * by `id`, in any order.
 */
export const HELPER_VERBS = [
  'read',
  'counters',
  'resetCounters',
  'dryRun',
  'apply',
  'confirm',
  'rollback',
  'extend',
  'status',
  'watch',
  'sets',
  'connections',
  'translate',
] as const;

/** One of the helper's verbs. */
export type HelperVerb = (typeof HELPER_VERBS)[number];

/** Chains that hold expressions which iptables cannot print: shown, never written (HOST-FACTS 0.4). */
export interface AlienChain {
  readonly table: string;
  readonly chain: string;
  /** Why the printed text cannot be trusted, in nft's own words. */
  readonly reason: string;
}

/** One family of the host as read now. */
export interface FamilyReading {
  readonly family: Family;
  /** Where the rules are: the backend that `text` comes from. */
  readonly backend: Backend;
  /** Whether the other backend holds rules too; the kernel runs both, and this text shows one. */
  readonly otherBackendHasRules: boolean;
  /** What `iptables-save -c` printed. One character per byte when `encoding` is latin1. */
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  /** SHA-256 (hex) over the text without counters and comment lines. Equal means: same rules, same order. */
  readonly fingerprint: string;
  readonly aliens: readonly AlienChain[];
}

/** What `read` answers. */
export interface HostReading {
  /** Milliseconds since 1970, on the host's clock. */
  readonly takenAt: number;
  /** For example `iptables 1.8.9`. */
  readonly version: string;
  /** Families that the host has; IPv6 may be absent. */
  readonly families: readonly FamilyReading[];
  /** Interface names on the host, for completion. */
  readonly interfaces: readonly string[];
}

/** What `sets` answers: the sets of ipset on the host. They change without the rules changing, so they travel apart. */
export interface SetsReading {
  /** Milliseconds since 1970, on the host's clock. */
  readonly takenAt: number;
  /** What `ipset save` printed. One character per byte when `encoding` is latin1. */
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  /** Why they cannot be read, for a person; `text` is empty then. */
  readonly absent?: string | undefined;
}

/** Where an address is, by the host's main routing table: on the host itself (`here`), or out by an interface. */
export interface HostRoute {
  /** A prefix: `10.0.0.0/8`; the longest that holds an address decides. */
  readonly to: string;
  readonly out: string;
}

/** What `connections` answers: what the kernel remembers of one family's connections. */
export interface ConnectionsReading {
  /** Milliseconds since 1970, on the host's clock. */
  readonly takenAt: number;
  /** How long reading took, in milliseconds: whoever asks again and again waits by it. */
  readonly cost: number;
  /** What `conntrack -L -o extended,id` printed, at most {@link MAX_CONNECTIONS} lines of it. */
  readonly text: string;
  /** How many there are. */
  readonly total: number;
  /** How many there may be; null when nobody says. */
  readonly most: number | null;
  readonly routes: readonly HostRoute[];
  /** Why they cannot be read, for a person; `text` is empty then. */
  readonly absent?: string | undefined;
}

/** One rule that `translate` is asked about, without `-A CHAIN`. */
export interface RuleToTranslate {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: string;
  readonly text: string;
}

/** What `translate` answers: the rule as nftables would say it, or why there is no such line. */
export interface Translation {
  readonly line?: string | undefined;
  readonly absent?: string | undefined;
}

/** As many connections as are told at once; a full table holds hundreds of thousands. */
export const MAX_CONNECTIONS = 5000;

/**
 * Counters of one family, in the order in which they stand in the save text (policy lines and rule lines alike).
 * `values` is "packets bytes packets bytes ..." in decimal: 64 bits do not fit a JSON number.
 */
export interface CounterSample {
  readonly family: Family;
  /** The backend that is not counted holds rules too, as far as was looked a few seconds ago. */
  readonly otherBackendHasRules: boolean;
  readonly fingerprint: string;
  readonly takenAt: number;
  /** How long taking the sample took, in milliseconds; the sampler slows down when it grows. */
  readonly cost: number;
  readonly values: string;
}

/** Which counters of one family shall begin anew, and the fingerprint of the rules that the person saw. */
export interface CounterReset {
  readonly family: Family;
  readonly base: string;
  /** One table, one chain with its policy, or one of its rules by number (from 1); null means every table. */
  readonly scope: { readonly table: TableName; readonly chain: string | null; readonly rule: number | null } | null;
}

/** The rules that one family shall hold, as save text, and the fingerprint of what they were made from. */
export interface FamilyTarget {
  readonly family: Family;
  readonly base: string;
  readonly text: string;
  /** SHA-256 (hex) of the restore input that the person reviewed; another plan is refused. */
  readonly planHash?: string | undefined;
}

/** The plan for one family: exactly what iptables-restore would be fed. */
export interface FamilyPlan {
  readonly family: Family;
  readonly backend: Backend;
  readonly input: string;
  readonly planHash: string;
}

/** What shall become of the host's sets, together with the rules. */
export interface SetsTarget {
  readonly edits: readonly SetEdit[];
  /** Of the plan that the person reviewed; another one is refused. */
  readonly planHash?: string | undefined;
}

/** Exactly what `ipset restore -exist` would be fed, before the rules and after them. */
export interface SetsPlan {
  readonly before: string;
  readonly after: string;
  readonly planHash: string;
}

/** What was found out about the sets of a change. */
export interface SetsReport {
  /** Absent when the edits cannot be planned. */
  readonly plan?: SetsPlan | undefined;
  /** Why it cannot be done; absent when it can. */
  readonly problem?: { readonly message: string; readonly stderr?: string | undefined } | undefined;
}

/** The answer of `dryRun`: the plan was restored over a copy of the live rules in a scratch namespace. */
export interface DryRunReport {
  readonly plans: readonly FamilyPlan[];
  /** Absent when no set was to be edited. */
  readonly sets?: SetsReport | undefined;
  /** Empty when the scratch kernel accepted everything and read back as intended. */
  readonly problems: readonly DryRunProblem[];
  /** What the scratch namespace could not know (absent modules, sets, interfaces). */
  readonly warnings: readonly string[];
  /** Milliseconds for all of it. */
  readonly took: number;
}

/** Why the scratch kernel refused a plan, in the tool's own words. */
export interface DryRunProblem {
  readonly family: Family;
  readonly code: 'refused' | 'differs' | 'unplannable';
  readonly message: string;
  /** Line of the restore input (from 1), where the tool names one. */
  readonly line?: number | undefined;
  readonly stderr?: string | undefined;
}

/** Where a change stands. Kept on the host's disk; each state is written before the action that it allows. */
export const CHANGE_STATES = [
  'prepared',
  'armed',
  'applying',
  'applied',
  'confirmed',
  'rollingBack',
  'rolledBack',
  'failed',
] as const;

/** One of the states of a change. */
export type ChangeState = (typeof CHANGE_STATES)[number];

/** A change on the host: pending, or how the last one ended. */
export interface ChangeStatus {
  readonly id: string;
  readonly state: ChangeState;
  /** Milliseconds left until the rules come back by themselves; 0 when nothing is pending. */
  readonly remaining: number;
  /** The whole window in milliseconds, as asked for and extended. */
  readonly window: number;
  /** When it was applied, milliseconds since 1970 on the host's clock. */
  readonly appliedAt?: number | undefined;
  /** How it ended or why it failed, for a person. */
  readonly reason?: 'confirmed' | 'asked' | 'deadline' | 'failed' | 'recovered' | undefined;
  readonly detail?: string | undefined;
  readonly plans: readonly FamilyPlan[];
  /** Absent when it changes no set. */
  readonly sets?: SetsPlan | undefined;
}

/** Whether confirmed rules were written where the machine loads them from at its start. */
export interface BootKeeping {
  /** `refused`: on this host that would do harm. `failed`: it is tried again. */
  readonly state: 'kept' | 'refused' | 'failed';
  /** Where they are, or why not: one or two sentences for a person. */
  readonly detail: string;
}

/** What `status` answers. */
export interface HelperStatus {
  /** Of the helper's language; a server of another version refuses to talk. */
  readonly protocol: 1;
  readonly pid: number;
  readonly privileged: boolean;
  readonly pending: ChangeStatus | null;
  readonly last: ChangeStatus | null;
  /** Absent where nobody asked for it, or nothing was confirmed yet. */
  readonly boot?: BootKeeping | undefined;
}

/** Parameters and answer of each verb. */
export interface HelperCalls {
  readonly read: { readonly params: Record<string, never>; readonly result: HostReading };
  readonly counters: { readonly params: { readonly family: Family }; readonly result: CounterSample };
  /** Sets counters to zero (`iptables -Z`); the rules stay. Answers with what they are then. */
  readonly resetCounters: { readonly params: CounterReset; readonly result: CounterSample };
  readonly dryRun: {
    readonly params: { readonly targets: readonly FamilyTarget[]; readonly sets?: SetsTarget | undefined };
    readonly result: DryRunReport;
  };
  readonly apply: {
    readonly params: {
      /** May be empty when sets are edited. */
      readonly targets: readonly FamilyTarget[];
      readonly sets?: SetsTarget | undefined;
      /** Seconds until the rules come back unless confirmed: 5 to 3600. */
      readonly seconds: number;
    };
    readonly result: ChangeStatus;
  };
  readonly confirm: { readonly params: { readonly id: string }; readonly result: ChangeStatus };
  readonly rollback: { readonly params: { readonly id: string }; readonly result: ChangeStatus };
  readonly extend: {
    readonly params: { readonly id: string; readonly seconds: number };
    readonly result: ChangeStatus;
  };
  readonly status: { readonly params: Record<string, never>; readonly result: HelperStatus };
  /** Starts (or with `on: false` stops) pushing events on this connection. */
  readonly watch: {
    readonly params: { readonly on: boolean; readonly interval: number };
    readonly result: { readonly watching: boolean };
  };
  readonly sets: { readonly params: Record<string, never>; readonly result: SetsReading };
  readonly connections: { readonly params: { readonly family: Family }; readonly result: ConnectionsReading };
  readonly translate: { readonly params: RuleToTranslate; readonly result: Translation };
}

/** What the helper can answer instead of a result; each has a page in docs/errors.md. */
export const HELPER_ERRORS = [
  'badRequest',
  'staleBase',
  'stalePlan',
  'pendingChange',
  'noSuchChange',
  'tooLate',
  'unplannable',
  'refusedByKernel',
  'busy',
  'readFailed',
  'notWritable',
  'unavailable',
  'internal',
] as const;

/** One of the helper's error codes. */
export type HelperErrorCode = (typeof HELPER_ERRORS)[number];

/** Why a request failed. The host's own words stand in `stderr`, never rewritten. */
export interface HelperFailure {
  readonly code: HelperErrorCode;
  readonly message: string;
  readonly stderr?: string | undefined;
  /** True when nothing on the host was changed, or everything that was changed has been undone. */
  readonly unchanged?: boolean | undefined;
}

/** A request as it travels. */
export interface HelperRequest<V extends HelperVerb = HelperVerb> {
  readonly id: number;
  readonly verb: V;
  readonly params: HelperCalls[V]['params'];
}

/** Who changed rules, as far as the kernel says so: nf_tables names the process, x_tables nobody. */
export interface RuleAuthor {
  readonly pid: number;
  /** Its name, cut to 15 characters by the kernel: `iptables-nft-re`. */
  readonly process: string;
  /** Who started it, if that could still be asked: `fail2ban-server`. */
  readonly parent?: string | undefined;
}

/** Pushed to watching connections. */
export type HelperEvent =
  | { readonly event: 'sample'; readonly sample: CounterSample }
  | {
      readonly event: 'rules';
      readonly family: Family;
      readonly fingerprint: string;
      /** Who else wrote this family's rules since the last such event; absent when nobody knows, or it was us. */
      readonly by?: readonly RuleAuthor[] | undefined;
    }
  | { readonly event: 'change'; readonly change: ChangeStatus }
  | { readonly event: 'trouble'; readonly failure: HelperFailure };

/** An answer as it travels. */
export type HelperReply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: HelperFailure };
