import { nudgeRules as nudgeSteps, type PlacedRule, type RuleRef, type ShelvedRule } from '@sluice/draft';
import { findChain, type Chain, type Rule } from '@sluice/netfilter';
import { say } from '../state/announcer.ts';
import { duplicateRules, gapAt, insertRule, nudgeRules, removeRules } from '../state/edits.ts';
import { usePanels } from '../state/panels.ts';
import { inlineCall } from '../state/restructure.ts';
import { selectedRules, selectWholeChain } from '../state/selected-rules.ts';
import { disableRules, enableRules, forgetRules, selectedShelved } from '../state/shelf-edits.ts';
import { useSelection } from '../state/selection.ts';
import { commandContext } from './keyboard.ts';
import type { Command, CommandContext } from './registry.ts';

/** What can be done with the selected rules. */
export const RULE_COMMANDS: readonly Command[] = [
  {
    id: 'rule.edit',
    title: 'Edit rule',
    group: 'Rule',
    keys: ['E', 'F2'],
    when: (context) => selectedRule(context) !== null,
    run: ({ selection }) => selection.select(selection.selected, { edit: 'protocol' }),
  },
  {
    id: 'rule.insertJump',
    title: 'Insert jump to a chain…',
    group: 'Rule',
    keys: ['J'],
    when: (context) => selectedChain(context) !== null,
    run: (context) => {
      const at = placeOf(context);
      if (at) usePanels.getState().open({ kind: 'insertJump', ...at.ref, index: at.index });
    },
  },
  {
    id: 'rule.new',
    title: 'Add rule below',
    group: 'Rule',
    keys: ['N'],
    when: (context) => selectedChain(context) !== null,
    run: (context) => {
      const at = placeOf(context);
      if (at) insertRule(gapAt(at.ref, at.index + (at.rule ? 1 : 0)), { text: '', edit: 'protocol' });
    },
  },
  {
    id: 'rule.newAbove',
    title: 'Add rule above',
    group: 'Rule',
    keys: ['Shift+N'],
    when: (context) => selectedRule(context) !== null,
    run: (context) => {
      const at = placeOf(context);
      if (at) insertRule(gapAt(at.ref, at.index), { text: '', edit: 'protocol' });
    },
  },
  {
    id: 'rule.duplicate',
    title: 'Duplicate rule',
    titleNow: (context) => `Duplicate ${rulesWords(context)}`,
    group: 'Rule',
    keys: ['Ctrl+D'],
    when: (context) => rulesOf(context).length > 0,
    run: (context) => {
      duplicateRules(rulesOf(context));
    },
  },
  {
    id: 'rule.moveUp',
    title: 'Move rule up',
    titleNow: (context) => `Move ${rulesWords(context)} up`,
    group: 'Rule',
    keys: ['Alt+ArrowUp'],
    when: (context) => canNudge(context, -1),
    run: (context) => nudge(context, -1),
  },
  {
    id: 'rule.moveDown',
    title: 'Move rule down',
    titleNow: (context) => `Move ${rulesWords(context)} down`,
    group: 'Rule',
    keys: ['Alt+ArrowDown'],
    when: (context) => canNudge(context, 1),
    run: (context) => nudge(context, 1),
  },
  {
    id: 'rule.extract',
    title: 'Extract rule into a new chain…',
    titleNow: (context) => `Extract ${rulesWords(context)} into a new chain…`,
    group: 'Rule',
    keys: ['X'],
    when: (context) => rulesOf(context).length > 0,
    run: (context) => {
      const rules = rulesOf(context).map(({ table, chain, id }) => ({ table, chain, id }));
      usePanels.getState().open({ kind: 'extractRules', rules });
    },
  },
  {
    id: 'rule.simulate',
    title: 'Simulate a packet of this rule',
    group: 'Rule',
    keys: ['S'],
    when: (context) => selectedRule(context) !== null,
    run: (context) => {
      const rule = selectedRule(context);
      if (rule) void import('../simulate/ask-about-rule.ts').then(({ askAboutRule }) => askAboutRule(rule));
    },
  },
  {
    id: 'rule.inline',
    title: 'Replace call by the rules of the chain',
    titleNow: (context) => `Replace call by the rules of ${calleeOf(context) ?? 'the chain'}`,
    group: 'Rule',
    keys: ['Shift+X'],
    when: (context) => calleeOf(context) !== null,
    run: (context) => {
      const [call] = rulesOf(context);
      const callee = calleeOf(context);
      if (call && callee !== null) inlineCall(call, callee);
    },
  },
  {
    id: 'rule.selectChain',
    title: 'Select all rules of the chain',
    group: 'Rule',
    keys: ['Ctrl+A'],
    when: (context) => (selectedChain(context)?.rules.length ?? 0) > 0,
    run: ({ selection: { selected } }) => {
      if (selected) selectWholeChain(selected);
    },
  },
  {
    id: 'rule.toggle',
    title: 'Disable or enable rule',
    titleNow: (context) =>
      rulesOf(context).length > 0
        ? `Disable ${rulesWords(context)}`
        : `Enable ${shelvedOf(context).length === 1 ? 'rule' : `${shelvedOf(context).length} rules`}`,
    group: 'Rule',
    keys: ['D'],
    when: (context) => rulesOf(context).length + shelvedOf(context).length > 0,
    run: (context) => {
      const rules = rulesOf(context);
      if (rules.length > 0) disableRules(rules);
      else enableRules(shelvedOf(context));
    },
  },
  {
    id: 'rule.delete',
    title: 'Delete rule',
    titleNow: (context) => (rulesOf(context).length > 0 ? `Delete ${rulesWords(context)}` : 'Delete disabled rule'),
    group: 'Rule',
    keys: ['Delete'],
    when: (context) => rulesOf(context).length + shelvedOf(context).length > 0,
    run: (context) => {
      const rules = rulesOf(context);
      if (rules.length > 0) removeRules(rules);
      else forgetRules(shelvedOf(context));
    },
  },
  {
    id: 'selection.clear',
    title: 'Select nothing',
    group: 'Rule',
    keys: ['Escape'],
    when: ({ selection }) => selection.selected !== null,
    run: () => useSelection.getState().select(null),
  },
];

