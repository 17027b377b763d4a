import { findActionOf, typeAhead, useFind } from '../find/find-state.ts';
import { useSelection } from '../state/selection.ts';
import { usePanels } from '../state/panels.ts';
import { useWorkspace } from '../state/workspace.ts';
import { allCommands, findCommand, type Command, type CommandContext } from './registry.ts';

/** What commands look at, as it is now. */
export function commandContext(): CommandContext {
  return { workspace: useWorkspace.getState(), selection: useSelection.getState() };
}

/** The commands that apply now, with their titles as they read now. */
export function commandsNow(): readonly Command[] {
  const context = commandContext();
  return allCommands()
    .filter((command) => command.when(context))
    .map((command) => ({ ...command, title: titleNow(command, context) }));
}

/** What a command would do now, in words. */
export function titleNow(command: Command, context: CommandContext): string {
  return command.titleNow?.(context) ?? command.title;
}

/** Runs a command if it applies now. */
export function runCommand(command: Command): boolean {
  const context = commandContext();
  if (!command.when(context)) return false;
  command.run(context);
  return true;
}

/** Runs the command of that id if it applies now: what buttons and menus do. */
export function runById(id: string): boolean {
  const command = findCommand(id);
  return command !== undefined && runCommand(command);
}

/** Lets keys run commands everywhere on the page; answers with the function that stops it. */
export function startKeyboard(): () => void {
  globalThis.addEventListener('keydown', listen);
  globalThis.addEventListener('keydown', listenFirst, { capture: true });
  return () => {
    globalThis.removeEventListener('keydown', listen);
    globalThis.removeEventListener('keydown', listenFirst, { capture: true });
  };
}

/** A focused button would take Ctrl+Enter for a press, and a focused row the space that is meant for the palette. */
function listenFirst(event: KeyboardEvent): void {
  const { panel } = usePanels.getState();
  if (panel?.kind === 'palette') typeIntoPalette(event, panel.query);
  else if (useFind.getState().wantsCursor && typeIntoFind(event)) return;
  else if (event.ctrlKey || event.metaKey) listen(event);
}

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (usePanels.getState().panel !== null) return;
  if (isWidget(event.target)) return;
  const typing = isTyping(event.target);
  const chord = chordOf(event);
  const context = commandContext();
  const command = allCommands().find(
    ({ keys, when, native }) =>
      native !== true && keys?.includes(chord) === true && (!typing || worksWhileTyping(chord)) && when(context),
  );
  if (!command && !SCROLLS.has(chord)) return;
  event.preventDefault();
  command?.run(context);
}

/**
 * Who opens the palette types on at once: what comes before its field is there waits in it. Once it is there its keys
 * are its own, those included that its field hands on to the list (React Aria's Autocomplete does with each letter).
 */
function typeIntoPalette(event: KeyboardEvent, typed = ''): void {
  if (takesLetter(event)) usePanels.getState().open({ kind: 'palette', query: typed + event.key });
}

/** The same for the search: whether the key was taken for its field. */
function typeIntoFind(event: KeyboardEvent): boolean {
  if (takesLetter(event)) {
    typeAhead(event.key);
    return true;
  }
  const act = hasModifier(event) || isWidget(event.target) ? null : findActionOf(event);
  if (!act) return false;
  take(event);
  act();
  return true;
}

/** Whether the key is a letter for a field that is not there yet; it then goes nowhere else. */
function takesLetter(event: KeyboardEvent): boolean {
  if (isWidget(event.target) || event.key.length > 1 || hasModifier(event)) return false;
  take(event);
  return true;
}

function hasModifier({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

function take(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** Where a rule can move no further, the browser would scroll instead. */
const SCROLLS: ReadonlySet<string> = new Set(['Alt+ArrowUp', 'Alt+ArrowDown']);

/** A key event in the form in which commands name their keys: `Ctrl+Shift+Z`, `Alt+ArrowUp`, `?`. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const letter = /^[a-z]$/i.test(event.key);
  const key = letter ? event.key.toUpperCase() : event.key;
  const named = letter || event.key.length > 1;
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    // A sign such as `?` already says that Shift was held.
    event.shiftKey && named ? 'Shift' : '',
    key,
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** In a text field only chords that no text field has are ours. */
function worksWhileTyping(chord: string): boolean {
  return chord === 'Ctrl+K' || chord === 'Ctrl+Enter' || /(^|\+)F\d+$/.test(chord);
}

/** Whether keys go into a text there. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea'))
  );
}

/** Open menus and lists read letters themselves, to find an entry. */
function isWidget(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role=menu], [role=listbox], [role=dialog]') !== null;
}
