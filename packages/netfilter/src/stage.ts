import type { Backend } from './family.ts';
import type { Hook } from './hook.ts';
import { hooksOf, TABLES, tablePriority, type TableName } from './table.ts';

/**
 * One thing that happens inside a hook: a table's built-in chain, or the kernel's own work
 * (defragmenting, connection tracking, confirming a new connection).
 */
export type Stage =
  | { readonly kind: 'table'; readonly table: TableName; readonly priority: number }
  | { readonly kind: 'defrag' | 'conntrack' | 'confirm'; readonly priority: number };

const DEFRAG = -400;
const CONNTRACK = -200;
const CONFIRM = 2147483647;

/** The kernel's own work per hook (netfilter priorities of nf_defrag, nf_conntrack and its confirm step). */
const KERNEL_STAGES: Readonly<Record<Hook, readonly Stage[]>> = {
  PREROUTING: [
    { kind: 'defrag', priority: DEFRAG },
    { kind: 'conntrack', priority: CONNTRACK },
  ],
  INPUT: [{ kind: 'confirm', priority: CONFIRM }],
  FORWARD: [],
  OUTPUT: [
    { kind: 'defrag', priority: DEFRAG },
    { kind: 'conntrack', priority: CONNTRACK },
  ],
  POSTROUTING: [{ kind: 'confirm', priority: CONFIRM }],
};

/**
 * Everything that happens in a hook, in the order in which the kernel runs it.
 * The order differs between the backends in one place: `security` runs after nat INPUT on nft only.
 */
export function stagesOf(hook: Hook, backend: Backend): readonly Stage[] {
  const tables = TABLES.filter((table) => hooksOf(table).includes(hook)).map((table): Stage => ({
    kind: 'table',
    table,
    priority: tablePriority(table, hook, backend),
  }));
  return [...KERNEL_STAGES[hook], ...tables].toSorted((a, b) => a.priority - b.priority);
}
