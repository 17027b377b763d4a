import { findChain, type ChainRef, type Rule, type RuleId, type Ruleset } from '@sluice/netfilter';
import type { Step } from './step.ts';

/*
 * Edits of several rules at once. They may stand in several chains; what is done keeps the order in which they are
 * read, whatever the order in which they were chosen.
 */

/** A rule of a chain. */
export interface RuleRef extends ChainRef {
  readonly id: RuleId;
}

/** A gap between two rules: behind the rule `after`, or at the top. */
export interface Gap extends ChainRef {
  readonly after: RuleId | null;
}

/** A rule with its place. */
export interface PlacedRule extends RuleRef {
  readonly index: number;
  readonly rule: Rule;
}

const NONE: readonly RuleRef[] = [];

/** The rules that the ruleset holds of these, in the order of tables, chains and rows. */
export function placedRules(ruleset: Ruleset, refs: readonly RuleRef[]): readonly PlacedRule[] {
  const byTable = Map.groupBy(refs, ({ table }) => table);
  return ruleset.tables.flatMap(({ name: table, chains }) => {
    // Asked on every key; one that comes to 20,000 chains must not touch what nobody asked for.
    const wanted = Map.groupBy(byTable.get(table) ?? NONE, ({ chain }) => chain);
    if (wanted.size === 0) return [];
    return chains
      .filter(({ name }) => wanted.has(name))
      .flatMap(({ name: chain, rules }) => {
        const ids = new Set(wanted.get(chain)?.map(({ id }) => id));
        return rules.flatMap((rule, index) => (ids.has(rule.id) ? [{ table, chain, id: rule.id, index, rule }] : []));
      });
  });
}

/** Puts rules one behind the other into a gap, wherever in the table they stood. None when they stand there already. */
export function moveRules(ruleset: Ruleset, refs: readonly RuleRef[], to: Gap): readonly Step[] {
  const block = placedRules(ruleset, refs);
  let after = steadyAnchor(ruleset, to, new Set(block.map(({ id }) => id)));
  if (isInPlace(ruleset, block, { ...to, after })) return [];
  const steps: Step[] = [];
  for (const { table, chain, id } of block) {
    steps.push({ type: 'moveRule', table, chain, id, toChain: to.chain, after });
    after = id;
  }
  return steps;
}

/** Moves rules one place up or down within their chains; a rule that stands at the end, or before one, stays. */
export function nudgeRules(ruleset: Ruleset, refs: readonly RuleRef[], by: -1 | 1): readonly Step[] {
  const chains = Map.groupBy(placedRules(ruleset, refs), ({ table, chain }) => `${table}/${chain}`);
  return [...chains.values()].flatMap((block) => nudgeWithin(ruleset, block, by));
}

/** Takes rules out. */
export function removeRules(ruleset: Ruleset, refs: readonly RuleRef[]): readonly Step[] {
  return placedRules(ruleset, refs).map(({ table, chain, id }) => ({ type: 'removeRule', table, chain, id }));
}

/** Puts new rules one behind the other into a gap. */
export function insertRules(
  to: Gap,
  rules: readonly { readonly id: RuleId; readonly text: string }[],
): readonly Step[] {
  const { table, chain } = to;
  return rules.map(({ id, text }, at) => {
    const after = rules[at - 1]?.id ?? to.after;
    return { type: 'insertRule', table, chain, after, id, text };
  });
}

/** The rule in front of the gap that itself stays where it is. */
function steadyAnchor(ruleset: Ruleset, { table, chain, after }: Gap, moving: ReadonlySet<RuleId>): RuleId | null {
  const rules = findChain(ruleset, { table, chain })?.rules ?? [];
  const at = rules.findIndex(({ id }) => id === after);
  return rules.slice(0, at + 1).findLast(({ id }) => !moving.has(id))?.id ?? null;
}

function isInPlace(ruleset: Ruleset, block: readonly PlacedRule[], to: Gap): boolean {
  const rules = findChain(ruleset, to)?.rules ?? [];
  const start = rules.findIndex(({ id }) => id === to.after) + 1;
  return block.every(({ chain, index }, at) => chain === to.chain && index === start + at);
}

function nudgeWithin(ruleset: Ruleset, block: readonly PlacedRule[], by: -1 | 1): readonly Step[] {
  const [first] = block;
  if (!first) return [];
  const moving = new Set(block.map(({ id }) => id));
  const order = (findChain(ruleset, first)?.rules ?? []).map(({ id }) => id);
  for (const { index } of by === -1 ? block : block.toReversed()) {
    const own = order[index];
    const other = order[index + by];
    if (own === undefined || other === undefined || moving.has(other)) continue;
    order[index] = other;
    order[index + by] = own;
  }
  return block.flatMap(({ table, chain, id, index }): readonly Step[] => {
    const at = order.indexOf(id);
    return at === index ? [] : [{ type: 'moveRule', table, chain, id, toChain: chain, after: order[at - 1] ?? null }];
  });
}
