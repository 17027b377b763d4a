import { ownerOfChain, ownerOfRule, type ChainRef, type Owner } from '@sluice/netfilter';
import type { ChainDiff, DiffRow } from './diff.ts';

/** What a draft changes in one chain among the rules of another program. */
export interface OwnedChange extends ChainRef {
  readonly owner: Owner;
  /** How many of its rules are changed, moved, removed, or stand beside a new one in its chain. At least 1. */
  readonly changes: number;
}

/**
 * The changes among rules that another program writes, and will write again over them. A chain that the draft creates
 * is the person's, whatever it is called, and so is a new rule outside of the program's chains, whatever it calls.
 */
export function findOwnedChanges(chains: readonly ChainDiff[]): readonly OwnedChange[] {
  return chains.filter(({ state }) => state !== 'created').flatMap(ownedIn);
}

function ownedIn(diff: ChainDiff): readonly OwnedChange[] {
  const { table, chain } = diff;
  const found = new Map<Owner, number>();
  for (const row of diff.rows) {
    const owner = row.change === 'same' ? null : ownerOfRow(row, chain);
    if (owner) found.set(owner, (found.get(owner) ?? 0) + 1);
  }
  const owner = ownerOfChain(chain);
  // An empty chain of the program that goes away has no rows to tell of it.
  if (owner && diff.state === 'removed' && !found.has(owner)) found.set(owner, 1);
  return [...found].map(([whose, changes]) => ({ table, chain, owner: whose, changes }));
}

function ownerOfRow({ before }: DiffRow, chain: string): Owner | null {
  return before ? ownerOfRule(before.rule, chain) : ownerOfChain(chain);
}
