import {
  hooksOf,
  isBuiltinChain,
  TABLES,
  type Chain,
  type Counters,
  type Ruleset,
  type Table,
} from '@sluice/netfilter';

interface PrintStyle {
  /** Whether rules get their counters in front, as `iptables-save -c` prints them. */
  readonly counters: boolean;
}

const brackets = (counters: Counters | undefined): string =>
  counters ? `[${counters.packets}:${counters.bytes}]` : '[0:0]';

/**
 * The ruleset as iptables-save prints one. Every rule is printed by its own text. A built-in chain of which
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
    const head = `-A ${chain.name}`;
    for (const rule of chain.rules) {
      if (counters) text += `${brackets(rule.counters)} `;
      text += rule.text === '' ? `${head}\n` : `${head} ${rule.text}\n`;
    }
  }
  return `${text}COMMIT\n`;
}
