import { nextRedo, nextUndo } from '@sluice/draft';
import { FAMILIES, isBuiltinChain, type ChainRef } from '@sluice/netfilter';
import { callersOf } from '../state/callers.ts';
import { flushChain, removeChain, setPolicy } from '../state/edits.ts';
import { openSet } from '../state/host-sets.ts';
import { usePanels } from '../state/panels.ts';
import { nextChange } from '../state/changes.ts';
import { draftSetEdits } from '../state/set-drafts.ts';
import { useTrial } from '../state/trial.ts';
import { sliceOf } from '../state/workspace.ts';
import { useView, type Theme } from '../state/view.ts';
import { toast } from '../ui/toast.tsx';
import type { Command, CommandContext } from './registry.ts';
import { selectedChain } from './rule-commands.ts';

/** What can be done with the selected chain. */
export const CHAIN_COMMANDS: readonly Command[] = [
  {
    id: 'chain.new',
    title: 'New chain…',
    group: 'Chain',
    when: ({ workspace }) => workspace.current !== null,
    run: ({ selection }) => usePanels.getState().open({ kind: 'newChain', table: selection.selected?.table }),
  },
  {
    id: 'chain.call',
    title: 'Call this chain from…',
    group: 'Chain',
    when: (context) => customChain(context) !== null,
    run: (context) => {
      const ref = customChain(context);
      if (ref) usePanels.getState().open({ kind: 'callChain', table: ref.table, callee: ref.chain });
    },
  },
  policyCommand('ACCEPT'),
  policyCommand('DROP'),
  {
    id: 'chain.rename',
    title: 'Rename chain…',
    group: 'Chain',
    keys: ['F2'],
    when: (context) => customChain(context) !== null,
    run: (context) => askAbout(context, 'renameChain'),
  },
  {
    id: 'chain.copy',
    title: 'Copy chain, also to another table or family…',
    group: 'Chain',
    when: (context) => chainItself(context) !== null,
    run: (context) => askAbout(context, 'copyChain'),
  },
  {
    id: 'chain.flush',
    title: 'Delete all rules of the chain',
    group: 'Chain',
    when: (context) => chainItself(context) !== null && selectedChain(context)?.rules.length !== 0,
    run: (context) => {
      const ref = chainItself(context);
      if (ref) flushChain(ref);
    },
  },
  {
    id: 'chain.delete',
    title: 'Delete chain',
    group: 'Chain',
    keys: ['Delete'],
    when: (context) => customChain(context) !== null,
    run: (context) => {
      const ref = customChain(context);
      if (!ref) return;
      if (callersOf(context.workspace.current, ref).length > 0) askAbout(context, 'deleteChain');
      else removeChain(ref);
    },
  },
];

/** Undo, redo, review. */
export const DRAFT_COMMANDS: readonly Command[] = [
  {
    id: 'draft.undo',
    title: 'Undo',
    titleNow: ({ workspace }) => `Undo: ${nextUndo(workspace)?.label ?? 'nothing'}`,
    group: 'Draft',
    keys: ['Ctrl+Z'],
    when: ({ workspace }) => workspace.cursor > workspace.trial,
    run: ({ workspace }) => {
      const group = nextUndo(workspace);
      workspace.undo();
      if (group) toast({ tone: 'info', title: `Undone: ${group.label}` });
    },
  },
  {
    id: 'draft.redo',
    title: 'Redo',
    titleNow: ({ workspace }) => `Redo: ${nextRedo(workspace)?.label ?? 'nothing'}`,
    group: 'Draft',
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    when: ({ workspace }) => workspace.cursor < workspace.groups.length,
    run: ({ workspace }) => {
      const group = nextRedo(workspace);
      workspace.redo();
      if (group) toast({ tone: 'info', title: `Done again: ${group.label}` });
    },
  },
  {
    id: 'draft.next',
    title: 'Go to the next change',
    group: 'Draft',
    keys: ['F9'],
    when: ({ workspace }) => (workspace.diff?.changes ?? 0) > 0 || draftSetEdits(workspace).length > 0,
    run: ({ workspace, selection }) => {
      const next = nextChange(workspace.diff, selection.selected);
      const [set] = draftSetEdits(workspace);
      if (next) selection.select(next, { reveal: true });
      else if (set) openSet(set.name);
    },
  },
  {
    id: 'draft.review',
    title: 'Review and apply…',
    group: 'Draft',
    keys: ['Ctrl+Enter'],
    when: ({ workspace }) =>
      useTrial.getState().pending === null &&
      (draftSetEdits(workspace).length > 0 ||
        FAMILIES.some((family) => (sliceOf(workspace, family).diff?.changes ?? 0) > 0)),
    run: () => usePanels.getState().open({ kind: 'review' }),
  },
  {
    id: 'draft.discard',
    title: 'Discard the draft…',
    group: 'Draft',
    when: ({ workspace }) => workspace.groups.length > workspace.trial,
    run: () => usePanels.getState().open({ kind: 'discard' }),
  },
];

/** How the page looks, and where to find things. */
export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'view.palette',
    title: 'Search chains, rules and commands…',
    group: 'View',
    keys: ['Ctrl+K'],
    when: () => true,
    run: () => usePanels.getState().open({ kind: 'palette' }),
  },
  {
    id: 'view.shortcuts',
    title: 'Show all keys',
    group: 'View',
    keys: ['?'],
    when: () => true,
    run: () => usePanels.getState().open({ kind: 'shortcuts' }),
  },
  {
    id: 'view.family',
    title: 'Switch between IPv4 and IPv6',
    group: 'View',
    when: ({ workspace }) => workspace.hostId !== null,
    run: ({ workspace, selection }) => {
      if (workspace.hostId !== null) workspace.open(workspace.hostId, workspace.family === 'ipv4' ? 'ipv6' : 'ipv4');
      selection.select(null);
    },
  },
  themeCommand('light', 'Use the light theme'),
  themeCommand('dark', 'Use the dark theme'),
  themeCommand('system', "Use the system's theme"),
];

function policyCommand(policy: 'ACCEPT' | 'DROP'): Command {
  return {
    id: `chain.policy.${policy}`,
    title: `Set policy to ${policy}`,
    group: 'Chain',
    when: (context) => {
      const chain = selectedChain(context);
      return chain?.policy !== undefined && chain.policy !== policy;
    },
    run: ({ selection: { selected } }) => {
      if (selected) setPolicy(selected, policy);
    },
  };
}

function themeCommand(theme: Theme, title: string): Command {
  return {
    id: `view.theme.${theme}`,
    title,
    group: 'View',
    when: () => useView.getState().theme !== theme,
    run: () => useView.getState().setTheme(theme),
  };
}

function askAbout(context: CommandContext, kind: 'renameChain' | 'copyChain' | 'deleteChain'): void {
  const ref = chainItself(context);
  if (ref) usePanels.getState().open({ kind, ...ref });
}

/** The chain when it is what is selected, and not one of its rules. */
function chainItself(context: CommandContext): ChainRef | null {
  const { selected } = context.selection;
  if (selected?.kind !== 'chain' || !selectedChain(context)) return null;
  return { table: selected.table, chain: selected.chain };
}

function customChain(context: CommandContext): ChainRef | null {
  const ref = chainItself(context);
  return ref && !isBuiltinChain(ref.table, ref.chain) ? ref : null;
}
