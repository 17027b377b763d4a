import type { Backend } from './family.ts';
import type { Hook } from './hook.ts';

/** The five tables of iptables, in the order of their first priority. */
export const TABLES = ['raw', 'mangle', 'nat', 'filter', 'security'] as const;

/** A table's name; there are no others in iptables. */
export type TableName = (typeof TABLES)[number];

/** Whether a word names one of the five tables. */
export function isTableName(name: string): name is TableName {
  return (TABLES as readonly string[]).includes(name);
}

const TABLE_HOOKS: Readonly<Record<TableName, readonly Hook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** The hooks in which a table has a built-in chain, in packet order. */
export function hooksOf(table: TableName): readonly Hook[] {
  return TABLE_HOOKS[table];
}

/** Whether this name is one of the table's built-in chains. */
export function isBuiltinChain(table: TableName, chain: string): boolean {
  return (TABLE_HOOKS[table] as readonly string[]).includes(chain);
}

/**
 * The netfilter priority at which a table's chain runs in a hook; lower runs first.
 * nat has two: DNAT (-100) before routing, SNAT (100) after. iptables-nft registers `security` at 150,
 * legacy at 50 (NF_IP_PRI_SECURITY), measured on iptables 1.8.9 and kernel 6.18.
 */
export function tablePriority(table: TableName, hook: Hook, backend: Backend): number {
  switch (table) {
    case 'raw':
      return -300;
    case 'mangle':
      return -150;
    case 'nat':
      return hook === 'PREROUTING' || hook === 'OUTPUT' ? -100 : 100;
    case 'filter':
      return 0;
    case 'security':
      return backend === 'nft' ? 150 : 50;
  }
}
