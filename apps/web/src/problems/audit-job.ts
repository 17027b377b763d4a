import { auditInParts, type Audit } from '@sluice/analysis';
import { rulesetAt } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import type { Backend, Ruleset } from '@sluice/netfilter';
import type { AuditReport } from '../state/problems.ts';
import type { Recipe } from '../state/slice.ts';

/** Rules to be looked at: a worker gets texts and steps, which cross faster than the rules that come of them. */
export interface AuditJob {
  /** Counts up; a newer one takes the place of an older one. */
  readonly serial: number;
  readonly backend: Backend;
  readonly rules: Recipe;
  /** The rules that run, where the draft differs from them. */
  readonly before: Recipe | null;
  /** The rules of the other family, to be compared. */
  readonly beside: Recipe | null;
}

/** What the worker says of a job. */
export type AuditWord =
  | { readonly serial: number; readonly progress: number }
  | { readonly serial: number; readonly report: AuditReport };

/** Looks at the rules in parts, and yields how much is done, from 0 to 1. Knows texts that it has read, and what ran before. */
export function createAuditor(): (job: AuditJob) => Generator<number, AuditReport> {
  const read = rememberTexts();
  let last: { readonly of: string; readonly audit: Audit } | null = null;

  function* look(recipe: Recipe, { backend, beside }: AuditJob): Generator<number, Audit> {
    return yield* auditInParts({ ruleset: read(recipe), backend, beside: beside ? read(beside) : undefined });
  }

  return function* auditJob(job) {
    const { rules, before } = job;
    if (!before) {
      const { findings, leftOut } = yield* look(rules, job);
      return { findings, leftOut, before: null };
    }
    const of = JSON.stringify([job.backend, before, job.beside]);
    const isKnown = last?.of === of;
    const whole = isKnown ? 1 : 2;
    const ran = last && isKnown ? last.audit : yield* scaled(look(before, job), 0, whole);
    last = { of, audit: ran };
    const { findings, leftOut } = yield* scaled(look(rules, job), isKnown ? 0 : 0.5, whole);
    return { findings, leftOut, before: ran.findings };
  };
}

function* scaled<T>(work: Generator<number, T>, from: number, by: number): Generator<number, T> {
  for (let part = work.next(); ; part = work.next()) {
    if (part.done) return part.value;
    yield from + part.value / by;
  }
}

const MOST_TEXTS = 4;

function rememberTexts(): (recipe: Recipe) => Ruleset {
  const parsed = new Map<string, Ruleset>();
  return ({ text, family, groups }) => {
    const key = `${family} ${text}`;
    const root = parsed.get(key) ?? parseSave(text, { family }).ruleset;
    parsed.delete(key);
    parsed.set(key, root);
    for (const old of [...parsed.keys()].slice(0, -MOST_TEXTS)) parsed.delete(old);
    const result = rulesetAt(root, { groups, cursor: groups.length });
    return result.ok ? result.value : root;
  };
}
