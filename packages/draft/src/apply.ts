import { createRule } from '@sluice/iptables';
import {
  chainNameRefusal,
  isBuiltinChain,
  ok,
  refuse,
  type Result,
  type Rule,
  type RuleId,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import type { Refused, StepRefusal } from './refusal.ts';
import { membersRefusal, setHeadRefusal } from './set-refusals.ts';
import type { Step, StepGroup } from './step.ts';
import { Workbench, type OpenChain } from './workbench.ts';

/** What a kind of step needs; several kinds may share a shape. */
type StepOf<T extends Step['type']> = Omit<Extract<Step, { readonly type: T }>, 'type'>;

/**
 * The ruleset with one edit done. Chains and tables that the step does not touch keep their identity (`===`);
 * a refused step changes nothing and says why.
 */
export function applyStep(ruleset: Ruleset, step: Step): Result<Ruleset, StepRefusal> {
  return applySteps(ruleset, [step]);
}

/** The ruleset with all steps of a group done, or, if one of them is refused, that refusal and nothing done. */
export function applyGroup(ruleset: Ruleset, group: StepGroup): Result<Ruleset, StepRefusal> {
  return applySteps(ruleset, group.steps);
}

/** As `applyGroup`, for any run of steps. */
export function applySteps(ruleset: Ruleset, steps: Iterable<Step>): Result<Ruleset, StepRefusal> {
  const bench = new Workbench(ruleset);
  for (const step of steps) {
    const refused = doStep(bench, step);
    if (refused) return refuse({ code: refused[0], message: refused[1], step });
  }
  return ok(bench.close());
}

/** Does one step on a bench; null when it is done. A refused step leaves the rules on the bench as they were. */
export function doStep(bench: Workbench, step: Step): Refused {
  switch (step.type) {
    case 'insertRule':
    case 'enableRule':
      return insertRule(bench, step);
    case 'replaceRule':
      return replaceRule(bench, step);
    case 'moveRule':
      return moveRule(bench, step);
    case 'removeRule':
    case 'disableRule':
      return removeRule(bench, step);
    case 'forgetRule':
      return null;
    case 'createChain':
      return createChain(bench, step);
    case 'removeChain':
      return removeChain(bench, step);
    case 'setPolicy':
      return setPolicy(bench, step);
    case 'createSet':
      return setHeadRefusal(step.set);
    case 'destroySet':
      return destroySet(bench, step.set.name);
    case 'addMembers':
    case 'removeMembers':
      return membersRefusal(step);
  }
}

function insertRule(bench: Workbench, step: StepOf<'insertRule'>): Refused {
  const chain = bench.chain(step.table, step.chain);
  if (!chain) return chainMissing(step.table, step.chain);
  const bad = textRefusal(step.text);
  if (bad) return bad;
  if (bench.hasRule(step.id)) return ['ruleExists', 'This rule is in the ruleset already.'];
  const at = placeAfter(chain, step.after);
  if (at === undefined) return anchorMissing(step.table, step.chain);
  chain.rules = chain.rules.toSpliced(at, 0, createRule(step.text, step.id));
  bench.noteRule(step.id, true);
  return null;
}

function replaceRule(bench: Workbench, step: StepOf<'replaceRule'>): Refused {
  const chain = bench.chain(step.table, step.chain);
  if (!chain) return chainMissing(step.table, step.chain);
  const bad = textRefusal(step.text);
  if (bad) return bad;
  const at = indexOfRule(chain, step.id);
  const rule = chain.rules[at];
  if (!rule) return ruleMissing(step.table, step.chain);
  if (rule.text === step.text) return null;
  const edited = createRule(step.text, step.id);
  // A remark changes nothing that is counted; whatever else is edited counts from the beginning.
  const counters = sameButForComments(rule, edited) ? rule.counters : undefined;
  chain.rules = chain.rules.with(at, createRule(step.text, step.id, counters));
  return null;
}

function sameButForComments(before: Rule, after: Rule): boolean {
  const [one, other] = [before, after].map(({ spec }) =>
    JSON.stringify({ ...spec, matches: spec.matches.filter(({ module }) => module !== 'comment') }),
  );
  return one === other;
}

function moveRule(bench: Workbench, step: StepOf<'moveRule'>): Refused {
  const from = bench.chain(step.table, step.chain);
  if (!from) return chainMissing(step.table, step.chain);
  const to = bench.chain(step.table, step.toChain);
  if (!to) return chainMissing(step.table, step.toChain);
  const at = indexOfRule(from, step.id);
  const rule = from.rules[at];
  if (!rule) return ruleMissing(step.table, step.chain);
  // A rule dropped onto itself stays where it is.
  if (from === to && step.after === step.id) return null;
  if (from === to) return moveWithin(from, step, { at, rule });
  const place = placeAfter(to, step.after);
  if (place === undefined) return anchorMissing(step.table, step.toChain);
  from.rules = from.rules.toSpliced(at, 1);
  to.rules = to.rules.toSpliced(place, 0, rule);
  return null;
}

function moveWithin(
  chain: OpenChain,
  step: StepOf<'moveRule'>,
  moved: { readonly at: number; readonly rule: Rule },
): Refused {
  const rest = chain.rules.toSpliced(moved.at, 1);
  const place = placeAfter({ rules: rest }, step.after);
  if (place === undefined) return anchorMissing(step.table, step.toChain);
  if (place !== moved.at) chain.rules = rest.toSpliced(place, 0, moved.rule);
  return null;
}

function removeRule(bench: Workbench, step: StepOf<'removeRule'>): Refused {
  const chain = bench.chain(step.table, step.chain);
  if (!chain) return chainMissing(step.table, step.chain);
  const at = indexOfRule(chain, step.id);
  if (at === -1) return ruleMissing(step.table, step.chain);
  chain.rules = chain.rules.toSpliced(at, 1);
  bench.noteRule(step.id, false);
  return null;
}

function createChain(bench: Workbench, step: StepOf<'createChain'>): Refused {
  const bad = chainNameRefusal(step.chain);
  if (bad) return ['chainName', bad];
  if (bench.chain(step.table, step.chain)) {
    return ['chainExists', `The ${step.table} table has a chain ${step.chain} already.`];
  }
  bench.addChain(step.table, step.chain);
  return null;
}

function removeChain(bench: Workbench, step: StepOf<'removeChain'>): Refused {
  if (isBuiltinChain(step.table, step.chain)) {
    return ['chainBuiltin', `${step.chain} is a built-in chain: it can be emptied, not removed.`];
  }
  const chain = bench.chain(step.table, step.chain);
  if (!chain) return chainMissing(step.table, step.chain);
  if (chain.rules.length > 0) {
    const count = chain.rules.length === 1 ? 'a rule' : `${chain.rules.length} rules`;
    return ['chainNotEmpty', `The chain ${step.chain} still holds ${count}.`];
  }
  const caller = bench.callerOf(step.table, step.chain);
  if (caller !== undefined) return ['chainCalled', `The chain ${step.chain} is still called from ${caller}.`];
  bench.dropChain(step.table, step.chain);
  return null;
}

function setPolicy(bench: Workbench, step: StepOf<'setPolicy'>): Refused {
  if (!isBuiltinChain(step.table, step.chain)) {
    return ['policyPlace', `Only built-in chains have a policy; ${step.chain} is none of the ${step.table} table.`];
  }
  const chain = bench.chain(step.table, step.chain);
  if (chain) chain.policy = step.policy;
  return null;
}

function destroySet(bench: Workbench, name: string): Refused {
  const user = bench.userOf(name);
  return user === undefined ? null : ['setUsed', `The set ${name} is still named by a rule of ${user}.`];
}

function indexOfRule(chain: Pick<OpenChain, 'rules'>, id: RuleId): number {
  return chain.rules.findIndex((rule) => rule.id === id);
}

/** The index at which a rule stands that follows `after`; undefined when that neighbour is not in the chain. */
function placeAfter(chain: Pick<OpenChain, 'rules'>, after: RuleId | null): number | undefined {
  if (after === null) return 0;
  const at = indexOfRule(chain, after);
  return at === -1 ? undefined : at + 1;
}

/** A rule is one line; whether the words make sense is for the checks of `@sluice/iptables` to say. */
function textRefusal(text: string): Refused {
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  const broken = /[\u0000-\u0008\u000a-\u001f\u007f]/u.test(text);
  return broken ? ['ruleText', 'A rule is one line of text without control characters.'] : null;
}

function chainMissing(table: TableName, chain: string): Refused {
  return ['chainMissing', `The chain ${chain} is not in the ${table} table.`];
}

function ruleMissing(table: TableName, chain: string): Refused {
  return ['ruleMissing', `The rule that this step changes is gone from ${table} ${chain}.`];
}

function anchorMissing(table: TableName, chain: string): Refused {
  return ['anchorMissing', `The rule that this step follows is gone from ${table} ${chain}.`];
}
