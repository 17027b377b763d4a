import { compareStates, type ChainDiff } from '@sluice/draft';
import { makerOfChain, ownerOfRule, type Family, type Owner, type Ruleset } from '@sluice/netfilter';
import type { Author, Revision } from '@sluice/protocol';

/** The rules of a host, by family. */
export type HostRules = ReadonlyMap<Family, Ruleset>;

/** How one state differs from the one before, and who seems to have made it. */
export type WhatChanged = Pick<Revision, 'counts' | 'chains' | 'chainCount'> & { readonly likely: Author };

/** More chains than these are only counted. */
const NAMED = 4;
const UNKNOWN: Author = { how: 'unknown', name: '', address: null };

/** Compares two states of a host. A family that one of them lacks is not compared. */
export function whatChanged(before: HostRules, after: HostRules): WhatChanged {
  const chains = [...after].flatMap(([family, rules]) => {
    const old = before.get(family);
    return old ? compareStates(old, rules).diff.chains.map((diff) => ({ family, diff })) : [];
  });
  const count = (change: string): number => chains.reduce((sum, { diff }) => sum + countIn(diff, change), 0);
  return {
    counts: { added: count('added'), removed: count('removed'), changed: count('changed'), moved: count('moved') },
    chains: chains.slice(0, NAMED).map(({ family, diff: { table, chain } }) => ({ family, table, chain })),
    chainCount: chains.length,
    likely: likelyAuthor(chains.map(({ diff }) => diff)),
  };
}

function countIn({ rows, policy, state }: ChainDiff, change: string): number {
  const whole = { created: 'added', removed: 'removed', changed: '' }[state] === change ? 1 : 0;
  const ofPolicy = policy && change === 'changed' ? 1 : 0;
  return rows.filter((row) => row.change === change).length + whole + ofPolicy;
}

/** The program to which everything belongs that changed; a name is all that is known of it. */
function likelyAuthor(chains: readonly ChainDiff[]): Author {
  const owners = new Set(chains.flatMap(ownersIn));
  const [only] = owners;
  return owners.size === 1 && only ? { how: 'likely', name: only.name, address: null } : UNKNOWN;
}

function ownersIn({ chain, rows, state, policy }: ChainDiff): readonly (Owner | null)[] {
  const ofRows = rows.flatMap(({ change, before, after }) => {
    const rule = (after ?? before)?.rule;
    return change === 'same' || !rule ? [] : [ownerOfRule(rule, chain)];
  });
  const ofChain = state === 'changed' ? [] : [makerOfChain(chain)];
  return [...ofRows, ...ofChain, ...(policy ? [null] : [])];
}
