import { isHook, tableCalls, type Chain, type Ruleset, type TableName } from '@sluice/netfilter';
import type { Call, DraftChain } from './calls.ts';
import { cardId, chainRef, type CardId } from './model.ts';

/**
 * What the map asks about a whole ruleset: made once for it, and not again for each edit on top of it. Answers about
 * single chains are made when somebody asks: of 20,000 chains few are drawn.
 */
export interface RulesetFacts {
  chain(id: CardId): DraftChain | undefined;
  /** Tells whether a user-defined chain of that table has this name. */
  /** The same function for the same table. */
  isChain(table: TableName): (name: string) => boolean;
  calls(id: CardId): readonly Call[];
  /** By whom a chain is called: an entry for each call. */
  callers(id: CardId): readonly CardId[];
  countCallers(id: CardId): number;
}

const known = new WeakMap<Ruleset, RulesetFacts>();

const isNoChain = (): boolean => false;

/** The facts of a ruleset. */
export function factsOf(ruleset: Ruleset): RulesetFacts {
  const facts = known.get(ruleset) ?? collect(ruleset);
  known.set(ruleset, facts);
  return facts;
}

function collect({ tables }: Ruleset): RulesetFacts {
  const chains = new Map<TableName, ReadonlyMap<string, Chain>>(
    tables.map((table) => [table.name, new Map(table.chains.map((chain) => [chain.name, chain]))]),
  );
  const graphs = new Map(tables.map((table) => [table.name, tableCalls(table)]));
  const calls = new Map<CardId, readonly Call[]>();
  const isChainOf = new Map(
    [...chains].map(([table, named]) => [table, (name: string): boolean => !isHook(name) && named.has(name)]),
  );
  const isChain = (table: TableName): ((name: string) => boolean) => isChainOf.get(table) ?? isNoChain;
  const readCalls = (id: CardId): readonly Call[] => {
    const { table, chain } = chainRef(id);
    const found = graphs.get(table)?.callsOf.get(chain) ?? [];
    return found
      .filter(({ callee }) => isChain(table)(callee))
      .map(({ rule, index, how, callee }) => ({
        rule,
        line: index,
        callee: cardId({ table, chain: callee }),
        how,
        change: 'same',
      }));
  };
  return {
    chain: (id) => {
      const { table, chain: name } = chainRef(id);
      const chain = chains.get(table)?.get(name);
      return chain && { table, chain, diff: undefined };
    },
    isChain,
    calls: (id) => {
      const read = calls.get(id) ?? readCalls(id);
      calls.set(id, read);
      return read;
    },
    callers: (id) => {
      const { table, chain } = chainRef(id);
      return (graphs.get(table)?.callersOf.get(chain) ?? []).map(({ caller }) => cardId({ table, chain: caller }));
    },
    countCallers: (id) => {
      const { table, chain } = chainRef(id);
      return graphs.get(table)?.callersOf.get(chain)?.length ?? 0;
    },
  };
}
