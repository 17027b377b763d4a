import type { ShownChain } from '@sluice/draft';
import type { Chain, Rule, TableName } from '@sluice/netfilter';
import { cardId, type CardId, type RowChange } from './model.ts';

/** One rule that calls a chain. */
export interface Call {
  readonly rule: Rule;
  /** Which line of the chain it is, in display order. */
  readonly line: number;
  readonly callee: CardId;
  readonly how: 'jump' | 'goto';
  readonly change: RowChange;
}

/** A chain with what the draft did to it. */
export interface DraftChain {
  readonly table: TableName;
  readonly chain: Chain;
  readonly diff: ShownChain | undefined;
}

/** The calls of a chain in display order, those of removed rules among them. */
export function callsOf({ table, chain, diff }: DraftChain, isChain: (name: string) => boolean): readonly Call[] {
  const lines = diff
    ? diff.rows.map((row) => ({ rule: (row.after ?? row.before)?.rule, change: row.change }))
    : chain.rules.map((rule) => ({ rule, change: 'same' as const }));
  const calls: Call[] = [];
  for (const [line, { rule, change }] of lines.entries()) {
    const target = rule?.target;
    if (!rule || !target || !isChain(target.name)) continue;
    calls.push({ rule, line, callee: cardId({ table, chain: target.name }), how: target.how, change });
  }
  return calls;
}

/** Which chains packets can reach, in which order, and from where they are first reached. */
export interface Traversal {
  /** User-defined chains in the order of a depth-first walk from the hooks; those never called come last. */
  readonly order: readonly CardId[];
  readonly homes: ReadonlyMap<CardId, CardId>;
}

/**
 * Walks from the built-in chains, in packet order, along the calls in rule order. Rules that the draft removes
 * still count here: deleting a jump must not make the chain that it called leap to another place.
 */
export function traverse(
  entries: readonly CardId[],
  all: readonly CardId[],
  callees: (id: CardId) => readonly CardId[],
): Traversal {
  const homes = new Map<CardId, CardId>();
  const order: CardId[] = [];
  const seen = new Set<CardId>(entries);
  const walk = (from: CardId) => {
    const stack = [{ from, callees: callees(from), at: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const callee = top.callees[top.at];
      top.at += 1;
      if (callee === undefined) stack.pop();
      else if (!seen.has(callee)) {
        seen.add(callee);
        homes.set(callee, top.from);
        order.push(callee);
        stack.push({ from: callee, callees: callees(callee), at: 0 });
      }
    }
  };
  for (const entry of entries) walk(entry);
  for (const id of unreachedRoots(all, seen, callees)) {
    if (seen.has(id)) continue;
    seen.add(id);
    order.push(id);
    walk(id);
  }
  return { order, homes };
}

/** Chains that nobody calls before those that only they call; rings that nothing enters come last. */
function unreachedRoots(
  all: readonly CardId[],
  seen: ReadonlySet<CardId>,
  callees: (id: CardId) => readonly CardId[],
): readonly CardId[] {
  const unreached = all.filter((id) => !seen.has(id));
  const called = new Set(unreached.flatMap(callees));
  return [...unreached.filter((id) => !called.has(id)), ...unreached.filter((id) => called.has(id))];
}
