import { diffRulesets, findFaults, setEditsOf, type RuleFault, type Step } from '@sluice/draft';
import { printRuleset } from '@sluice/iptables';
import { ok, type Family } from '@sluice/netfilter';
import type { FamilyTarget, SetsTarget } from '@sluice/protocol/helper';
import { refusal, type Answer } from '../answers.ts';
import type { OpenDraft } from './open-draft.ts';

/** What the drafts of a host want it to hold. */
export interface DraftWish {
  /** For each family whose draft changes rules. */
  readonly targets: readonly FamilyTarget[];
  /** Of both families together: sets belong to the host. Absent when none changes. */
  readonly sets?: SetsTarget | undefined;
  /** The families whose drafts it is made of. */
  readonly families: readonly Family[];
}

/** What these drafts want together; refused while one of them holds a rule that cannot be one. */
export function wishOf(drafts: readonly (readonly [Family, OpenDraft])[]): Answer<DraftWish> {
  const targets: FamilyTarget[] = [];
  const steps: Step[] = [];
  const families: Family[] = [];
  for (const [family, draft] of drafts) {
    const { base, baseRules, currentRules, groups, cursor } = draft;
    const own = groups.slice(0, cursor).flatMap((group) => group.steps);
    const diff = diffRulesets(baseRules, currentRules);
    const [fault, ...others] = findFaults(diff, family);
    if (fault) return cannotBeApplied(fault, others.length);
    if (diff.changes > 0) {
      targets.push({ family, base: base.fingerprint, text: printRuleset(currentRules, { counters: true }) });
    }
    if (diff.changes > 0 || setEditsOf(own).length > 0) families.push(family);
    steps.push(...own);
  }
  const edits = setEditsOf(steps);
  return ok({ targets, families, ...(edits.length > 0 && { sets: { edits } }) });
}

/** Printed, such a rule could be read as something else: it never leaves the draft. */
function cannotBeApplied({ table, chain, index, reason }: RuleFault, others: number): Answer<never> {
  const more = others === 0 ? '' : ` ${others} more cannot either.`;
  return refusal(
    'draftInvalid',
    `Rule ${index + 1} of ${table} ${chain} cannot be applied: ${reason}${more} The draft is kept. Mend what is marked red.`,
    { unchanged: true },
  );
}
