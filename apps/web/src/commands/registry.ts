import type { SelectionState } from '../state/selection.ts';
import type { WorkspaceState } from '../state/workspace.ts';

/** What a command can look at when it decides whether it applies, and when it runs. */
export interface CommandContext {
  readonly workspace: WorkspaceState;
  readonly selection: SelectionState;
}

/** Something a person can do. Keyboard, palette, menus and buttons all run the same one. */
export interface Command {
  readonly id: string;
  /** In the imperative: "Delete rule". */
  readonly title: string;
  /** What it would do now, where that says more: "Delete 3 rules". */
  readonly titleNow?: (context: CommandContext) => string;
  readonly group: CommandGroup;
  /** Each entry is one chord, in the form `Ctrl+Shift+Z`; `Ctrl` also stands for the Mac's command key. */
  readonly keys?: readonly string[] | undefined;
  /** Others listen to the keys: the browser, which makes an event of its own of them (paste), or what has the focus. */
  readonly native?: boolean;
  readonly when: (context: CommandContext) => boolean;
  readonly run: (context: CommandContext) => void;
}

/** The headings of the palette and of the shortcut sheet, in their order. */
export const COMMAND_GROUPS = ['Rule', 'Chain', 'Draft', 'Map', 'View'] as const;

/** One of the headings. */
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

const registered = new Map<string, Command>();

/** Adds commands; answers with the function that takes them out again. A command of the same id is replaced. */
export function registerCommands(commands: readonly Command[]): () => void {
  for (const command of commands) registered.set(command.id, command);
  return () => {
    for (const command of commands) {
      if (registered.get(command.id) === command) registered.delete(command.id);
    }
  };
}

/** All commands, in the order in which they were added. */
export function allCommands(): readonly Command[] {
  return [...registered.values()];
}

/** The command of that id. */
export function findCommand(id: string): Command | undefined {
  return registered.get(id);
}
