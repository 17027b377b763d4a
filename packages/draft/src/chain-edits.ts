import { printSpec } from '@sluice/iptables';
import { callGraph, findChain, type Call, type ChainRef, type RuleId, type Ruleset } from '@sluice/netfilter';
import type { Step } from './step.ts';

/*
 * Edits of a whole chain, each as the small steps that make it up: so they are stored, inverted and laid on changed
 * rules like everything else. Whether a step may be done is for `applyStep` to say.
 */

/** Gives a user-defined chain another name. Its rules keep their counters and ids, and every caller follows. */
export function renameChain(ruleset: Ruleset, ref: ChainRef, name: string): readonly Step[] {
  const { table, chain } = ref;
  const ids = ruleIds(ruleset, ref);
  return [
    { type: 'createChain', table, chain: name },
    ...ids.map((id, at): Step => ({ type: 'moveRule', table, chain, id, toChain: name, after: ids[at - 1] ?? null })),
    ...callersOf(ruleset, ref).map((call) => retarget(ruleset, ref, { call, name })),
    { type: 'removeChain', table, chain },
  ];
}

/** Takes all rules out of a chain; the chain stays, and so do its callers and its policy. */
export function flushChain(ruleset: Ruleset, { table, chain }: ChainRef): readonly Step[] {
  return ruleIds(ruleset, { table, chain }).map((id) => ({ type: 'removeRule', table, chain, id }));
}

/** Deletes a user-defined chain with its rules, and the rules that call it: nothing may point at what is gone. */
export function deleteChain(ruleset: Ruleset, ref: ChainRef): readonly Step[] {
  const { table, chain } = ref;
  const calls = callersOf(ruleset, ref).filter(({ caller }) => caller !== chain);
  return [
    ...calls.map(({ caller, rule }): Step => ({ type: 'removeRule', table, chain: caller, id: rule.id })),
    ...flushChain(ruleset, ref),
    { type: 'removeChain', table, chain },
  ];
}

function ruleIds(ruleset: Ruleset, ref: ChainRef): readonly RuleId[] {
  return findChain(ruleset, ref)?.rules.map(({ id }) => id) ?? [];
}

function callersOf(ruleset: Ruleset, { table, chain }: ChainRef): readonly Call[] {
  return callGraph(ruleset, table).callersOf.get(chain) ?? [];
}

/** The caller's rule with the new name behind its `-j` or `-g`. A rule of the chain itself stands in the new one by now. */
function retarget(
  ruleset: Ruleset,
  { table, chain }: ChainRef,
  to: { readonly call: Call; readonly name: string },
): Step {
  const { caller, rule } = to.call;
  const { id, spec } = rule;
  if (!spec.target) throw new Error('a call is a rule with a target');
  const text = printSpec({ ...spec, target: { ...spec.target, name: to.name } }, { family: ruleset.family });
  return { type: 'replaceRule', table, chain: caller === chain ? to.name : caller, id, text };
}
