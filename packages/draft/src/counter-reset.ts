import { findChain, findTable, ok, refuse, type Result, type Ruleset, type TableName } from '@sluice/netfilter';
import { PlanStop, safeChainName, type PlanRefusal } from './plan-line.ts';

/** Which counters begin anew: those of a table, of a chain with its policy, or of one rule (`rule` is its number, from 1). */
export interface CounterScope {
  readonly table: TableName;
  readonly chain: string | null;
  readonly rule: number | null;
}

/** Why a reset cannot be written: the chain cannot be named, or what is meant is not there. A rule is none without its chain. */
export type ResetRefusal = PlanRefusal | { readonly code: 'notThere'; readonly message: string };

/**
 * The input for `iptables-restore --noflush` that sets counters to zero: of everything, or of what `scope` names. By
 * stdin and one table at a time, as every change is written; `-Z` in a restore file does what it does on the command line.
 */
export function planCounterReset(ruleset: Ruleset, scope: CounterScope | null): Result<string, ResetRefusal> {
  if (!scope) return ok(ruleset.tables.map(({ name }) => `*${name}\n-Z\nCOMMIT\n`).join(''));
  const { table, chain, rule } = scope;
  if (chain === null) {
    if (rule === null && findTable(ruleset, table)) return ok(`*${table}\n-Z\nCOMMIT\n`);
    return refuse({ code: 'notThere', message: `There is no table ${table} in use.` });
  }
  const found = findChain(ruleset, { table, chain });
  if (!found) return refuse({ code: 'notThere', message: `There is no chain ${chain} in ${table}.` });
  if (rule !== null && !found.rules[rule - 1]) {
    return refuse({ code: 'notThere', message: `There is no rule ${rule} in ${table} ${chain}.` });
  }
  try {
    const place = rule === null ? '' : ` ${rule}`;
    return ok(`*${table}\n-Z ${safeChainName(table, chain)}${place}\nCOMMIT\n`);
  } catch (error) {
    if (error instanceof PlanStop) return refuse(error.refusal);
    throw error;
  }
}
