import { findChain, type RuleId, type Ruleset } from '@sluice/netfilter';
import { applyStep } from './apply.ts';
import type { RuleRef } from './rule-edits.ts';
import type { Step, StepGroup } from './step.ts';

/**
 * The steps that take `step` back, to be done on the ruleset that `step` made of `before`; none when the step
 * does not apply there. What comes back is the same rules in the same order; a chain that was removed and made
 * again stands last in its table, and a table or built-in chain that the step brought along stays, empty.
 */
export function invertStep(before: Ruleset, step: Step): readonly Step[] {
  switch (step.type) {
    case 'insertRule':
      return [{ type: 'removeRule', table: step.table, chain: step.chain, id: step.id }];
    case 'replaceRule':
      return takeBackText(before, step);
    case 'moveRule':
      return takeBackMove(before, step);
    case 'removeRule':
      return takeBackRule(before, step);
    case 'disableRule':
      return [{ ...step, type: 'enableRule', after: standing(before, step)?.after ?? null }];
    case 'enableRule':
      return [{ ...step, type: 'disableRule' }];
    case 'forgetRule':
      return [
        { ...step, type: 'enableRule' },
        { ...step, type: 'disableRule' },
      ];
    case 'createChain':
      return [{ type: 'removeChain', table: step.table, chain: step.chain }];
    case 'removeChain':
      return [{ type: 'createChain', table: step.table, chain: step.chain }];
    case 'createSet':
      return [{ ...step, type: 'destroySet' }];
    case 'destroySet':
      return [{ ...step, type: 'createSet' }];
    case 'addMembers':
      return [{ ...step, type: 'removeMembers' }];
    case 'removeMembers':
      return [{ ...step, type: 'addMembers' }];
    case 'setPolicy': {
      const policy = findChain(before, step)?.policy ?? 'ACCEPT';
      return [{ type: 'setPolicy', table: step.table, chain: step.chain, policy }];
    }
  }
}

/** The steps that take a whole group back, last step first; none when the group does not apply to `before`. */
export function invertGroup(before: Ruleset, group: StepGroup): readonly Step[] {
  const inverse: Step[] = [];
  let ruleset = before;
  for (const step of group.steps) {
    const after = applyStep(ruleset, step);
    if (!after.ok) return [];
    inverse.unshift(...invertStep(ruleset, step));
    ruleset = after.value;
  }
  return inverse;
}

interface Standing {
  readonly text: string;
  /** The rule before it, or null when it is the first. */
  readonly after: RuleId | null;
}

function standing(before: Ruleset, { table, chain, id }: RuleRef): Standing | undefined {
  const rules = findChain(before, { table, chain })?.rules ?? [];
  const at = rules.findIndex((rule) => rule.id === id);
  const rule = rules[at];
  return rule && { text: rule.text, after: rules[at - 1]?.id ?? null };
}

function takeBackText(before: Ruleset, step: Extract<Step, { type: 'replaceRule' }>): readonly Step[] {
  const was = standing(before, step);
  return was ? [{ ...step, text: was.text }] : [];
}

function takeBackMove(before: Ruleset, step: Extract<Step, { type: 'moveRule' }>): readonly Step[] {
  const was = standing(before, step);
  return was ? [{ ...step, chain: step.toChain, toChain: step.chain, after: was.after }] : [];
}

function takeBackRule(before: Ruleset, step: Extract<Step, { type: 'removeRule' }>): readonly Step[] {
  const was = standing(before, step);
  return was ? [{ ...step, type: 'insertRule', after: was.after, text: was.text }] : [];
}
