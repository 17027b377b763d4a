import {
  disableRules as stepsToDisable,
  enableRules as stepsToEnable,
  forgetRules as stepsToForget,
  type RuleRef,
  type ShelvedRule,
} from '@sluice/draft';
import { performHere, rulesWords } from './perform.ts';
import { chosenRules, useSelection, type SelectionState } from './selection.ts';
import { useWorkspace } from './workspace.ts';

/** The disabled rules among those that are selected. */
export function selectedShelved(
  shelf: readonly ShelvedRule[],
  selection: Pick<SelectionState, 'selected' | 'others'>,
): readonly ShelvedRule[] {
  const chosen = new Set(chosenRules(selection).map(({ id }) => id));
  return shelf.filter(({ id }) => chosen.has(id));
}

/** Takes rules off the host with the next apply and keeps them, struck through, where they stood. */
export function disableRules(rules: readonly RuleRef[]): boolean {
  return performHere(`Disable ${rulesWords(rules)}`, (ruleset) => stepsToDisable(ruleset, rules));
}

/** Puts disabled rules back where they are shown. */
export function enableRules(rules: readonly ShelvedRule[]): boolean {
  const { shelf } = useWorkspace.getState();
  return performHere(`Enable ${rulesWords(rules)}`, (ruleset) => stepsToEnable(ruleset, shelf, idsOf(rules)));
}

/** Throws disabled rules away: they are on no host, so nothing changes there. */
export function forgetRules(rules: readonly ShelvedRule[]): boolean {
  const [first] = rules;
  const done = performHere(`Delete disabled ${rulesWords(rules)}`, () => stepsToForget(rules, idsOf(rules)));
  if (done && first) useSelection.getState().select({ kind: 'chain', table: first.table, chain: first.chain });
  return done;
}

function idsOf(rules: readonly ShelvedRule[]): ReadonlySet<ShelvedRule['id']> {
  return new Set(rules.map(({ id }) => id));
}
