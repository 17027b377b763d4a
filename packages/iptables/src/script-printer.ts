import { isBuiltinChain, type Family, type Ruleset, type Table } from '@sluice/netfilter';
import { printCommand, type Command } from './command.ts';

const HEAD = `#!/bin/sh
# Replaces what these tables hold. The commands run one by one: while they run, and when one of them fails, the rules
# are incomplete. iptables-restore loads the same rules as a whole.
set -e
`;

/** A shell script of iptables commands that makes the host's tables hold what the ruleset holds; other tables stay. */
export function printScript(ruleset: Ruleset): string {
  return HEAD + ruleset.tables.map((table) => printTable(table, ruleset.family)).join('');
}

function printTable(table: Table, family: Family): string {
  const lines = commandsOf(table).map((command) => `${printCommand(command, { family })}\n`);
  return `\n# ${table.name}\n${lines.join('')}`;
}

/** All chains before the rules that call them; policies last, so that a DROP does not meet a chain without its rules. */
function commandsOf({ name: table, chains }: Table): readonly Command[] {
  const own = chains.filter((chain) => !isBuiltinChain(table, chain.name));
  return [
    { type: 'flush', table, chain: undefined },
    { type: 'deleteChain', table, chain: undefined },
    ...own.map((chain): Command => ({ type: 'newChain', table, chain: chain.name })),
    ...chains
      .filter((chain) => chain.rules.length > 0)
      .map((chain): Command => {
        return { type: 'append', table, chain: chain.name, texts: chain.rules.map((rule) => rule.text) };
      }),
    ...chains.flatMap((chain): readonly Command[] => {
      const { policy } = chain;
      return policy ? [{ type: 'policy', table, chain: chain.name, policy }] : [];
    }),
  ];
}
