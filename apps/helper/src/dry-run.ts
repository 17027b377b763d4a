import { createRule, parseSave, printRuleset, printSpec } from '@sluice/iptables';
import type { Rule, Ruleset } from '@sluice/netfilter';
import type { DryRunProblem } from '@sluice/protocol/helper';
import { failureOf, HelperRefusal } from './failure.ts';
import { inKernelForm, withOwnIds } from './kernel-form.ts';
import { indexChains, mapChains, type PlannedTarget } from './planning.ts';
import { restorePlan, restoreWhole, type RestoreJob } from './restoring.ts';
import { scanSave } from './save-scan.ts';
import { copySets, setsNamed } from './scratch-sets.ts';
import { restoreSets } from './set-course.ts';
import type { PlannedSets } from './set-planning.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { saveProgram } from './tools.ts';

/** What a dry run found out about one family. */
export interface Rehearsal {
  readonly planned: PlannedTarget;
  readonly problems: readonly DryRunProblem[];
  readonly warnings: readonly string[];
  /** The target in the kernel's own words; guessed where no kernel could be asked. Null when there are problems. */
  readonly made: Ruleset | null;
  /** Whether `made` comes from a kernel. */
  readonly asked: boolean;
}

/**
 * Restores each plan for real over a copy of the live rules, in a namespace where it reaches nobody. `--test` of the
 * tools is no dry run: it accepts what the kernel refuses (HOST-FACTS 0.3).
 */
export async function rehearse(
  targets: readonly PlannedTarget[],
  sets: PlannedSets | null,
): Promise<{ readonly rehearsals: readonly Rehearsal[]; readonly sets: RehearsedSets }> {
  let scratch: Scratch;
  try {
    scratch = await openScratch();
  } catch (thrown) {
    if (!(thrown instanceof HelperRefusal)) throw thrown;
    const warning = `${failureOf(thrown).message} The plan was not tried out.`;
    return { rehearsals: targets.map((planned) => unasked(planned, warning)), sets: { warnings: [warning] } };
  }
  try {
    const tried = sets ? await rehearseSets(sets, scratch) : NO_SETS;
    const rehearsals: Rehearsal[] = [];
    for (const planned of targets) rehearsals.push(await rehearseOne(planned, scratch));
    const stop = sets && !tried.problem ? await restoreSets(sets.plan.after, sets.encoding, scratch.run) : null;
    return { rehearsals, sets: stop ? { ...tried, problem: stop } : tried };
  } finally {
    scratch.close();
  }
}

/** What was found out about the sets of a change. */
interface RehearsedSets {
  readonly problem?: { readonly message: string; readonly stderr: string };
  readonly warnings: readonly string[];
}

const NO_SETS: RehearsedSets = { warnings: [] };

/** Makes and changes the sets in the scratch namespace; those of the host are there without what is in them. */
async function rehearseSets({ needs, plan, encoding }: PlannedSets, scratch: Scratch): Promise<RehearsedSets> {
  const warnings = await copySets(needs, scratch);
  const stop = await restoreSets(plan.before, encoding, scratch.run);
  return stop
    ? { warnings, problem: { ...stop, message: `The kernel refuses the sets. ${stop.message}` } }
    : { warnings };
}

