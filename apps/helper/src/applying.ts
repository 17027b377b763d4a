import { parseSave, printRuleset } from '@sluice/iptables';
import type { Family } from '@sluice/netfilter';
import type { DryRunReport, FamilyTarget, SetsReport, SetsTarget } from '@sluice/protocol/helper';
import type { ChangeRecord, FamilyRecord } from './change-state.ts';
import { digestOf, type ChangeStore, type ChangeTexts } from './change-store.ts';
import { bootId, bootTime, identify, networkNamespace, wallTime } from './clock.ts';
import { warnOfAbsentInterfaces } from './absent-interfaces.ts';
import { tryCourse } from './course.ts';
import { rehearse, type Rehearsal } from './dry-run.ts';
import { failureOf, HelperRefusal } from './failure.ts';
import { inKernelForm } from './kernel-form.ts';
import { planTarget, rulesetOf, type PlannedTarget } from './planning.ts';
import { createReader, interfaceNames, type Reader } from './reading.ts';
import { applySetsBefore, destroySets } from './set-course.ts';
import { planSetsTarget, type PlannedSets } from './set-planning.ts';
import { digestOfSets, type KeptSets } from './sets-file.ts';

/** Reads all families of a request now, and plans them. */
export async function planTargets(reader: Reader, targets: readonly FamilyTarget[]): Promise<readonly PlannedTarget[]> {
  const planned: PlannedTarget[] = [];
  for (const target of targets) planned.push(planTarget(await reader.readStrictly(target.family), target));
  return planned;
}

/** What is wanted of a host. */
export interface ChangeWish {
  readonly targets: readonly FamilyTarget[];
  readonly sets?: SetsTarget | undefined;
}

/** A change that has been planned and tried out. */
export interface Rehearsed {
  readonly rehearsals: readonly Rehearsal[];
  readonly sets: PlannedSets | null;
}

/** The answer of `dryRun`: the plans, and what a kernel said to them. */
export async function dryRun(reader: Reader, { targets, sets: wanted }: ChangeWish): Promise<DryRunReport> {
  const started = performance.now();
  const plans: PlannedTarget[] = [];
  const problems: DryRunReport['problems'][number][] = [];
  for (const target of targets) {
    try {
      plans.push(...(await planTargets(reader, [target])));
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure.code !== 'unplannable' && failure.code !== 'notWritable') throw thrown;
      problems.push({ family: target.family, code: 'unplannable', message: failure.message });
    }
  }
  const sets = await planSetsOrSay(wanted);
  const { rehearsals, sets: tried } = await rehearse(
    plans.filter(({ plan }) => plan.input !== ''),
    sets && 'edits' in sets ? sets : null,
  );
  return {
    plans: plans.map(({ plan }) => plan),
    ...(sets && {
      sets: 'edits' in sets ? { plan: sets.plan, ...(tried.problem && { problem: tried.problem }) } : sets,
    }),
    problems: [...problems, ...rehearsals.flatMap((rehearsal) => rehearsal.problems)],
    warnings: [
      ...new Set([
        ...tried.warnings,
        ...rehearsals.flatMap(({ warnings }) => warnings),
        ...plans.flatMap(warnOfInterfaces),
      ]),
    ],
    took: Math.round(performance.now() - started),
  };
}

/** The plan of the sets, or why there is none. */
async function planSetsOrSay(wanted: SetsTarget | undefined): Promise<PlannedSets | SetsReport | null> {
  if (!wanted) return null;
  try {
    return await planSetsTarget(wanted);
  } catch (thrown) {
    const { code, message } = failureOf(thrown);
    if (code !== 'unplannable') throw thrown;
    return { problem: { message } };
  }
}

function warnOfInterfaces({ live, target }: PlannedTarget): readonly string[] {
  return warnOfAbsentInterfaces(live, target, interfaceNames());
}

/** The rehearsals of plans that change something; refuses when a kernel did, or when nothing would change. */
export async function rehearseOrRefuse(
  planned: readonly PlannedTarget[],
  sets: PlannedSets | null,
): Promise<Rehearsed> {
  const changing = planned.filter(({ plan }) => plan.input !== '');
  if (changing.length === 0 && !sets) {
    throw new HelperRefusal('unplannable', 'The host already holds these rules; there is nothing to apply.', {
      unchanged: true,
    });
  }
  const { rehearsals, sets: tried } = await rehearse(changing, sets);
  const problem = tried.problem ?? rehearsals.flatMap((rehearsal) => rehearsal.problems)[0];
  if (problem) {
    const stderr = problem.stderr === undefined ? {} : { stderr: problem.stderr };
    throw new HelperRefusal('refusedByKernel', `${problem.message} Nothing was applied.`, {
      ...stderr,
      unchanged: true,
    });
  }
  return { rehearsals, sets };
}

