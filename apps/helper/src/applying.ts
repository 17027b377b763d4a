import { parseSave, printRuleset } from '@sluice/iptables';
import type { Family } from '@sluice/netfilter';
import type { DryRunReport, FamilyTarget } from '@sluice/protocol/helper';
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

/** Reads all families of a request now, and plans them. */
export async function planTargets(reader: Reader, targets: readonly FamilyTarget[]): Promise<readonly PlannedTarget[]> {
  const planned: PlannedTarget[] = [];
  for (const target of targets) planned.push(planTarget(await reader.readStrictly(target.family), target));
  return planned;
}

/** The answer of `dryRun`: the plans, and what a kernel said to them. */
export async function dryRun(reader: Reader, targets: readonly FamilyTarget[]): Promise<DryRunReport> {
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
  const rehearsals = await rehearse(plans.filter(({ plan }) => plan.input !== ''));
  return {
    plans: plans.map(({ plan }) => plan),
    problems: [...problems, ...rehearsals.flatMap((rehearsal) => rehearsal.problems)],
    warnings: [...new Set([...rehearsals.flatMap(({ warnings }) => warnings), ...plans.flatMap(warnOfInterfaces)])],
    took: Math.round(performance.now() - started),
  };
}

function warnOfInterfaces({ live, target }: PlannedTarget): readonly string[] {
  return warnOfAbsentInterfaces(live, target, interfaceNames());
}

/** The rehearsals of plans that change something; refuses when a kernel did, or when nothing would change. */
export async function rehearseOrRefuse(planned: readonly PlannedTarget[]): Promise<readonly Rehearsal[]> {
  const changing = planned.filter(({ plan }) => plan.input !== '');
  if (changing.length === 0) {
    throw new HelperRefusal('unplannable', 'The host already holds these rules; there is nothing to apply.', {
      unchanged: true,
    });
  }
  const rehearsals = await rehearse(changing);
  const problem = rehearsals.flatMap((rehearsal) => rehearsal.problems)[0];
  if (problem) {
    const stderr = problem.stderr === undefined ? {} : { stderr: problem.stderr };
    throw new HelperRefusal('refusedByKernel', `${problem.message} Nothing was applied.`, {
      ...stderr,
      unchanged: true,
    });
  }
  return rehearsals;
}

/** How long applying may take before the guard takes it for stuck, on top of the window. */
const APPLY_BUDGET = 120_000;

/** PREPARED: everything that rolling back needs is on disk. */
export function createChange(store: ChangeStore, rehearsals: readonly Rehearsal[], seconds: number): ChangeRecord {
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
  };
  const length = seconds * 1000;
  try {
    store.create(record, texts, { deadline: bootTime() + APPLY_BUDGET + length, length });
  } catch (thrown) {
    const message = `The change could not be written to disk (${failureOf(thrown).message}). Nothing was applied.`;
    throw new HelperRefusal('unavailable', message, { unchanged: true });
  }
  return record;
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

/** APPLYING: every family, one after the other. Null when the host holds what was wanted, read back and compared. */
export async function applyAll(
  store: ChangeStore,
  id: string,
  rehearsals: readonly Rehearsal[],
): Promise<ApplyStop | null> {
  for (const rehearsal of rehearsals) {
    if (store.decision(id)) return { message: 'The change was rolled back meanwhile.', stderr: '', busy: false };
    const stop = await applyOne(rehearsal, (made) => store.setMade(id, rehearsal.planned.plan.family, made));
    if (stop) return stop;
  }
  return null;
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
