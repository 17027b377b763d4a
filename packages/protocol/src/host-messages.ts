import { BACKENDS, FAMILIES, TABLES } from '@sluice/netfilter';
import * as z from 'zod/mini';
import { CHANGE_STATES } from './helper/index.ts';
import { chain, family, ruleText, table } from './draft-messages.ts';
import { MAX_REASON } from './history-messages.ts';
import { connectionsReading, dryRunProblem } from './helper-results.ts';

/** How a host is reached. Examples (gallery) and opened files are rules without a kernel: they can be edited, not applied. */
export const hostKind = z.enum(['sandbox', 'local', 'gallery', 'file']);

/** A host in the list. */
export const host = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: hostKind,
  /** One sentence: what this host is. */
  about: z.string(),
  /** Read-only until the person unlocks it (this machine only). */
  locked: z.boolean(),
  state: z.enum(['up', 'connecting', 'down']),
  /** Why it is down, or what it has trouble with while up, for a person. */
  trouble: z.nullable(z.string()),
  /** While it is down: since when, and when it is tried again, in milliseconds on the server's clock. */
  down: z.nullable(z.strictObject({ since: z.number(), retryAt: z.number() })),
  families: z.array(
    z.strictObject({
      family: z.enum(FAMILIES),
      backend: z.enum(BACKENDS),
      otherBackendHasRules: z.boolean(),
      fingerprint: z.string(),
    }),
  ),
  /** For example `iptables 1.8.9`; empty until first read. */
  version: z.string(),
});
/** A host in the list. */
export type Host = z.infer<typeof host>;

/** POST /api/hosts: rules that a person brings along become a host without a kernel. */
export const openFileRequest = z.strictObject({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
  family,
  text: z.string(),
});
/** Rules that a person brings along. */
export type OpenFileRequest = z.infer<typeof openFileRequest>;

/** GET /api/hosts/:host/snapshots/:family: the rules as the host prints them. */
export const snapshot = z.strictObject({
  family,
  backend: z.enum(BACKENDS),
  otherBackendHasRules: z.boolean(),
  fingerprint: z.string(),
  text: z.string(),
  takenAt: z.number(),
  aliens: z.array(z.strictObject({ table: z.string(), chain: z.string(), reason: z.string() })),
  interfaces: z.array(z.string()),
});
/** The rules of one family as the host prints them. */
export type Snapshot = z.infer<typeof snapshot>;

/** GET /api/hosts/:host/sets: the sets of ipset, as `ipset save` prints them. */
export const hostSets = z.strictObject({
  takenAt: z.number(),
  text: z.string(),
  /** Why there are none to see; null when there could be. */
  absent: z.nullable(z.string()),
});
/** The sets of a host. */
export type HostSets = z.infer<typeof hostSets>;

/** GET /api/hosts/:host/connections/:family: what the kernel remembers of connections, as conntrack prints it. */
export const hostConnections = z.strictObject({
  ...connectionsReading.shape,
  /** Why there are none to see; null when there could be. */
  absent: z.nullable(z.string()),
});
/** The connections of a host. */
export type HostConnections = z.infer<typeof hostConnections>;

/** POST /api/hosts/:host/translations/:family: one rule, to be said as nftables would. */
export const translateRequest = z.strictObject({ table, chain, text: ruleText });
/** One rule to be translated. */
export type TranslateRequest = z.infer<typeof translateRequest>;

const endPoint = z.strictObject({ address: z.string(), port: z.number() });

/** GET /api/hosts/:host/sessions: connections that a change of the rules must not cut. */
export const hostSessions = z.strictObject({
  sessions: z.array(
    z.strictObject({
      /** `own`: the one over which this was asked. */
      kind: z.enum(['own', 'ssh']),
      family,
      local: endPoint,
      remote: endPoint,
      /** The link that has the local address; absent when none has. */
      link: z.optional(z.string()),
    }),
  ),
});
/** Connections that a change of the rules must not cut. */
export type HostSessions = z.infer<typeof hostSessions>;

/** The restore input for one family. */
export const familyPlan = z.strictObject({
  family,
  backend: z.enum(BACKENDS),
  input: z.string(),
  planHash: z.string(),
});

/** What `ipset restore` is fed before the rules and after them. */
export const setsPlan = z.strictObject({ before: z.string(), after: z.string(), planHash: z.string() });

/** A pending or ended change, as the helper tells it. */
export const changeStatus = z.strictObject({
  id: z.string(),
  state: z.enum(CHANGE_STATES),
  remaining: z.number(),
  window: z.number(),
  appliedAt: z.optional(z.number()),
  reason: z.optional(z.enum(['confirmed', 'asked', 'deadline', 'failed', 'recovered'])),
  detail: z.optional(z.string()),
  plans: z.array(familyPlan),
  /** Absent when it changes no set. */
  sets: z.optional(setsPlan),
});

/** How many groups of each family's draft a pending change was made from; what stands behind them is a new draft. */
export const trialGroups = z.partialRecord(family, z.int().check(z.nonnegative()));
/** How many groups of each family's draft are on trial. */
export type TrialGroups = z.infer<typeof trialGroups>;

