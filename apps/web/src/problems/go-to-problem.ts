import type { Finding } from '@sluice/analysis';
import { useDrawer } from '../state/drawer.ts';
import { listedBy, useProblems } from '../state/problems.ts';
import { useSelection } from '../state/selection.ts';

/** Opens a problem: its rule or chain is selected and brought into sight; the focus goes there, unless it is to stay. */
export function goToProblem({ id, rule, chain: { table, chain } }: Finding, keepFocus = false): void {
  useProblems.getState().select(id);
  useDrawer.getState().show('problems');
  const { select } = useSelection.getState();
  if (rule) select({ kind: 'rule', table: rule.table, chain: rule.chain, id: rule.id }, { reveal: true, keepFocus });
  else select({ kind: 'chain', table, chain }, { reveal: true, keepFocus });
}

/** The listed problem so many places further, around the end; the first one when none is looked at. */
export function problemAt(by: 1 | -1): Finding | undefined {
  const state = useProblems.getState();
  const listed = listedBy(state.filter, state);
  const at = listed.findIndex(({ id }) => id === state.selected);
  if (at === -1) return listed.at(by === 1 ? 0 : -1);
  return listed.at((at + by) % listed.length);
}
