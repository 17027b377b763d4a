import type { Chain, Rule, Ruleset, TableName } from '@sluice/netfilter';
import type { Command } from '../commands/registry.ts';

/** A rule that was found, with its place. */
export interface RuleHit {
  readonly table: TableName;
  readonly chain: string;
  readonly index: number;
  readonly rule: Rule;
}

/** A chain that was found. */
export interface ChainHit {
  readonly table: TableName;
  readonly chain: Chain;
}

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
export function find(ruleset: Ruleset | null, commands: readonly Command[], query: string): Found {
  const sign = /^[>@]/.exec(query)?.[0] ?? '';
  const words = query.slice(sign.length).trim();
  const marker = words === '' ? null : markerOf(words);
  const hits = (text: string): boolean => marker !== null && new RegExp(marker, 'i').test(text);
  return {
    rules: sign === '' && marker ? group(findRules(ruleset, hits)) : group([]),
    chains: sign === '>' ? group([]) : group(findChains(ruleset, hits, words === ''), sign === '@' ? 12 : MOST),
    commands:
      sign === '@'
        ? group([])
        : group(
            commands.filter(({ title }) => words === '' || everyWord(title, words)),
            12,
          ),
    reading: sign === '' ? readingOf(words) : sign === '>' ? 'commands only' : 'chains only',
    marker,
  };
}

/** How a query is understood; a number that can be a port is looked for as a whole number. */
function readingOf(words: string): string | null {
  if (isPort(words)) return 'reads as a port';
  if (/^\d{1,3}(\.\d{1,3}){1,3}(\/\d{1,2})?$/.test(words) || /^[0-9a-f]*:[0-9a-f:]+(\/\d+)?$/i.test(words)) {
    return 'reads as an address';
  }
  return null;
}

function markerOf(words: string): RegExp {
  const literal = words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(isPort(words) ? `(?<!\\d)${literal}(?!\\d)` : literal, 'gi');
}

function isPort(words: string): boolean {
  return /^\d{1,5}$/.test(words) && Number(words) <= 65_535;
}

function everyWord(title: string, words: string): boolean {
  const low = title.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => low.includes(word));
}

function findRules(ruleset: Ruleset | null, hits: (text: string) => boolean): RuleHit[] {
  const found: RuleHit[] = [];
  for (const table of ruleset?.tables ?? []) {
    for (const chain of table.chains) {
      for (const [index, rule] of chain.rules.entries()) {
        if (hits(rule.text)) found.push({ table: table.name, chain: chain.name, index, rule });
      }
    }
  }
  return found;
}

function findChains(ruleset: Ruleset | null, hits: (text: string) => boolean, all: boolean): ChainHit[] {
  return (ruleset?.tables ?? []).flatMap(({ name, chains }) =>
    chains.filter((chain) => all || hits(chain.name)).map((chain) => ({ table: name, chain })),
  );
}

function group<T>(hits: readonly T[], most = MOST): Group<T> {
  return { shown: hits.slice(0, most), total: hits.length };
}
