import type { ShownChain, ShownDiff } from '@sluice/draft';
import { findChain, isHook, type Ruleset, type TableName } from '@sluice/netfilter';
import { callsOf, type Call, type DraftChain } from './calls.ts';
import { cardId, isGone, type CardId } from './model.ts';
import { factsOf, type RulesetFacts } from './ruleset-facts.ts';

/**
 * The rules with the draft. Chains keep their identity until an edit touches them, so that only the touched ones are
 * looked at: an edit among 20,000 chains costs what an edit among 20 does.
 */
export class DraftedRules {
  /** The rules that run. */
  readonly root: Ruleset;
  /** Chains that the draft touched, those that it removes among them. */
  readonly touched: ReadonlyMap<CardId, DraftChain>;
  readonly #facts: RulesetFacts;
  readonly #calls = new Map<CardId, readonly Call[]>();

  constructor(input: { readonly current: Ruleset; readonly base: Ruleset | null; readonly diff: ShownDiff | null }) {
    this.root = input.base ?? input.current;
    this.#facts = factsOf(this.root);
    this.touched = touchedChains(input.current, this.root, { facts: this.#facts, diff: input.diff });
    for (const [id, chain] of this.touched) this.#calls.set(id, callsOf(chain, this.isChain(chain.table)));
  }

  /** A chain of the draft, or one that it removes. */
  chain(id: CardId): DraftChain | undefined {
    return this.touched.get(id) ?? this.#facts.chain(id);
  }

  /** The calls of a chain, those of removed rules among them. */
  calls(id: CardId): readonly Call[] {
    return this.#calls.get(id) ?? this.#facts.calls(id);
  }

  /** By whom a chain is called where rules run: an entry for each call. */
  runningCallers(id: CardId): readonly CardId[] {
    return this.#facts.callers(id);
  }

  /** How many rules call a chain. */
  countCallers(id: CardId): number {
    let count = this.#facts.countCallers(id);
    for (const [from, drafted] of this.#calls) {
      for (const { callee } of this.#facts.calls(from)) if (callee === id) count -= 1;
      for (const { callee, change } of drafted) if (callee === id && !isGone(change)) count += 1;
    }
    return count;
  }

  /** Whether a target is a chain of the table, a removed one included: a struck row still shows that it called one. */
  isChain(table: TableName): (name: string) => boolean {
    const isRunning = this.#facts.isChain(table);
    const isAdded = [...this.touched].some(([id, chain]) => chain.table === table && !this.#facts.chain(id));
    // What was there before an edit is asked by the very same function after it: answers can be kept.
    if (!isAdded) return isRunning;
    return (name) => isRunning(name) || (!isHook(name) && this.touched.has(cardId({ table, chain: name })));
  }
}

function touchedChains(
  current: Ruleset,
  root: Ruleset,
  { facts, diff }: { readonly facts: RulesetFacts; readonly diff: ShownDiff | null },
): ReadonlyMap<CardId, DraftChain> {
  const diffs = new Map<CardId, ShownChain>((diff?.chains ?? []).map((entry) => [cardId(entry), entry]));
  const touched = new Map<CardId, DraftChain>();
  for (const { name: table, chains } of current.tables) {
    const before = root.tables.find(({ name }) => name === table)?.chains;
    if (chains === before) continue;
    for (const [index, chain] of chains.entries()) {
      // Nearly all stand where they stood, which spares looking them up by name.
      if (chain === before?.[index]) continue;
      const id = cardId({ table, chain: chain.name });
      if (chain !== facts.chain(id)?.chain) touched.set(id, { table, chain, diff: diffs.get(id) });
    }
  }
  for (const [id, entry] of diffs) {
    const gone = entry.state === 'removed' ? findChain(root, entry) : undefined;
    // Disabled rules alone leave the chain as it is, and are shown in it.
    const still = entry.state === 'changed' && !touched.has(id) ? findChain(current, entry) : undefined;
    if (still) touched.set(id, { table: entry.table, chain: still, diff: entry });
    if (gone && !touched.has(id)) touched.set(id, { table: entry.table, chain: { ...gone, rules: [] }, diff: entry });
  }
  return touched;
}
