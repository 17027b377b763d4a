import type { Gap } from '@sluice/draft';
import { createRule, printCommand, readRuleLines } from '@sluice/iptables';
import { say } from '../state/announcer.ts';
import { ruleRefusal } from '../state/drop-verdict.ts';
import { gapAt, insertRules, removeRules } from '../state/edits.ts';
import { usePanels } from '../state/panels.ts';
import { newRuleId, useWorkspace } from '../state/workspace.ts';
import { toast } from '../ui/toast.tsx';
import { commandContext, isTyping } from './keyboard.ts';
import type { Command, CommandContext } from './registry.ts';
import { rulesOf, rulesWords, selectedChain } from './rule-commands.ts';

/*
 * Rules travel as command lines, so that they can be pasted into a shell, and lines from anywhere into a chain. The
 * browser's own events are listened to: they work without asking for a permission, and over plain http.
 */

/** Copy, cut and paste of the selected rules. */
export const CLIPBOARD_COMMANDS: readonly Command[] = [
  {
    id: 'rule.copy',
    title: 'Copy rule',
    titleNow: (context) => `Copy ${rulesWords(context)}`,
    group: 'Rule',
    keys: ['Ctrl+C'],
    native: true,
    when: (context) => rulesOf(context).length > 0,
    run: () => void document.execCommand('copy'),
  },
  {
    id: 'rule.cut',
    title: 'Cut rule',
    titleNow: (context) => `Cut ${rulesWords(context)}`,
    group: 'Rule',
    keys: ['Ctrl+X'],
    native: true,
    when: (context) => rulesOf(context).length > 0,
    run: () => void document.execCommand('cut'),
  },
  {
    id: 'rule.paste',
    title: 'Paste rules below',
    group: 'Rule',
    keys: ['Ctrl+V'],
    native: true,
    when: (context) => selectedChain(context) !== null,
    run: (context) => void pasteFromMenu(context),
  },
];

/** Lets the browser's copy, cut and paste mean the selected rules; answers with the function that stops it. */
export function startClipboard(): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  document.addEventListener('copy', (event) => void takeAlong(event), { signal });
  document.addEventListener(
    'cut',
    (event) => {
      const rules = rulesOf(commandContext());
      if (takeAlong(event)) removeRules(rules, 'Cut');
    },
    { signal },
  );
  document.addEventListener(
    'paste',
    (event) => {
      if (isElsewhere(event)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (paste(commandContext(), text)) event.preventDefault();
    },
    { signal },
  );
  return () => listeners.abort();
}

/** Puts the selected rules on the clipboard, unless the event is about something else. */
function takeAlong(event: ClipboardEvent): boolean {
  const rules = rulesOf(commandContext());
  const { family } = useWorkspace.getState();
  if (rules.length === 0 || isElsewhere(event) || getSelection()?.isCollapsed === false) return false;
  const lines = rules.map(({ table, chain, rule }) =>
    printCommand({ type: 'append', table, chain, texts: [rule.text] }, { family }),
  );
  event.clipboardData?.setData('text/plain', `${lines.join('\n')}\n`);
  event.preventDefault();
  say(`${rules.length === 1 ? 'Rule' : `${rules.length} rules`} on the clipboard`);
  return true;
}

/** Text fields and open panels keep their own clipboard. */
function isElsewhere({ target }: Event): boolean {
  return isTyping(target) || usePanels.getState().panel !== null;
}

async function pasteFromMenu(context: CommandContext): Promise<void> {
  // Not there over plain http, and the person may refuse.
  const text = await navigator.clipboard?.readText().catch(() => undefined);
  if (text !== undefined) paste(context, text);
  else toast({ tone: 'info', title: 'The browser keeps the clipboard to itself', text: 'Press Ctrl+V to paste.' });
}

function paste(context: CommandContext, text: string): boolean {
  const { family, current, backend } = context.workspace;
  const gap = pasteGap(context);
  if (text.trim() === '' || !current) return false;
  if (!gap) return refused('Select a rule or a chain first: what is pasted goes below it.');
  const read = readRuleLines(text, { family });
  if (!read.ok) return refused(`Line ${read.error.line}: ${read.error.message}`);
  for (const line of read.value) {
    const refusal = ruleRefusal(current, createRule(line, newRuleId()), gap, backend ?? 'nft');
    if (refusal) return refused(refusal.why);
  }
  return insertRules(gap, read.value, 'Paste');
}

function refused(text: string): boolean {
  toast({ tone: 'trouble', title: 'Nothing was pasted', text });
  return true;
}

/** Below the last selected rule, or at the end of the selected chain. */
function pasteGap(context: CommandContext): Gap | null {
  const last = rulesOf(context).at(-1);
  if (last) return { table: last.table, chain: last.chain, after: last.id };
  const chain = selectedChain(context);
  const { selected } = context.selection;
  return chain && selected ? gapAt({ table: selected.table, chain: chain.name }, chain.rules.length) : null;
}