async function rehearseOne(planned: PlannedTarget, scratch: Scratch): Promise<Rehearsal> {
  const { live, plan, reading } = planned;
  const copy = mapChains(live, (chain) => ({ ...chain, rules: chain.rules.map(harmless) }));
  const sets = await copySets(setsNamed(live).concat(setsNamed(planned.target)), scratch);
  const job: RestoreJob = {
    family: plan.family,
    backend: plan.backend,
    encoding: reading.encoding,
    input: printRuleset(copy, { counters: false }),
  };
  const loaded = await restoreWhole(job, scratch.run);
  if (!loaded.ok) {
    const why = `The live ${plan.family} rules could not be copied into a scratch namespace, so the plan was not tried out.`;
    return unasked(planned, `${why} ${loaded.stderr || loaded.message}`, sets);
  }
  const before = await readScratch(job, scratch);
  const restored = await restorePlan({ ...job, input: plan.input }, scratch.run);
  if (!restored.ok) return refused(planned, restored, sets);
  const after = await readScratch(job, scratch);
  const poisoned = poisonedWords(live);
  const form = inKernelForm(copy, mapRules(planned.target, harmless), { before, after });
  if (form.ok) {
    const made = withOwnIds(mapRules(form.made, (rule) => unharm(rule, poisoned)));
    return { planned, problems: [], warnings: sets, made, asked: true };
  }
  const problems = form.differences.map((message) => ({ family: plan.family, code: 'differs' as const, message }));
  return { planned, problems, warnings: sets, made: null, asked: true };
}

function refused(
  planned: PlannedTarget,
  { message, stderr, line }: { readonly message: string; readonly stderr: string; readonly line: number | undefined },
  warnings: readonly string[],
): Rehearsal {
  const { family, input } = planned.plan;
  const words = line === undefined ? undefined : input.split('\n')[line - 1];
  const what = words === undefined || words === 'COMMIT' ? 'the plan' : `"${words}"`;
  const problem: DryRunProblem = {
    family,
    code: 'refused',
    message: `The kernel refuses ${what}. ${message}`,
    ...(line !== undefined && { line }),
    ...(stderr !== '' && { stderr }),
  };
  return { planned, problems: [problem], warnings, made: null, asked: true };
}

/** The best that can be said without a kernel: the rules in the form that iptables-save would use for what we know. */
function unasked(planned: PlannedTarget, ...warnings: readonly (string | readonly string[])[]): Rehearsal {
  const live = indexChains(planned.live);
  const made = mapChains(planned.target, (chain, table) => {
    const known = new Set(live.get(table, chain.name)?.rules.map((rule) => rule.text));
    const rules = chain.rules.map((rule) =>
      known.has(rule.text) ? rule : createRule(printSpec(rule.spec), rule.id, rule.counters),
    );
    return { ...chain, rules };
  });
  return { planned, problems: [], warnings: warnings.flat(), made: withOwnIds(made), asked: false };
}

async function readScratch({ family, backend, encoding }: RestoreJob, scratch: Scratch): Promise<Ruleset> {
  const saved = await scratch.run({ program: saveProgram(family, backend), argv: ['-c'], timeout: 30_000 });
  if (saved.exit !== 0 || !scanSave(saved.stdout).whole) {
    throw new HelperRefusal('readFailed', 'The scratch namespace could not be read. Nothing was changed.', {
      stderr: saved.stderr.trim(),
      unchanged: true,
    });
  }
  return parseSave(saved.stdout.toString(encoding), { family }).ruleset;
}

// eslint-disable-next-line no-control-regex -- finding them is the purpose
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/g;

function mapRules(ruleset: Ruleset, change: (rule: Rule) => Rule): Ruleset {
  return mapChains(ruleset, (chain) => ({ ...chain, rules: chain.rules.map(change) }));
}

/**
 * A comment may hold line breaks that turn into rules when the text is fed back (HOST-FACTS 0.2). The copy in the
 * scratch namespace has marks in their place; the rule on the host is never written.
 */
function harmless(rule: Rule): Rule {
  const text = rule.text.replaceAll(CONTROL, '?');
  return text === rule.text ? rule : createRule(text, rule.id, rule.counters);
}

function poisonedWords(live: Ruleset): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  mapRules(live, (rule) => {
    const { text } = harmless(rule);
    if (text !== rule.text) words.set(text, rule.text);
    return rule;
  });
  return words;
}

function unharm(rule: Rule, poisoned: ReadonlyMap<string, string>): Rule {
  const text = poisoned.get(rule.text);
  return text === undefined ? rule : createRule(text, rule.id, rule.counters);
}
