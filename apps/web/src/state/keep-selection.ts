import { placedRules } from '@sluice/draft';
import { findChain, type Rule, type Ruleset } from '@sluice/netfilter';
import { useSelection, type Selected } from './selection.ts';
import { useWorkspace } from './workspace.ts';

/**
 * After an apply the host names a drafted rule anew, and after an undo it is gone: the selection then goes to the
 * same words in the same chain, else to the chain, else nowhere. Answers with the function that stops it.
 */
export function startKeepingSelection(): () => void {
  return useWorkspace.subscribe((state, before) => {
    if (state.current === before.current || !state.current) return;
    const { selected, others, select, selectRules } = useSelection.getState();
    if (!selected) return;
    const shelved = new Set(state.shelf.map(({ id }) => id));
    if (selected.kind === 'rule' && shelved.has(selected.id)) return;
    const kept = keptSelection(selected, before.current, state.current);
    if (kept !== selected) return select(kept);
    const left = [...placedRules(state.current, others), ...others.filter(({ id }) => shelved.has(id))];
    if (selected.kind === 'rule' && left.length < others.length) selectRules([...left, selected]);
  });
}

/** What to select in `after`, when `selected` was selected in `before`. */
export function keptSelection(selected: Selected, before: Ruleset | null, after: Ruleset): Selected | null {
  const { table, chain } = selected;
  const rules = findChain(after, selected)?.rules;
  if (!rules) return before && findChain(before, selected) ? null : selected;
  if (selected.kind === 'chain' || rules.some(({ id }) => id === selected.id)) return selected;
  const old = (before && findChain(before, selected)?.rules) ?? [];
  const index = old.findIndex(({ id }) => id === selected.id);
  if (index < 0) return selected;
  const same = closest(rules, index, old[index]?.text ?? '');
  return same ? { kind: 'rule', table, chain, id: same.id } : { kind: 'chain', table, chain };
}

/** The rule of these words that stands nearest to the index. */
function closest(rules: readonly Rule[], index: number, text: string): Rule | undefined {
  const candidates = rules.map((rule, at) => ({ rule, away: Math.abs(at - index) }));
  return candidates.filter(({ rule }) => rule.text === text).toSorted((a, b) => a.away - b.away)[0]?.rule;
}