/** How long applying may take before the guard takes it for stuck, on top of the window. */
const APPLY_BUDGET = 120_000;

/** PREPARED: everything that rolling back needs is on disk. */
export function createChange(store: ChangeStore, { rehearsals, sets }: Rehearsed, seconds: number): ChangeRecord {
  const owner = identify(process.pid);
  if (!owner) throw new Error('the helper cannot find itself in /proc');
  const texts = new Map<Family, ChangeTexts>();
  for (const { planned, made } of rehearsals) {
    texts.set(planned.plan.family, {
      before: planned.reading.text,
      made: printRuleset(made ?? planned.target, { counters: false }),
      plan: planned.plan.input,
    });
  }
  const kept = sets && keptSets(sets);
  const record: ChangeRecord = {
    format: 1,
    id: store.newId(wallTime()),
    state: 'prepared',
    bootId: bootId(),
    namespace: networkNamespace(),
    owner,
    guard: null,
    createdAt: wallTime(),
    families: rehearsals.map((rehearsal) => familyRecord(rehearsal, texts)),
    ...(sets && kept && { sets: { planHash: sets.plan.planHash, digest: digestOfSets(kept) } }),
  };
  const length = seconds * 1000;
  try {
    store.create(
      record,
      { texts, ...(kept && { sets: kept }) },
      { deadline: bootTime() + APPLY_BUDGET + length, length },
    );
  } catch (thrown) {
    const message = `The change could not be written to disk (${failureOf(thrown).message}). Nothing was applied.`;
    throw new HelperRefusal('unavailable', message, { unchanged: true });
  }
  return record;
}

function keptSets({ plan, undo }: PlannedSets): KeptSets {
  return { before: plan.before, after: plan.after, undo };
}

function familyRecord({ planned }: Rehearsal, texts: ReadonlyMap<Family, ChangeTexts>): FamilyRecord {
  const { plan, reading } = planned;
  const own = texts.get(plan.family);
  const digest = (text = ''): string => digestOf(text, reading.encoding);
  return {
    family: plan.family,
    backend: plan.backend,
    encoding: reading.encoding,
    planHash: plan.planHash,
    base: reading.fingerprint,
    digests: { before: digest(own?.before), made: digest(own?.made), plan: digest(own?.plan) },
  };
}

/** Why applying stopped. The rules may be changed in part: the caller rolls back. */
export interface ApplyStop {
  readonly message: string;
  readonly stderr: string;
  readonly busy: boolean;
}

/**
 * APPLYING: the sets that rules may name, every family, one after the other, the sets that no rule names any more. Null
 * when the host holds what was wanted, read back and compared.
 */
export async function applyAll(
  store: ChangeStore,
  id: string,
  { rehearsals, sets }: Rehearsed,
): Promise<ApplyStop | null> {
  if (sets) {
    const stop = await applySetsBefore(sets);
    if (stop) return { ...stop, busy: false };
  }
  for (const rehearsal of rehearsals) {
    if (store.decision(id)) return { message: 'The change was rolled back meanwhile.', stderr: '', busy: false };
    const stop = await applyOne(rehearsal, (made) => store.setMade(id, rehearsal.planned.plan.family, made));
    if (stop) return stop;
  }
  if (!sets) return null;
  const stop = await destroySets(sets, (destroyed) => {
    store.setSets(id, keptSets({ ...sets, undo: { ...sets.undo, destroyed } }));
  });
  return stop && { ...stop, busy: false };
}

async function applyOne({ planned, made, asked }: Rehearsal, learn: (made: string) => void): Promise<ApplyStop | null> {
  const { plan, reading, live, target } = planned;
  const { family, backend } = plan;
  const first = { input: plan.input, reading };
  const order = { family, backend, base: live, first };
  if (asked) {
    const result = await tryCourse({ ...order, mine: made ?? target });
    return result.ok ? null : result;
  }
  // No kernel said beforehand in which words it would print the new rules: the host itself is asked afterwards.
  const result = await tryCourse({ ...order, mine: made ?? target, once: true });
  if (!result.ok) return result;
  const reread = await createReader({ backend }).readQuickly(family);
  const form = inKernelForm(live, target, { before: live, after: rulesetOf(reread) });
  learn(form.ok ? printRuleset(form.made, { counters: false }) : reread.text);
  return form.ok ? null : { message: form.differences.join(' '), stderr: '', busy: false };
}

/** The rules of a family as they stand, in the words of a restore file; for those who keep them over a restart. */
export function withoutCounters(text: string, family: Family): string {
  return printRuleset(parseSave(text, { family }).ruleset, { counters: false });
}
