import { parseSave, printRuleset } from '@sluice/iptables';
import { hooksOf, isBuiltinChain, TABLES, type Rule, type Ruleset } from '@sluice/netfilter';
import type { CommandResult, Kernel } from '@sluice/testkit';
import { diffRulesets } from '../diff.ts';

/** Empties everything that a random ruleset may touch, then loads this one. */
export async function load(kernel: Kernel, ruleset: Ruleset): Promise<CommandResult> {
  const others = TABLES.filter((table) => !ruleset.tables.some(({ name }) => name === table));
  // Restoring a table whole replaces it; naming the others with their chains empties them.
  const empty = others.map(
    (table) =>
      `*${table}\n${hooksOf(table)
        .map((hook) => `:${hook} ACCEPT [0:0]\n`)
        .join('')}COMMIT\n`,
  );
  return kernel.restore(empty.join('') + printRuleset(ruleset, { counters: true }), ['--counters']);
}

/** What the kernel holds. */
export async function read(kernel: Kernel): Promise<Ruleset> {
  return parseSave(await kernel.save(), { family: kernel.family }).ruleset;
}

/** What both sides must agree on: chains in any order, policies, rules in order. Empty tables are no tables. */
export function contents(ruleset: Ruleset): Record<string, readonly string[]> {
  const entries = ruleset.tables.flatMap((table) =>
    table.chains
      .filter((chain) => !isBuiltinChain(table.name, chain.name) || chain.rules.length > 0 || chain.policy === 'DROP')
      .map((chain): [string, readonly string[]] => [
        `${table.name} ${chain.name} ${chain.policy ?? '-'}`,
        chain.rules.map((rule) => rule.text),
      ]),
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b)));
}

/**
 * The counters of every rule that the plan left alone or moved, beside those that it may have: its own, or, where it
 * moved, those of any equal rule that left its place (which of two equals moved is a matter of taste).
 */
export function keptCounters(
  before: Ruleset,
  live: Ruleset,
): readonly { readonly is: string; readonly may: readonly string[] }[] {
  return diffRulesets(before, live, { matchByText: true }).chains.flatMap(({ rows }) =>
    rows.flatMap((row) => {
      if (!row.before || !row.after) return [];
      const { text } = row.after.rule;
      const leavers = rows.filter((other) => other.change !== 'same' && other.before?.rule.text === text);
      const sources = row.change === 'same' ? [row] : leavers;
      return [
        {
          is: packetsOf(row.after.rule),
          may: sources.flatMap(({ before: old }) => (old ? [packetsOf(old.rule)] : [])),
        },
      ];
    }),
  );
}

function packetsOf(rule: Rule): string {
  return String(rule.counters?.packets);
}

/** Policy counters of the chains that both list. */
export function policyCounters(before: Ruleset, live: Ruleset): readonly (readonly [unknown, unknown])[] {
  return live.tables.flatMap((table) =>
    table.chains.flatMap((chain) => {
      const old = before.tables.find(({ name }) => name === table.name)?.chains.find(({ name }) => name === chain.name);
      return old?.counters ? [[old.counters, chain.counters] as const] : [];
    }),
  );
}