/** GET /api/hosts/:host/change */
export const hostChange = z.strictObject({
  pending: z.nullable(changeStatus),
  last: z.nullable(changeStatus),
  /** Who applied the pending change: the session that did may confirm. */
  mine: z.boolean(),
  /** The name of who applied the pending change; null when it was not applied here. */
  by: z.nullable(z.string()),
  /** Empty when nothing is pending, or when the pending change was not made from the drafts. */
  trial: trialGroups,
});
/** The pending and the last change of a host. */
export type HostChange = z.infer<typeof hostChange>;

/** POST /api/hosts/:host/review: plan and dry run of both families' drafts. */
export const review = z.strictObject({
  plans: z.array(familyPlan),
  /** Absent when no draft edits a set. */
  sets: z.optional(
    z.strictObject({
      plan: z.optional(setsPlan),
      problem: z.optional(z.object({ message: z.string(), stderr: z.optional(z.string()) })),
    }),
  ),
  problems: z.array(dryRunProblem),
  warnings: z.array(z.string()),
  took: z.number(),
});
/** What a person reviews before applying. */
export type Review = z.infer<typeof review>;

/** POST /api/hosts/:host/change: apply the reviewed plans. */
export const applyRequest = z.strictObject({
  seconds: z.int().check(z.gte(5), z.lte(3600)),
  /** May be empty when sets are edited. */
  plans: z.array(z.strictObject({ family, planHash: z.string() })),
  /** Of the plan for the sets, when there is one. */
  sets: z.optional(z.strictObject({ planHash: z.string() })),
  /** Why, for the history. */
  reason: z.optional(z.string().check(z.trim(), z.maxLength(MAX_REASON))),
});
/** Applies exactly the plans with these hashes. */
export type ApplyRequest = z.infer<typeof applyRequest>;

/** The answer of apply: the pending change and the nonce that the proof of reachability must carry. */
export const applied = z.strictObject({ change: changeStatus, nonce: z.string(), trial: trialGroups });
/** The pending change, and the nonce that proves who applied it. */
export type Applied = z.infer<typeof applied>;

/**
 * POST /api/hosts/:host/change/probe, over a connection that was accepted after the apply.
 * `newConnection` is false when the request came over an older one: the page then asks again.
 */
export const probeRequest = z.strictObject({
  id: z.string(),
  /** May be left out by the session that applied; another session needs it. */
  nonce: z.optional(z.string().check(z.maxLength(200))),
});
/** Asks whether this host still takes new connections. */
export type ProbeRequest = z.infer<typeof probeRequest>;
/** What the server saw of the probe. */
export const probed = z.strictObject({ newConnection: z.boolean() });

/** POST /api/hosts/:host/change/confirm and /rollback and /extend */
export const changeRequest = z.strictObject({
  id: z.string(),
  nonce: z.optional(z.string().check(z.maxLength(200))),
  seconds: z.optional(z.int().check(z.gte(5), z.lte(3600))),
});
/** Names the pending change; `seconds` is for extend. */
export type ChangeRequest = z.infer<typeof changeRequest>;

/** GET /api/hosts/:host/rates/:family/:since: what moved in the last hour, on the host's clock. */
export const pastRates = z.strictObject({
  /** Oldest first. Between two that do not touch, nobody counted. */
  spans: z.array(
    z.strictObject({
      from: z.number(),
      to: z.number(),
      /** Places in `keys` of the counters that moved; all others stood still. */
      at: z.array(z.int().check(z.nonnegative())),
      /** Per second, in the order of `at`. */
      packets: z.array(z.number()),
      bytes: z.array(z.number()),
    }),
  ),
  keys: z.array(z.string()),
  /** Where counting began anew: the rules became others, or counters were set to zero. */
  marks: z.array(z.strictObject({ at: z.number(), kind: z.enum(['rules', 'reset']) })),
});
/** What moved in the last hour. */
export type PastRates = z.infer<typeof pastRates>;

/** POST /api/hosts/:host/counters/:family/reset: sets counters to zero; `base` is the fingerprint that the person saw. */
export const resetRequest = z.strictObject({
  base: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** A table, a chain with its policy, or one of its rules by number; null means every table. */
  scope: z.nullable(
    z.strictObject({
      table: z.enum(TABLES),
      chain: z.nullable(z.string().check(z.maxLength(256))),
      rule: z.nullable(z.int().check(z.gte(1))),
    }),
  ),
});
/** Sets counters to zero. */
export type ResetRequest = z.infer<typeof resetRequest>;

/** POST /api/hosts/:host/unlock: the host's name, typed by the person. */
export const unlockRequest = z.strictObject({ name: z.string().check(z.maxLength(200)) });

/** POST /api/session: the one-time token of the login link becomes a session. */
export const loginRequest = z.strictObject({ token: z.string().check(z.minLength(16), z.maxLength(200)) });

/** GET /api/session */
export const session = z.strictObject({
  /** What a page must send in the `x-sluice` header with every request that changes something. */
  version: z.string(),
  user: z.string(),
  /** Why there is no sandbox, when there is none. */
  notice: z.nullable(z.string()),
});
/** Who is logged in, and what the server has to say to everyone. */
export type Session = z.infer<typeof session>;
