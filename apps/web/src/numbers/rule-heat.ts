import type { Rule, RuleId, Ruleset, TableName } from '@sluice/netfilter';
import type { PastRates } from '@sluice/protocol';
import type { Flow } from '../state/flow.ts';
import { meansOf } from './past-series.ts';

/** A rule with what passed through it in the last hour. */
export interface RuleHeat {
  readonly table: TableName;
  readonly chain: string;
  readonly id: RuleId;
  readonly rule: Rule;
  /** Counted from 1. */
  readonly number: number;
  /** The mean over what was counted. */
  readonly flow: Flow;
}

/** Rules by heat: those through which most passed, and those through which nothing did. */
export interface RulesByHeat {
  readonly hottest: readonly RuleHeat[];
  readonly coldest: readonly RuleHeat[];
  /** How many rules nothing passed through. */
  readonly cold: number;
}

const STILL: Flow = { packets: 0, bytes: 0 };

/**
 * The rules of the host by what passed through them, `most` of each end. Of those through which nothing passed, the ones with
 * the fewest packets since their counters began come first; then they are in the order of the ruleset.
 */
export function rulesByHeat(
  running: Ruleset,
  past: PastRates,
  { most, totalOf }: { readonly most: number; readonly totalOf: (id: RuleId) => bigint },
): RulesByHeat {
  const means = meansOf(past);
  const all = running.tables.flatMap((table) =>
    table.chains.flatMap((chain) =>
      chain.rules.map((rule, index) => ({
        table: table.name,
        chain: chain.name,
        id: rule.id,
        rule,
        number: index + 1,
        flow: means.get(rule.id) ?? STILL,
      })),
    ),
  );
  const moved = all.filter(({ flow }) => flow.packets > 0);
  const cold = all.filter(({ flow }) => flow.packets === 0).map((heat) => ({ heat, total: totalOf(heat.id) }));
  return {
    hottest: moved.toSorted((a, b) => b.flow.packets - a.flow.packets).slice(0, most),
    coldest: cold
      .toSorted((a, b) => (a.total < b.total ? -1 : a.total > b.total ? 1 : 0))
      .slice(0, most)
      .map(({ heat }) => heat),
    cold: cold.length,
  };
}
