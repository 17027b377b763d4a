import { parseSave } from '@sluice/iptables';
import type { Backend, Family, Ruleset } from '@sluice/netfilter';
import type { FamilyReading } from '@sluice/protocol/helper';
import { sleep } from './clock.ts';
import { planCourse } from './course-plan.ts';
import { failureOf, HelperRefusal } from './failure.ts';
import { rulesetOf } from './planning.ts';
import { createReader } from './reading.ts';
import { restorePlan, type RestoreJob, type RestoreResult } from './restoring.ts';
import { underXtablesLock } from './xtables-lock.ts';

/** A change of one family that is to be made on the host as it is, whatever others do at the same time. */
export interface CourseOrder {
  readonly family: Family;
  readonly backend: Backend;
  readonly base: Ruleset;
  readonly mine: Ruleset;
  /** The plan that a person saw, and the reading that it was made for: the first try is exactly this. */
  readonly first?: { readonly input: string; readonly reading: FamilyReading } | undefined;
  /** Only restore; the caller compares. For where `mine` is not in the kernel's own words. */
  readonly once?: boolean;
}

/** How it went. */
export type CourseResult =
  | { readonly ok: true; readonly reading: FamilyReading }
  | { readonly ok: false; readonly message: string; readonly stderr: string; readonly busy: boolean };

/** Effects, so that tests can put something else in their place. */
export interface CourseEffects {
  /** Does one round; where the backend has a lock, nobody else writes meanwhile. */
  exclusively<T>(round: (held: boolean) => Promise<T>): Promise<T>;
  read(): Promise<FamilyReading>;
  restore(job: RestoreJob): Promise<RestoreResult>;
}

/** Another program may get in between some of these, hardly between all. */
const ROUNDS = 16;
/** Whoever holds the lock through so many rounds keeps it. */
const BUSY_ROUNDS = 3;

/** What a round found or did. */
type Round =
  | { readonly done: true; readonly reading: FamilyReading }
  | { readonly done: false; readonly reading: FamilyReading; readonly result: RestoreResult };

/**
 * Restores, reads back, and restores what is still missing, until the host holds what it shall. Another program may
 * change rules between our reading and our restoring: nothing of its work is lost, and a rule of ours that it pushed
 * out of place is put right.
 */
export async function runCourse(order: CourseOrder, effects = effectsFor(order)): Promise<CourseResult> {
  let done = false;
  let last: RestoreResult | undefined;
  for (let round = 0, busy = 0; round < ROUNDS && busy < BUSY_ROUNDS; round++) {
    const first = round === 0 ? order.first : undefined;
    const step = await effects.exclusively((held) => takeRound({ ...order, first, done }, effects, held));
    if (step.done) return { ok: true, reading: step.reading };
    last = step.result;
    done ||= last.ok;
    if (last.ok && order.once) return { ok: true, reading: step.reading };
    if (last.ok) continue;
    if (last.busy) busy++;
    const { fingerprint } = await effects.read();
    // The kernel refuses what it refused before: only another program's doing makes it worth a second try.
    if (!last.busy && fingerprint === step.reading.fingerprint) break;
    await sleep(5 * (round + 1));
  }
  if (last && !last.ok) return { ok: false, message: last.message, stderr: last.stderr, busy: last.busy };
  const message = `Another program changed the ${order.family} rules again and again at the same time.`;
  return { ok: false, message, stderr: '', busy: true };
}

async function takeRound(
  order: CourseOrder & { readonly done: boolean },
  effects: CourseEffects,
  held: boolean,
): Promise<Round> {
  const { first } = order;
  const reading = first && !held ? first.reading : await effects.read();
  // Under the lock it is known whether the rules are those of the reviewed plan; without it, reading back tells.
  const reviewed = first?.reading.fingerprint === reading.fingerprint ? first.input : undefined;
  const input = reviewed ?? planCourse(order, rulesetOf(reading), order.backend);
  if (input === '') return { done: true, reading };
  const job = { family: order.family, backend: order.backend, input, encoding: reading.encoding, lockHeld: held };
  return { done: false, reading, result: await effects.restore(job) };
}

function effectsFor({ family, backend }: CourseOrder): CourseEffects {
  const reader = createReader({ backend });
  return {
    read: () => reader.readQuickly(family),
    restore: (job) => restorePlan(job),
    exclusively: backend === 'legacy' ? underXtablesLock : (round) => round(false),
  };
}

/** As {@link runCourse}, with everything that can go wrong as an answer. */
export async function tryCourse(order: CourseOrder): Promise<CourseResult> {
  try {
    return await runCourse(order);
  } catch (thrown) {
    const { message, stderr = '' } = failureOf(thrown);
    const busy = !(thrown instanceof HelperRefusal) || thrown.failure.code === 'busy';
    return { ok: false, message, stderr, busy };
  }
}

/** The model of a text that lies beside a change. */
export function parseText(text: string, family: Family): Ruleset {
  return parseSave(text, { family }).ruleset;
}
