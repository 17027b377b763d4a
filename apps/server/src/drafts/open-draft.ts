import { applyGroup, perform as done, redo, rulesetAt, undo, type History, type StepRefusal } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { ok, type Family, type Ruleset } from '@sluice/netfilter';
import type { DraftEdit } from '@sluice/protocol';
import { refusal, type Answer } from '../answers.ts';
import type { StoredDraft } from './draft-store.ts';

/** A draft with its rulesets, as long as it is in use. */
export interface OpenDraft extends StoredDraft {
  readonly baseRules: Ruleset;
  readonly currentRules: Ruleset;
}

/** The ruleset of a save text. */
export function rulesOf(text: string, family: Family): Ruleset {
  return parseSave(text, { family }).ruleset;
}

/** A stored draft with its rulesets. Groups that no longer hold on their base are left out, from the first on. */
export function openDraft(stored: StoredDraft, family: Family): OpenDraft {
  const baseRules = rulesOf(stored.base.text, family);
  for (let cursor = stored.cursor; ; cursor--) {
    const current = rulesetAt(baseRules, { groups: stored.groups, cursor });
    if (current.ok) return { ...stored, cursor, baseRules, currentRules: current.value };
    if (cursor === 0) return { ...stored, cursor: 0, baseRules, currentRules: baseRules };
  }
}

/** The draft after an edit; its version is one more. The first groups are on trial: nothing takes them back. */
export function perform(draft: OpenDraft, edit: DraftEdit, onTrial: number): Answer<OpenDraft> {
  const past: History = { groups: draft.groups, cursor: draft.cursor };
  switch (edit.action) {
    case 'do': {
      const after = applyGroup(draft.currentRules, edit.group);
      if (!after.ok) return stepRefused(after.error);
      return ok(edited(draft, done(past, edit.group), after.value));
    }
    case 'undo':
    case 'redo': {
      if (edit.action === 'undo' && draft.cursor <= onTrial && onTrial > 0) return undoOfTrial();
      const moved = edit.action === 'undo' ? undo(past) : redo(past);
      const after = rulesetAt(draft.baseRules, moved);
      return after.ok ? ok(edited(draft, moved, after.value)) : stepRefused(after.error);
    }
    case 'discard':
      return discardDownTo(draft, onTrial);
  }
}

function discardDownTo(draft: OpenDraft, onTrial: number): Answer<OpenDraft> {
  const left: History = { groups: draft.groups.slice(0, onTrial), cursor: onTrial };
  const rules = rulesetAt(draft.baseRules, left);
  return rules.ok ? ok(edited(draft, left, rules.value)) : stepRefused(rules.error);
}

function undoOfTrial(): Answer<never> {
  return refusal(
    'pendingChange',
    'What is on trial cannot be undone in the draft. Nothing was done. Keep the change or roll it back.',
    { unchanged: true },
  );
}

function edited(draft: OpenDraft, { groups, cursor }: History, currentRules: Ruleset): OpenDraft {
  return { ...draft, groups, cursor, currentRules, version: draft.version + 1 };
}

function stepRefused(refused: StepRefusal): Answer<never> {
  return refusal('stepRefused', `${refused.message} The draft is as before.`, { unchanged: true });
}
