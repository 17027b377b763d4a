import { createHash } from 'node:crypto';
import type { Plan } from '@sluice/draft';
import { canonicalText, printRuleset } from '@sluice/iptables';
import { FAMILIES, type Family, type Ruleset } from '@sluice/netfilter';
import * as z from 'zod/mini';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { readTextFile } from './text-file.ts';

/** What `sluice plan --json` prints and `sluice apply` takes: a plan that is bound to the rules it was made on. */
export interface PlanFile extends Plan {
  readonly family: Family;
  /** The rules that the plan begins from, without counters. */
  readonly base: string;
  /** SHA-256 (hex) of the base. */
  readonly fingerprint: string;
  /** The rules that it leads to. */
  readonly target: string;
}

/** The part of a plan file that `sluice apply` goes by; the host makes the input again from its own rules. */
export type BoundPlan = Pick<PlanFile, 'family' | 'base' | 'fingerprint' | 'target'>;

const boundPlan = z.object({
  family: z.enum(FAMILIES),
  base: z.string(),
  fingerprint: z.string(),
  target: z.string(),
}) satisfies z.ZodMiniType<BoundPlan>;

/** Binds a plan to its two ends. */
export function bindPlan(plan: Plan, before: Ruleset, after: Ruleset): PlanFile {
  const base = canonicalText(before);
  const target = printRuleset(after, { counters: false });
  return { family: before.family, base, fingerprint: hash(base), target, ...plan };
}

/** Reads a plan file; one that was cut or changed on its way is refused. */
export function readPlanFile(path: string | undefined): BoundPlan {
  const { text, name } = readTextFile(path);
  const plan = parsePlan(text);
  if (!plan) throw new CommandFailure(`${name} is no plan: make one with "sluice plan --json".`, EXIT.refused);
  if (hash(plan.base) === plan.fingerprint) return plan;
  throw new CommandFailure(
    `${name} was changed after it was made: its base is another one. Make it again.`,
    EXIT.refused,
  );
}

function parsePlan(text: string): BoundPlan | undefined {
  try {
    return boundPlan.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