/** The selected rule, when the draft still holds it. */
export function selectedRule(context: CommandContext): RuleRef | null {
  const at = placeOf(context);
  return at?.rule ? { ...at.ref, id: at.rule.id } : null;
}

/** The selected chain, or the chain of the selected rule. */
export function selectedChain({ workspace, selection }: CommandContext): Chain | null {
  const { selected } = selection;
  return (selected && workspace.current && findChain(workspace.current, selected)) ?? null;
}

interface PlaceInChain {
  readonly ref: { readonly table: RuleRef['table']; readonly chain: string };
  readonly chain: Chain;
  readonly index: number;
  readonly rule: Rule | undefined;
}

/** Where the selection stands: a rule's own place, or the end of a chain. */
function placeOf(context: CommandContext): PlaceInChain | null {
  const { selected } = context.selection;
  const chain = selectedChain(context);
  if (!selected || !chain) return null;
  const ref = { table: selected.table, chain: selected.chain };
  if (selected.kind === 'chain') return { ref, chain, index: chain.rules.length, rule: undefined };
  const index = chain.rules.findIndex(({ id }) => id === selected.id);
  return index < 0 ? null : { ref, chain, index, rule: chain.rules[index] };
}

/** The selected rules in the order in which they are read. */
export function rulesOf({ workspace, selection }: CommandContext): readonly PlacedRule[] {
  return selectedRules(workspace.current, selection);
}

/** The selected rules that are disabled. */
function shelvedOf({ workspace, selection }: CommandContext): readonly ShelvedRule[] {
  return selectedShelved(workspace.shelf, selection);
}

/** `rule` or `3 rules`. */
export function rulesWords(context: CommandContext): string {
  const { length } = rulesOf(context);
  return length === 1 ? 'rule' : `${length} rules`;
}

/** The chain that the one selected rule calls. */
function calleeOf(context: CommandContext): string | null {
  const [rule, other] = rulesOf(context);
  const { current } = context.workspace;
  const name = rule?.rule.spec.target?.name;
  if (!current || !rule || other || name === undefined) return null;
  return findChain(current, { table: rule.table, chain: name })?.name ?? null;
}

function canNudge(context: CommandContext, by: -1 | 1): boolean {
  const { current } = context.workspace;
  return current !== null && nudgeSteps(current, rulesOf(context), by).length > 0;
}

/** Moves, and says where the rules stand now: the eye sees it, the ear would not know. */
function nudge(context: CommandContext, by: -1 | 1): void {
  if (!nudgeRules(rulesOf(context), by)) return;
  const now = rulesOf(commandContext());
  const [first] = now;
  if (!first) return;
  const total = commandContext().workspace.current;
  const count = (total && findChain(total, first)?.rules.length) ?? 0;
  const what = now.length === 1 ? 'Rule' : `${now.length} rules`;
  say(`${what} moved to position ${first.index + 1} of ${count} in ${first.table} ${first.chain}`);
}
