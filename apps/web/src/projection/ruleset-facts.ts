import { isHook, type Ruleset, type TableName } from '@sluice/netfilter';
import { callsOf, type Call, type DraftChain } from './calls.ts';
import { cardId, type CardId } from './model.ts';

/** What the map asks about a whole ruleset: made once for it, and not again for each edit on top of it. */
export interface RulesetFacts {
  readonly chains: ReadonlyMap<CardId, DraftChain>;
  /** Names of user-defined chains. */
  readonly names: ReadonlyMap<TableName, ReadonlySet<string>>;
  readonly calls: ReadonlyMap<CardId, readonly Call[]>;
  /** For each chain, by whom it is called: an entry for each call. */
  readonly callers: ReadonlyMap<CardId, readonly CardId[]>;
}

const known = new WeakMap<Ruleset, RulesetFacts>();

/** The facts of a ruleset. */
export function factsOf(ruleset: Ruleset): RulesetFacts {
  const facts = known.get(ruleset) ?? collect(ruleset);
  known.set(ruleset, facts);
  return facts;
}

function collect({ tables }: Ruleset): RulesetFacts {
  const chains = new Map<CardId, DraftChain>();
  const names = new Map(
    tables.map((table) => [table.name, new Set(table.chains.flatMap(({ name }) => (isHook(name) ? [] : [name])))]),
  );
  const calls = new Map<CardId, readonly Call[]>();
  const callers = new Map<CardId, CardId[]>();
  for (const { name: table, chains: own } of tables) {
    for (const chain of own) {
      const id = cardId({ table, chain: chain.name });
      const drafted: DraftChain = { table, chain, diff: undefined };
      const list = callsOf(drafted, (name) => names.get(table)?.has(name) === true);
      chains.set(id, drafted);
      calls.set(id, list);
      for (const { callee } of list) {
        const from = callers.get(callee);
        if (from) from.push(id);
        else callers.set(callee, [id]);
      }
    }
  }
  return { chains, names, calls, callers };
}
