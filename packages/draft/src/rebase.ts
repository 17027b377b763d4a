import type { RuleId, Ruleset, TableName } from '@sluice/netfilter';
import { doStep } from './apply.ts';
import { diffRules, pairChains, tableNames } from './diff.ts';
import type { Step, StepGroup } from './step.ts';
import { Workbench } from './workbench.ts';

/** Groups that say on a new base what they said on the old one. */
export interface Rebase {
  /** In the old order; a group of which no step is left is not here. Groups that did not have to change are the same values. */
  readonly groups: readonly StepGroup[];
  /** What could not be kept, under the label of its group: steps whose rule or chain is gone, or is there already. */
  readonly dropped: readonly StepGroup[];
}

/**
 * Expresses a draft's groups, made on `oldBase`, on `newBase`. Rules of the base are recognised by their words, so that
 * a step keeps its rule when an equal one appears above it. A step whose neighbour is gone follows the nearest one before that is left.
 */
export function rebaseGroups(groups: readonly StepGroup[], oldBase: Ruleset, newBase: Ruleset): Rebase {
  const benches: Benches = {
    old: new Workbench(oldBase),
    new: new Workbench(newBase),
    ids: matchIds(oldBase, newBase),
  };
  const kept: StepGroup[] = [];
  const dropped: StepGroup[] = [];
  for (const group of groups) {
    const steps = group.steps.map((step) => ({ step, rebased: rebaseStep(step, benches) }));
    const alive = steps.flatMap(({ rebased }) => rebased ?? []);
    const lost = steps.filter(({ rebased }) => !rebased).map(({ step }) => step);
    const unchanged = alive.length === steps.length && alive.every((step, at) => step === group.steps[at]);
    if (alive.length > 0) kept.push(unchanged ? group : { ...group, steps: alive });
    if (lost.length > 0) dropped.push({ ...group, steps: lost });
  }
  return { groups: kept, dropped };
}

interface Benches {
  readonly old: Workbench;
  readonly new: Workbench;
  /** The id in the new base of each rule of the old one that is still there. */
  readonly ids: ReadonlyMap<string, RuleId | null>;
}

/** Every rule of the old base with its id in the new one; null when it is gone. */
function matchIds(before: Ruleset, after: Ruleset): ReadonlyMap<string, RuleId | null> {
  const ids = new Map<string, RuleId | null>();
  for (const table of tableNames(before, after)) {
    for (const pair of pairChains(table, { before, after })) {
      if (pair.before === pair.after) continue;
      for (const row of diffRules(pair.before?.rules ?? [], pair.after?.rules ?? [], { matchByText: true })) {
        if (row.before) ids.set(row.before.rule.id, row.after?.rule.id ?? null);
      }
    }
  }
  return ids;
}

/** The step in the new base's terms, done on both benches; undefined when it cannot be done there. */
function rebaseStep(step: Step, benches: Benches): Step | undefined {
  const rebased = translate(step, benches);
  doStep(benches.old, step);
  return rebased && doStep(benches.new, rebased) === null ? rebased : undefined;
}

function translate(step: Step, benches: Benches): Step | undefined {
  switch (step.type) {
    case 'createChain':
    case 'removeChain':
    case 'setPolicy':
    case 'createSet':
    case 'destroySet':
    case 'addMembers':
    case 'removeMembers':
    case 'forgetRule':
      return step;
    case 'insertRule':
    case 'enableRule': {
      const after = anchor(step, step.chain, benches);
      return after === step.after ? step : { ...step, after };
    }
    case 'replaceRule':
    case 'removeRule':
    case 'disableRule': {
      const id = newId(step.id, benches);
      if (id === null) return undefined;
      return id === step.id ? step : { ...step, id };
    }
    case 'moveRule': {
      const id = newId(step.id, benches);
      if (id === null) return undefined;
      const after = step.after === step.id ? id : anchor(step, step.toChain, benches);
      return id === step.id && after === step.after ? step : { ...step, id, after };
    }
  }
}

/** The id on the new bench: rules that the draft made keep theirs. */
function newId(id: RuleId, { ids }: Benches): RuleId | null {
  const known = ids.get(id);
  return known === undefined ? id : known;
}

/** The neighbour to follow: the old one, or the nearest before it that the new bench has in that chain, or the top. */
function anchor(
  step: { readonly table: TableName; readonly after: RuleId | null; readonly id: RuleId },
  chain: string,
  benches: Benches,
): RuleId | null {
  if (step.after === null) return null;
  const old = benches.old.chain(step.table, chain)?.rules ?? [];
  const there = new Set(benches.new.chain(step.table, chain)?.rules.map((rule) => rule.id));
  for (let at = old.findIndex((rule) => rule.id === step.after); at >= 0; at -= 1) {
    const rule = old[at];
    const id = rule && rule.id !== step.id ? newId(rule.id, benches) : null;
    if (id !== null && there.has(id)) return id;
  }
  return null;
}
