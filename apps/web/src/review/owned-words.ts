import { findOwnedChanges, type OwnedChange } from '@sluice/draft';
import type { Owner } from '@sluice/netfilter';
import { count } from '../shell/words.ts';
import type { FamilyChanges } from './family-changes.ts';

/** What the draft changes among the rules of one program, in all chains and both families. */
export interface OwnedChanges {
  readonly owner: Owner;
  /** At least 1. */
  readonly changes: number;
  /** `filter DOCKER`, each once. */
  readonly chains: readonly string[];
}

/** By program, what the draft changes among the rules that others write. */
export function ownedChangesOf(families: readonly FamilyChanges[]): readonly OwnedChanges[] {
  const all = families.flatMap(({ chains }) => findOwnedChanges(chains));
  const owners = [...new Set(all.map(({ owner }) => owner))];
  return owners.map((owner) => sumUp(owner, all));
}

function sumUp(owner: Owner, all: readonly OwnedChange[]): OwnedChanges {
  const own = all.filter((change) => change.owner === owner);
  return {
    owner,
    changes: own.reduce((sum, { changes }) => sum + changes, 0),
    chains: [...new Set(own.map(({ table, chain }) => `${table} ${chain}`))],
  };
}

/** `2 changes among rules of Docker and 1 among rules of fail2ban`. */
export function ownedWords(owned: readonly OwnedChanges[]): string {
  return owned
    .map(({ owner, changes }, at) => `${at === 0 ? count(changes, 'change') : changes} among rules of ${owner.name}`)
    .join(' and ');
}
