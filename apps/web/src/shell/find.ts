import type { Ruleset } from '@sluice/netfilter';
import type { Command } from '../commands/registry.ts';
import { findChains, findRules, type ChainHit, type RuleHit } from '../find/hits.ts';
import { readQuery } from '../find/query.ts';

/** What a query finds, each group with how many there are in all. */
export interface Found {
  readonly rules: Group<RuleHit>;
  readonly chains: Group<ChainHit>;
  readonly commands: Group<Command>;
  /** How the query was understood. */
  readonly reading: string | null;
  /** Marks the query in a text. */
  readonly marker: RegExp | null;
}

interface Group<T> {
  readonly shown: readonly T[];
  readonly total: number;
}

const MOST = 5;

/** Looks in rules, chains and commands. `>` asks for commands only, `@` for chains only. */
export function find(ruleset: Ruleset | null, commands: readonly Command[], typed: string): Found {
  const sign = /^[>@]/.exec(typed)?.[0] ?? '';
  const words = typed.slice(sign.length).trim();
  const query = readQuery(words);
  return {
    rules: sign === '' && query ? group(findRules(ruleset, query)) : group([]),
    chains: sign === '>' ? group([]) : group(findChains(ruleset, query), sign === '@' ? 12 : MOST),
    commands:
      sign === '@'
        ? group([])
        : group(
            commands.filter(({ title }) => words === '' || everyWord(title, words)),
            12,
          ),
    reading: sign === '' ? (query?.reading ?? null) : sign === '>' ? 'commands only' : 'chains only',
    marker: query?.marker ?? null,
  };
}

function everyWord(title: string, words: string): boolean {
  const low = title.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}

function group<T>(hits: readonly T[], most = MOST): Group<T> {
  return { shown: hits.slice(0, most), total: hits.length };
}
