import type { Backend } from './family.ts';
import type { Hook } from './hook.ts';
import type { RuleId } from './rule.ts';
import { findTable, findTableChain, type ChainRef, type Ruleset, type Table } from './ruleset.ts';
import { isBuiltinChain, type TableName } from './table.ts';
import { below, findPath, longestBelow, reachableFrom, reversed, tableCalls, type CallGraph } from './call-graph.ts';
import type { Place } from './extensions/definition.ts';
import { placementRefusal, type PlacementRefusal } from './placement.ts';

/** iptables-nft allows so many user-defined chains below a built-in one (kernel 6.18: 16 levels in all). */
export const DEEPEST_NFT = 15;

/** Why a rule cannot call a chain. */
export type Refusal =
  | { readonly code: 'missing'; readonly table: TableName; readonly callee: string }
  | {
      readonly code: 'otherTable';
      readonly table: TableName;
      readonly callee: string;
      readonly tables: readonly TableName[];
    }
  | { readonly code: 'builtin'; readonly callee: string }
  | { readonly code: 'loop'; readonly path: readonly string[] }
  | { readonly code: 'tooDeep'; readonly path: readonly string[]; readonly most: number }
  | RuleRefusal;

/** A rule below the call may not stand in a hook from which it would then be reached. */
export interface RuleRefusal extends PlacementRefusal {
  /** Where that rule stands, and how the calls come there; absent when the rule itself is meant. */
  readonly chain?: string;
  readonly rule?: RuleId;
  readonly path?: readonly string[];
}

interface JumpStyle {
  readonly how: 'jump' | 'goto';
  readonly backend: Backend;
}

/** Why a rule in this chain cannot call that one, or null when it can. Jump and goto are refused alike. */
export function jumpRefusal(ruleset: Ruleset, from: ChainRef, callee: string, style: JumpStyle): Refusal | null {
  const table = findTable(ruleset, from.table);
  const isThere = table !== undefined && findTableChain(table, callee) !== undefined;
  if (isBuiltinChain(from.table, callee)) return { code: 'builtin', callee };
  if (!table || !isThere) {
    const tables = ruleset.tables.filter((each) => findTableChain(each, callee) !== undefined);
    if (tables.length === 0) return { code: 'missing', table: from.table, callee };
    return { code: 'otherTable', table: from.table, callee, tables: tables.map((each) => each.name) };
  }
  const graph = tableCalls(table);
  const back = findPath(graph, callee, from.chain);
  if (back) return { code: 'loop', path: [from.chain, ...back] };
  const hooks = hooksReaching(table, from.chain);
  return (
    depthRefusal(graph, { table, from: from.chain, callee, hooks }, style) ??
    belowRefusal(graph, { table, from: from.chain, callee, hooks }, style)
  );
}

interface Planned {
  readonly table: Table;
  readonly from: string;
  readonly callee: string;
  readonly hooks: ReadonlySet<Hook>;
}

function hooksReaching(table: Table, chain: string): ReadonlySet<Hook> {
  if (isBuiltinChain(table.name, chain)) return new Set([chain as Hook]);
  return reachableFrom(table).get(chain) ?? new Set();
}

/** The kernel counts user-defined chains along a path from a built-in chain; unreachable ones do not count. */
function depthRefusal(graph: CallGraph, { from, callee, hooks }: Planned, { backend }: JumpStyle): Refusal | null {
  if (backend !== 'nft' || hooks.size === 0) return null;
  const above = longestBelow(reversed(graph), from).toReversed();
  const path = [...above, ...longestBelow(graph, callee)];
  const users = path.length - 1;
  return users > DEEPEST_NFT ? { code: 'tooDeep', path, most: DEEPEST_NFT } : null;
}

function belowRefusal(graph: CallGraph, planned: Planned, { backend }: JumpStyle): RuleRefusal | null {
  const { table, callee, from, hooks } = planned;
  if (hooks.size === 0) return null;
  for (const name of below(graph, callee)) {
    const chain = findTableChain(table, name);
    for (const rule of chain?.rules ?? []) {
      const refusal = placementRefusal(rule.spec, { table: table.name, hooks, backend });
      if (!refusal) continue;
      const path = [from, ...(findPath(graph, callee, name) ?? [])];
      return { ...refusal, chain: name, rule: rule.id, path };
    }
  }
  return null;
}

/** The refusal as one sentence for a person: what cannot be, and why. */
export function describeRefusal(refusal: Refusal): string {
  switch (refusal.code) {
    case 'missing':
      return `The table ${refusal.table} has no chain ${refusal.callee}.`;
    case 'otherTable':
      return `${refusal.callee} is a chain of ${refusal.tables.join(' and ')}; rules of ${refusal.table} can only call chains of ${refusal.table}.`;
    case 'builtin':
      return `${refusal.callee} is a built-in chain: only the kernel enters it, no rule can call it.`;
    case 'loop':
      return `This would close a loop: ${refusal.path.join(' → ')}.`;
    case 'tooDeep':
      return `This would nest ${refusal.path.length - 1} user-defined chains; iptables-nft allows ${refusal.most}: ${refusal.path.join(' → ')}.`;
    case 'placement':
      return describePlacement(refusal);
  }
}

function describePlacement({ what, table, hooks, allowed, chain }: RuleRefusal): string {
  const subject = chain === undefined ? what : `${chain} holds a rule with ${what}, which`;
  if (hooks.length === 0) return `${subject} cannot be used in the table ${table}, only in ${allowedIn(allowed)}.`;
  return `${subject} cannot be reached from ${hooks.join(' or ')}, only from ${allowedIn(allowed)}.`;
}

function allowedIn({ tables, hooks }: Place): string {
  return [tables?.join(', '), hooks?.join(', ')].filter(Boolean).join(' ');
}
