import type { RuleId, Ruleset } from '@sluice/netfilter';
import { create } from 'zustand';
import { useSelection, type Selected } from '../state/selection.ts';
import { findChains, findRules } from './hits.ts';
import { readQuery } from './query.ts';

/** What is looked for on the page, and what was found. */
export interface FindState {
  readonly isOpen: boolean;
  readonly typed: string;
  /** The field asks for the cursor, until it has it. */
  readonly wantsCursor: boolean;
  /** What was not found fades. */
  readonly only: boolean;
  readonly reading: string | null;
  /** Everything that was found: rules in their order, then chains by name. */
  readonly hits: readonly Selected[];
  readonly rules: ReadonlySet<RuleId>;
  /** The chains that were found or hold a rule that was, as `filter/INPUT`. */
  readonly chains: ReadonlySet<string>;
  /** Which hit the person went to last, from 0; -1 before the first. */
  readonly at: number;
}

const NOTHING = {
  reading: null,
  hits: [],
  rules: new Set<RuleId>(),
  chains: new Set<string>(),
  at: -1,
} satisfies Partial<FindState>;

/** The search, as a store. */
export const useFind = create<FindState>()(() => ({
  isOpen: false,
  typed: '',
  wantsCursor: false,
  only: false,
  ...NOTHING,
}));

/** Opens the search for a person who goes on typing, with these words in it or with those of last time. */
export function openFind(typed = useFind.getState().typed): void {
  useFind.setState({ isOpen: true, typed, wantsCursor: true });
}

/** Shows what an address looks for; null for nothing. */
export function showFind(typed: string | null): void {
  if (typed === null) closeFind();
  else useFind.setState({ isOpen: true, typed });
}

/** What is looked for now; null while nothing is. */
export function wordsSought(): string | null {
  const { isOpen, typed } = useFind.getState();
  return isOpen && typed.trim() !== '' ? typed : null;
}

/** Closes the search and takes its marks away. */
export function closeFind(): void {
  useFind.setState({ isOpen: false, only: false, ...NOTHING });
}

/** Looks through the rules and marks what it finds. */
export function lookThrough(ruleset: Ruleset | null, typed: string): void {
  const query = readQuery(typed);
  if (!query) return useFind.setState(NOTHING);
  const rules = findRules(ruleset, query);
  const chains = findChains(ruleset, query);
  const hits: readonly Selected[] = [
    ...rules.map(({ table, chain, rule }): Selected => ({ kind: 'rule', table, chain, id: rule.id })),
    ...chains.map(({ table, chain }): Selected => ({ kind: 'chain', table, chain: chain.name })),
  ];
  useFind.setState({
    reading: query.reading,
    hits,
    rules: new Set(rules.map(({ rule }) => rule.id)),
    chains: new Set(hits.map(({ table, chain }) => `${table}/${chain}`)),
    at: placeOf(hits, useSelection.getState().selected),
  });
}

/** Goes to the next hit, or to the one before; behind the last comes the first. */
export function stepFind(by: 1 | -1): void {
  const { hits, at } = useFind.getState();
  if (hits.length === 0) return;
  const next = at < 0 && by === -1 ? hits.length - 1 : (at + by + hits.length) % hits.length;
  useFind.setState({ at: next });
  useSelection.getState().select(hits[next] ?? null, { reveal: true });
}

/** Lets the search go on from what the person selects by hand. */
export function followSelection(): void {
  const { hits } = useFind.getState();
  const at = placeOf(hits, useSelection.getState().selected);
  if (at >= 0) useFind.setState({ at });
}

function placeOf(hits: readonly Selected[], selected: Selected | null): number {
  if (!selected) return -1;
  return hits.findIndex((hit) =>
    hit.kind === 'rule' && selected.kind === 'rule'
      ? hit.id === selected.id
      : hit.kind === selected.kind && hit.chain === selected.chain && hit.table === selected.table,
  );
}
