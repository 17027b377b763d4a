import type { Family, Policy, TableName } from '@sluice/netfilter';
import { lexWords } from './lexer.ts';
import { quoteToKeep } from './quoting.ts';
import { shellQuote } from './shell-words.ts';

/** Where a command acts. */
interface At {
  readonly table: TableName;
  readonly chain: string;
}

/** What an iptables command line asks for. Positions count from 1, as in the command. Texts are without `-A CHAIN`. */
export type Command =
  | (At & { readonly type: 'append'; readonly texts: readonly string[] })
  | (At & { readonly type: 'insert'; readonly position: number; readonly texts: readonly string[] })
  | (At & { readonly type: 'replace'; readonly position: number; readonly text: string })
  | (At & { readonly type: 'delete'; readonly text: string })
  | (At & { readonly type: 'deleteAt'; readonly position: number })
  | (At & { readonly type: 'newChain' })
  | (At & { readonly type: 'policy'; readonly policy: Policy })
  | (At & { readonly type: 'renameChain'; readonly to: string })
  | { readonly type: 'flush' | 'deleteChain'; readonly table: TableName; readonly chain: string | undefined };

/** The command line that does this, for a POSIX shell; one line per rule. */
export function printCommand(command: Command, options: { readonly family: Family }): string {
  const program = options.family === 'ipv4' ? 'iptables' : 'ip6tables';
  const lines = actionsOf(command).map(({ words, text }) =>
    [program, '-t', command.table, ...words, ...ruleArguments(text)].map(shellQuote).join(' '),
  );
  return lines.join('\n');
}

/** The lines that do this within the table's part of a save file: iptables-restore takes commands there as well. */
export function printRestoreLines(command: Command): readonly string[] {
  return actionsOf(command).map(({ words, text = '' }) => [...words.map(quoteToKeep), text].join(' ').trimEnd());
}

/** The words of a rule's text, each as the program gets it. */
function ruleArguments(text: string | undefined): string[] {
  return text === undefined ? [] : lexWords(text).map((word) => word.text);
}

/** What to do, and the rule's own text behind it. */
interface CommandAction {
  readonly words: readonly string[];
  readonly text?: string;
}

function actionsOf(command: Command): readonly CommandAction[] {
  switch (command.type) {
    case 'append':
      return command.texts.map((text) => ({ words: ['-A', command.chain], text }));
    case 'insert':
      return command.texts.map((text, at) => ({ words: ['-I', command.chain, String(command.position + at)], text }));
    case 'replace':
      return [{ words: ['-R', command.chain, String(command.position)], text: command.text }];
    case 'delete':
      return [{ words: ['-D', command.chain], text: command.text }];
    case 'deleteAt':
      return [{ words: ['-D', command.chain, String(command.position)] }];
    case 'newChain':
      return [{ words: ['-N', command.chain] }];
    case 'policy':
      return [{ words: ['-P', command.chain, command.policy] }];
    case 'renameChain':
      return [{ words: ['-E', command.chain, command.to] }];
    case 'flush':
      return [{ words: command.chain === undefined ? ['-F'] : ['-F', command.chain] }];
    case 'deleteChain':
      return [{ words: command.chain === undefined ? ['-X'] : ['-X', command.chain] }];
  }
}
