import type { ChainRef, RuleId, Ruleset } from '@sluice/netfilter';
import { create } from 'zustand';
import { useSelection, type Selected } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { findChains, findRules, type ChainHit, type RuleHit } from './hits.ts';
import { readQuery } from './query.ts';

/** What becomes of the rules and chains that were not found. */
export type Rest = 'shown' | 'faded' | 'hidden';

/** What is looked for on the page, and what was found. */
export interface FindState {
  readonly isOpen: boolean;
  readonly typed: string;
  /** The field asks for the cursor, until it has it. */
  readonly wantsCursor: boolean;
  /** The person typed before the field had the cursor: it must not select what it then holds. */
  readonly isAhead: boolean;
  /** What the person wants of the rest; nothing becomes of it while there is nothing that was found, see `useRest`. */
  readonly rest: Rest;
  readonly reading: string | null;
  /** The words that `hits` are about; what is typed may be ahead of them. */
  readonly lookedFor: string;
  /** Everything that was found: rules in their order, then chains by name. */
  readonly hits: readonly Selected[];
  readonly rules: ReadonlySet<RuleId>;
  /**
   * The chains that were found or hold a rule that was, as `filter/INPUT`, and where in them: the indexes of the found
   * rules, upwards.
   */
  readonly chains: ReadonlyMap<string, readonly number[]>;
  /** Which hit the person went to last, from 0; -1 before the first. */
  readonly at: number;
}

const NOTHING = {
  lookedFor: '',
  reading: null,
  hits: [],
  rules: new Set<RuleId>(),
  chains: new Map<string, readonly number[]>(),
  at: -1,
} satisfies Partial<FindState>;

/** The search, as a store. */
export const useFind = create<FindState>()(() => ({
  isOpen: false,
  typed: '',
  wantsCursor: false,
  isAhead: false,
  rest: 'shown',
  ...NOTHING,
}));

/** Opens the search for a person who goes on typing, with these words in it or with those of last time. */
export function openFind(typed = useFind.getState().typed): void {
  useFind.setState({ isOpen: true, typed, wantsCursor: true, isAhead: false });
}

/** A letter that comes before the field is there to take it; the first one takes the place of the words of last time. */
export function typeAhead(letter: string): void {
  useFind.setState(({ typed, isAhead }) => ({ typed: (isAhead ? typed : '') + letter, isAhead: true }));
}

/** What a key that is no letter does in the field, whether the field is there yet or not; null for nothing of ours. */
export function findActionOf({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): (() => void) | null {
  if (key === 'Escape') return closeFind;
  if (key === 'Enter') return () => stepFind(shiftKey ? -1 : 1);
  if (key === 'ArrowDown') return () => stepFind(1);
  if (key === 'ArrowUp') return () => stepFind(-1);
  return null;
}

/** What is looked for, as an address tells it. */
export interface Search {
  readonly words: string;
  readonly rest: Rest;
}

/** Shows what an address looks for; null for nothing. */
export function showFind(search: Search | null): void {
  if (search === null) closeFind();
  else useFind.setState({ isOpen: true, typed: search.words, rest: search.rest });
}

/** What is looked for now; null while nothing is. */
export function searchNow(): Search | null {
  const { isOpen, typed, rest } = useFind.getState();
  return isOpen && typed.trim() !== '' ? { words: typed, rest } : null;
}

/** What becomes of the rest now: nothing, while there is nothing else. */
export function useRest(): Rest {
  return useFind(restNow);
}

/** The same, read once. */
export function restNow({ hits, rest }: FindState = useFind.getState()): Rest {
  return hits.length === 0 ? 'shown' : rest;
}

/** How many rules were found in a chain, or between two of its indexes, the latter not counted. */
export function countFound(
  { chains }: Pick<FindState, 'chains'>,
  { table, chain }: ChainRef,
  from = 0,
  to = Infinity,
): number {
  const found = chains.get(`${table}/${chain}`) ?? [];
  return from === 0 && to === Infinity ? found.length : found.filter((at) => at >= from && at < to).length;
}

/** Closes the search and takes its marks away. */
export function closeFind(): void {
  useFind.setState({ isOpen: false, wantsCursor: false, rest: 'shown', ...NOTHING });
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
    lookedFor: typed,
    hits,
    rules: new Set(rules.map(({ rule }) => rule.id)),
    chains: placesOf(rules, chains),
    at: placeOf(hits, useSelection.getState().selected),
  });
}

/** Goes to the next hit, or to the one before; behind the last comes the first. */
export function stepFind(by: 1 | -1): void {
  const { typed, lookedFor } = useFind.getState();
  // Whoever presses Enter right after the last letter means what was typed.
  if (typed !== lookedFor) lookThrough(useWorkspace.getState().current, typed);
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

function placesOf(rules: readonly RuleHit[], chains: readonly ChainHit[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>(chains.map(({ table, chain }) => [`${table}/${chain.name}`, []]));
  for (const { table, chain, index } of rules) {
    const known = places.get(`${table}/${chain}`);
    if (known) known.push(index);
    else places.set(`${table}/${chain}`, [index]);
  }
  return places;
}

function placeOf(hits: readonly Selected[], selected: Selected | null): number {
  if (!selected) return -1;
  return hits.findIndex((hit) =>
    hit.kind === 'rule' && selected.kind === 'rule'
      ? hit.id === selected.id
      : hit.kind === selected.kind && hit.chain === selected.chain && hit.table === selected.table,
  );
}
