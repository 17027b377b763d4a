import { findChain, type Chain, type Rule } from '@sluice/netfilter';
import { gapAt, insertRule, nudgeRule, removeRule, type RuleRef } from '../state/edits.ts';
import { usePanels } from '../state/panels.ts';
import { useSelection } from '../state/selection.ts';
import type { Command, CommandContext } from './registry.ts';

/** What can be done with the selected rule. */
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
    group: 'Rule',
    keys: ['Ctrl+D'],
    when: (context) => selectedRule(context) !== null,
    run: (context) => {
      const at = placeOf(context);
      if (!at?.rule) return;
      const { text } = at.rule;
      insertRule(gapAt(at.ref, at.index + 1), { text, label: `Duplicate rule in ${at.ref.chain}` });
    },
  },
  {
    id: 'rule.moveUp',
    title: 'Move rule up',
    group: 'Rule',
    keys: ['Alt+ArrowUp'],
    when: (context) => (placeOf(context)?.index ?? 0) > 0 && selectedRule(context) !== null,
    run: (context) => nudge(context, -1),
  },
  {
    id: 'rule.moveDown',
    title: 'Move rule down',
    group: 'Rule',
    keys: ['Alt+ArrowDown'],
    when: (context) => {
      const at = placeOf(context);
      return at?.rule !== undefined && at.index < at.chain.rules.length - 1;
    },
    run: (context) => nudge(context, 1),
  },
  {
    id: 'rule.delete',
    title: 'Delete rule',
    group: 'Rule',
    keys: ['Delete'],
    when: (context) => selectedRule(context) !== null,
    run: (context) => {
      const rule = selectedRule(context);
      if (rule) removeRule(rule);
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

function nudge(context: CommandContext, by: -1 | 1): void {
  const rule = selectedRule(context);
  if (rule) nudgeRule(rule, by);
}
