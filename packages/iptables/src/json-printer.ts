import type { Rule, Ruleset } from '@sluice/netfilter';

/** The ruleset as JSON for other programs: words and meaning of each rule; counters are strings, for JSON numbers are too small. */
export function printJson(ruleset: Ruleset): string {
  return `${JSON.stringify(plainRuleset(ruleset), bigintAsText, 2)}\n`;
}

/** A rule computes its spec when asked; JSON wants it to have been asked. */
function plainRuleset({ family, tables }: Ruleset): unknown {
  return {
    family,
    tables: tables.map(({ name, chains }) => ({
      name,
      chains: chains.map((chain) => ({ ...chain, rules: chain.rules.map(plainRule) })),
    })),
  };
}

function plainRule({ id, text, counters, spec }: Rule): unknown {
  return { id, text, ...(counters ? { counters } : {}), spec };
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
