import {
  hooksOf,
  isBuiltinChain,
  TABLES,
  type Chain,
  type Counters,
  type Ruleset,
  type Table,
} from '@sluice/netfilter';
import { quoteToKeep } from './quoting.ts';

interface PrintStyle {
  /** Whether rules get their counters in front, as `iptables-save -c` prints them. */
  readonly counters: boolean;
}

const brackets = (counters: Counters | undefined): string =>
  counters ? `[${counters.packets}:${counters.bytes}]` : '[0:0]';

/**
 * The ruleset as iptables-save prints one. Every rule is printed by its own text; line breaks within it (only a
 * hostile comment has them) become blanks. A built-in chain of which
 * the ruleset does not know the policy is printed with `-`, which leaves the host's policy as it is.
 */
export function printRuleset(ruleset: Ruleset, { counters }: PrintStyle): string {
  return ruleset.tables.map((table) => printTable(table, table.chains, counters)).join('');
}

/**
 * The text of which equal means: same rules in the same order, same policies. Without counters, and independent of
 * the order of tables, which iptables-legacy-save turns around.
 */
export function canonicalText(ruleset: Ruleset): string {
  const tables = ruleset.tables.toSorted((a, b) => TABLES.indexOf(a.name) - TABLES.indexOf(b.name));
  return tables.map((table) => printTable(table, inOrder(table), false, true)).join('');
}

/**
 * A comment may hold line breaks, which iptables-save prints as they are and iptables-restore takes for the ends of
 * lines: what follows would become other rules. Printed text holds blanks in their place.
 */
function onOneLine(text: string): string {
  return text.includes('\n') || text.includes('\r') ? text.replaceAll(/[\r\n]/g, ' ') : text;
}

/** A chain's name behind -A, -I or -j: in quotes when it holds one, which iptables-restore would misread. */
export function printName(chain: string): string {
  return quoteToKeep(chain);
}

/** Built-in chains in packet order, then the others as they stand. */
function inOrder(table: Table): readonly Chain[] {
  const hooks: readonly string[] = hooksOf(table.name);
  const builtin = table.chains.filter((chain) => hooks.includes(chain.name));
  if (builtin.length === 0) return table.chains;
  const users = table.chains.filter((chain) => !hooks.includes(chain.name));
  return [...builtin.toSorted((a, b) => hooks.indexOf(a.name) - hooks.indexOf(b.name)), ...users];
}

function printTable(table: Table, chains: readonly Chain[], counters: boolean, bare = false): string {
  let text = `*${table.name}\n`;
  for (const chain of chains) {
    const policy = isBuiltinChain(table.name, chain.name) ? (chain.policy ?? '-') : '-';
    text += `:${chain.name} ${policy} ${bare ? '[0:0]' : brackets(chain.counters)}\n`;
  }
  for (const chain of chains) {
    const head = `-A ${printName(chain.name)}`;
    for (const rule of chain.rules) {
      if (counters) text += `${brackets(rule.counters)} `;
      text += rule.text === '' ? `${head}\n` : `${head} ${onOneLine(rule.text)}\n`;
    }
  }
  return `${text}COMMIT\n`;
}
