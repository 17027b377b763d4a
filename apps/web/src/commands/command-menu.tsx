import type { RuleRef } from '@sluice/draft';
import { useRef } from 'react';
import { Popover } from 'react-aria-components';
import { create } from 'zustand';
import { commandContext, runCommand, titleNow } from './keyboard.ts';
import { findCommand, type Command } from './registry.ts';
import type { ChainRef } from '@sluice/netfilter';
import { isChosen, useSelection } from '../state/selection.ts';
import { MenuList, type MenuEntry } from '../ui/menu.tsx';
import './command-menu.css';

const RULE_MENU = [
  'rule.edit',
  'rule.newAbove',
  'rule.new',
  'rule.insertJump',
  'rule.duplicate',
  'rule.copy',
  'rule.cut',
  'rule.paste',
  'rule.extract',
  'rule.inline',
  'rule.toggle',
  'rule.moveUp',
  'rule.moveDown',
  'rule.delete',
];
const CHAIN_MENU = [
  'rule.new',
  'rule.insertJump',
  'rule.paste',
  'chain.call',
  'chain.policy.ACCEPT',
  'chain.policy.DROP',
  'chain.rename',
  'chain.copy',
  'chain.flush',
  'chain.delete',
];

/** What cannot be done here at all is left out; what cannot be done now is shown as such. */
const HIDDEN_ELSE = /^chain\.|^rule\.inline$/;

interface MenuState {
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

const CLOSED: MenuState = { at: null, label: '', entries: [] };
const useMenu = create<MenuState>()(() => CLOSED);

/** Opens the menu of a rule. Its commands act on the selection, so the rule is selected if it is not yet part of it. */
export function openRuleMenu(rule: RuleRef, at: { readonly x: number; readonly y: number }): void {
  const selection = useSelection.getState();
  if (!isChosen(selection, rule)) selection.select({ kind: 'rule', ...rule });
  useMenu.setState({ at, label: 'Actions for this rule', entries: entriesOf(RULE_MENU) });
}

/** Opens the menu of a chain. */
export function openChainMenu(ref: ChainRef, at: { readonly x: number; readonly y: number }): void {
  useSelection.getState().select({ kind: 'chain', table: ref.table, chain: ref.chain });
  useMenu.setState({ at, label: `Actions for ${ref.chain}`, entries: entriesOf(CHAIN_MENU) });
}

function entriesOf(ids: readonly string[]): readonly MenuEntry[] {
  const context = commandContext();
  return ids
    .map((id) => findCommand(id))
    .filter((command) => command !== undefined)
    .filter((command) => command.when(context) || !HIDDEN_ELSE.test(command.id))
    .map((command) => entryOf({ ...command, title: titleNow(command, context) }, !command.when(context)));
}

function entryOf(command: Command, disabled: boolean): MenuEntry {
  const danger = command.id.endsWith('.delete');
  return {
    id: command.id,
    title: command.title,
    keys: command.keys?.[0],
    disabled,
    danger,
    apart: danger,
    run: () => {
      runCommand(command);
    },
  };
}

/** The one menu of rules and chains, at the pointer. */
export function CommandMenu() {
  const anchor = useRef<HTMLSpanElement>(null);
  const { at, label, entries } = useMenu();
  const close = (): void => useMenu.setState(CLOSED);
  return (
    <>
      <span ref={anchor} className="command-menu-anchor" style={at ? { left: at.x, top: at.y } : undefined} />
      {at && (
        <Popover
          key={`${at.x} ${at.y}`}
          className="ui-popover"
          triggerRef={anchor}
          isOpen
          onOpenChange={close}
          placement="bottom start"
          offset={4}
        >
          <MenuList label={label} entries={entries} onClose={close} />
        </Popover>
      )}
    </>
  );
}
