import { canonicalText, parseSave } from '@sluice/iptables';
import type { Family, Rule, RuleId, Ruleset, TableName } from '@sluice/netfilter';

/** The ruleset of a save text. */
export function rulesetOf(text: string, family: Family = 'ipv4'): Ruleset {
  return parseSave(text, { family }).ruleset;
}

/** A filter table whose INPUT holds these rules, one a line; an empty line is no rule. */
export function inputRules(...rules: readonly string[]): Ruleset {
  const lines = rules.map((rule) => `-A INPUT ${rule}\n`).join('');
  return rulesetOf(`*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines}COMMIT\n`);
}

/** The words of a chain's rules. */
export function textsOf(ruleset: Ruleset, chain = 'INPUT', table: TableName = 'filter'): readonly string[] {
  return rulesOf(ruleset, chain, table).map((rule) => rule.text);
}

/** A chain's rules. */
export function rulesOf(ruleset: Ruleset, chain = 'INPUT', table: TableName = 'filter'): readonly Rule[] {
  const found = ruleset.tables.find(({ name }) => name === table);
  return found?.chains.find(({ name }) => name === chain)?.rules ?? [];
}

/** The id of a chain's rule by its place. */
export function idAt(ruleset: Ruleset, index: number, chain = 'INPUT'): RuleId {
  const rule = rulesOf(ruleset, chain)[index];
  if (!rule) throw new Error(`no rule ${index} in ${chain}`);
  return rule.id;
}

/** What a ruleset means, with chains in the order of their names: making a chain again may change its place. */
export function meaning(ruleset: Ruleset): string {
  const tables = ruleset.tables.flatMap((table) => {
    const chains = table.chains
      .filter((chain) => chain.policy === undefined || chain.policy === 'DROP' || chain.rules.length > 0)
      .toSorted((a, b) => a.name.localeCompare(b.name));
    return chains.length === 0 ? [] : [{ ...table, chains }];
  });
  return canonicalText({ family: ruleset.family, tables });
}
