import {
  applySteps,
  extractRules as stepsToExtract,
  inlineCall as stepsToInline,
  type RuleRef,
  type Step,
} from '@sluice/draft';
import { describeRefusal, jumpRefusal, type ChainRef, type Ruleset } from '@sluice/netfilter';
import { perform, rulesWords, tellRefusal } from './perform.ts';
import { useSelection } from './selection.ts';
import { newRuleId, useWorkspace } from './workspace.ts';

/*
 * Edits after which a packet meets the same rules in the same order; what would not keep it is refused with the reason.
 */

/** Moves rules into a new chain and calls it where they stood; the call is selected. */
export function extractRules(rules: readonly RuleRef[], name: string): boolean {
  const { current } = useWorkspace.getState();
  const [first] = rules;
  if (!current || !first) return false;
  const label = `Extract ${rulesWords(rules)} into ${name}`;
  const callId = newRuleId();
  const steps = stepsToExtract(current, rules, { name, callId });
  if (!steps.ok) return tellRefusal(label, steps.error.message);
  const { table, chain } = first;
  const tooDeep = callRefusal(current, steps.value, { from: { table, chain }, callee: name });
  if (tooDeep !== null) return tellRefusal(label, tooDeep);
  const done = perform(label, steps.value);
  if (done) useSelection.getState().select({ kind: 'rule', table, chain, id: callId }, { reveal: true });
  return done;
}

/** Puts a chain's rules in the place of a rule that calls it, and selects them. */
export function inlineCall(call: RuleRef, callee: string): boolean {
  const { current } = useWorkspace.getState();
  if (!current) return false;
  const label = `Inline ${callee} into ${call.chain}`;
  const steps = stepsToInline(current, call, newRuleId);
  if (!steps.ok) return tellRefusal(label, steps.error.message);
  const done = perform(label, steps.value);
  const made = steps.value.flatMap((step) => (step.type === 'insertRule' ? [step] : []));
  const [first] = made;
  const { select, selectRules } = useSelection.getState();
  const { table, chain } = call;
  if (done) select(first ? { kind: 'rule', table, chain, id: first.id } : { kind: 'chain', table, chain });
  if (done) selectRules(made.map(({ id }) => ({ table, chain, id })));
  return done;
}

/** Why the call to the new chain may not be, such as too many chains below each other. */
function callRefusal(
  ruleset: Ruleset,
  steps: readonly Step[],
  call: { readonly from: ChainRef; readonly callee: string },
): string | null {
  const after = applySteps(ruleset, steps);
  if (!after.ok) return after.error.message;
  const backend = useWorkspace.getState().backend ?? 'nft';
  const refusal = jumpRefusal(after.value, call.from, call.callee, { how: 'jump', backend });
  return refusal && describeRefusal(refusal);
}
