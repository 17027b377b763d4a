import { CHAIN_COMMANDS, DRAFT_COMMANDS, VIEW_COMMANDS } from './chain-commands.ts';
import { CLIPBOARD_COMMANDS } from './clipboard.ts';
import { FILE_COMMANDS } from './file-commands.ts';
import { FIND_COMMANDS } from './find-commands.ts';
import { NUMBER_COMMANDS } from '../numbers/number-commands.ts';
import { registerCommands } from './registry.ts';
import { RULE_COMMANDS } from './rule-commands.ts';

/** Adds everything that works without the map; the map adds its own. */
export function registerStandardCommands(): () => void {
  return registerCommands([
    ...RULE_COMMANDS,
    ...CLIPBOARD_COMMANDS,
    ...CHAIN_COMMANDS,
    ...DRAFT_COMMANDS,
    ...FILE_COMMANDS,
    ...VIEW_COMMANDS,
    ...FIND_COMMANDS,
    ...NUMBER_COMMANDS,
  ]);
}
