import type { Family, Policy, TableName } from '@sluice/netfilter';
import { lexWords } from './lexer.ts';
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
  const lines = argumentsOf(command).map((words) => [program, '-t', command.table, ...words].map(shellQuote).join(' '));
  return lines.join('\n');
}

/** The words of a rule's text, each as the program gets it. */
function ruleArguments(text: string): string[] {
  return lexWords(text).map((word) => word.text);
}

function argumentsOf(command: Command): string[][] {
  switch (command.type) {
    case 'append':
      return command.texts.map((text) => ['-A', command.chain, ...ruleArguments(text)]);
    case 'insert':
      return command.texts.map((text, at) => [
        '-I',
        command.chain,
        String(command.position + at),
        ...ruleArguments(text),
      ]);
    case 'replace':
      return [['-R', command.chain, String(command.position), ...ruleArguments(command.text)]];
    case 'delete':
      return [['-D', command.chain, ...ruleArguments(command.text)]];
    case 'deleteAt':
      return [['-D', command.chain, String(command.position)]];
    case 'newChain':
      return [['-N', command.chain]];
    case 'policy':
      return [['-P', command.chain, command.policy]];
    case 'renameChain':
      return [['-E', command.chain, command.to]];
    case 'flush':
      return [command.chain === undefined ? ['-F'] : ['-F', command.chain]];
    case 'deleteChain':
      return [command.chain === undefined ? ['-X'] : ['-X', command.chain]];
  }
}
