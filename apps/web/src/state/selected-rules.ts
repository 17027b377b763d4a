import { placedRules, type PlacedRule, type RuleRef } from '@sluice/draft';
import { findChain, type ChainRef, type Ruleset } from '@sluice/netfilter';
import { chosenRules, useSelection, type SelectionState } from './selection.ts';
import { useWorkspace } from './workspace.ts';

/** The selected rules that the draft still holds, in the order in which they are read. */
export function selectedRules(
  ruleset: Ruleset | null,
  selection: Pick<SelectionState, 'selected' | 'others'>,
): readonly PlacedRule[] {
  return ruleset ? placedRules(ruleset, chosenRules(selection)) : [];
}

/** Selects from where the range begins to this rule; in another chain the range begins anew. */
export function extendSelection(to: RuleRef): void {
  const { anchor, select, selectRules } = useSelection.getState();
  const rules = rulesOf(to);
  const start = rules.findIndex(({ id }) => id === anchor?.id);
  const end = rules.findIndex(({ id }) => id === to.id);
  if (start < 0 || end < 0) return select({ kind: 'rule', ...to });
  const range = rules.slice(Math.min(start, end), Math.max(start, end) + 1);
  selectRules(start < end ? range : range.toReversed());
}

/** Selects every rule of a chain. */
export function selectWholeChain(ref: ChainRef): void {
  const rules = rulesOf(ref);
  const [first] = rules;
  if (!first) return;
  useSelection.getState().select({ kind: 'rule', ...first });
  useSelection.getState().selectRules(rules);
}

function rulesOf({ table, chain }: ChainRef): readonly RuleRef[] {
  const { current } = useWorkspace.getState();
  const rules = (current && findChain(current, { table, chain })?.rules) ?? [];
  return rules.map(({ id }) => ({ table, chain, id }));
}
