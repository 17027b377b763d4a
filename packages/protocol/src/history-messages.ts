import { TABLES } from '@sluice/netfilter';
import * as z from 'zod/mini';
import { family } from './draft-messages.ts';

/** The most characters that a person may say about why a change is made. */
export const MAX_REASON = 500;

/** Who made a state of the rules. */
export const author = z.strictObject({
  /**
   * `person`: logged in here. `console`: the command line on the host. `program`: the host's kernel named it.
   * `likely`: every rule that changed belongs to this program. `unknown`: somebody outside.
   */
  how: z.enum(['person', 'console', 'program', 'likely', 'unknown']),
  name: z.string(),
  /** From where a person was logged in. */
  address: z.nullable(z.string()),
});
/** Who made a state of the rules. */
export type Author = z.infer<typeof author>;

/** How many rules, chains and policies differ from the state before. */
export const changeCounts = z.strictObject({
  added: z.int(),
  removed: z.int(),
  changed: z.int(),
  moved: z.int(),
});
/** How much a state differs from the one before. */
export type ChangeCounts = z.infer<typeof changeCounts>;

/** One state of a host's rules that ran, without the rules. */
export const revision = z.strictObject({
  /** Counts up from 1 for each host. */
  number: z.int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** `first`: as Sluice found the host. `applied`: here. `outside`: by others. `back`: a roll back that kept what others did meanwhile. */
  kind: z.enum(['first', 'applied', 'outside', 'back']),
  /** `trial`: waits to be kept. `stood`: it was kept, or nobody had to. `undone`: rolled back. */
  state: z.enum(['trial', 'stood', 'undone']),
  author,
  /** Why, in the words of who applied it; empty when nothing was said. */
  message: z.string(),
  /** How long it was to be on trial, and how long it took to be decided, in milliseconds. */
  window: z.nullable(z.number()),
  decidedAfter: z.nullable(z.number()),
  /** Why it was undone. */
  undoneBy: z.nullable(z.enum(['asked', 'deadline', 'failed', 'recovered'])),
  families: z.array(z.strictObject({ family, fingerprint: z.string() })),
  counts: changeCounts,
  /** The first chains that changed, and how many did in all. */
  chains: z.array(z.strictObject({ family, table: z.enum(TABLES), chain: z.string() })),
  chainCount: z.int(),
  /** Rules in all families. */
  rules: z.int(),
});
/** One state of a host's rules that ran. */
export type Revision = z.infer<typeof revision>;

/** GET /api/hosts/:host/revisions: the newest first. */
export const history = z.strictObject({
  revisions: z.array(revision),
  /** The one that runs now; null when the host cannot be read. */
  running: z.nullable(z.int()),
  /** Older ones are kept but not listed. */
  more: z.boolean(),
});
/** What ran on a host, when. */
export type History = z.infer<typeof history>;

/** GET /api/hosts/:host/revisions/:number/:family */
export const revisionRules = z.strictObject({ number: z.int(), family, text: z.string() });
/** The rules of one family in one revision, as iptables-save prints them, without counters. */
export type RevisionRules = z.infer<typeof revisionRules>;

/** GET /api/hosts/:host/history: everything that is kept of a host, to be taken along. */
export const historyExport = z.strictObject({
  format: z.literal('sluice-history-1'),
  host: z.string(),
  exportedAt: z.number(),
  revisions: z.array(revision),
  /** By fingerprint. */
  rulesets: z.record(z.string(), z.string()),
});
/** Everything that is kept of a host. */
export type HistoryExport = z.infer<typeof historyExport>;
