import type { ChainRef, Family, Rule, RuleId } from '@sluice/netfilter';
import type { RulesetDiff } from './diff.ts';
import type { ShownRow } from './shelf.ts';
import { textFault } from './plan-line.ts';

/** A rule of a draft that no host can be given, and why in a sentence. The draft keeps it until it is mended. */
export interface RuleFault extends ChainRef {
  readonly id: RuleId;
  /** Where it stands in its chain, counted from 0. */
  readonly index: number;
  readonly reason: string;
}

/** A rule never changes, so neither does what is wrong with it. */
const known = new WeakMap<Rule, string | null>();

/** Why a rule that a person wrote cannot be one; null when it can. What runs on the host already is not judged. */
export function faultOf(line: Pick<ShownRow, 'change'> & { readonly rule: Rule }, family: Family): string | null {
  const { change, rule } = line;
  if (change !== 'added' && change !== 'changed') return null;
  const before = known.get(rule);
  if (before !== undefined) return before;
  const reason = textFault(rule.text, family)?.reason ?? null;
  known.set(rule, reason);
  return reason;
}

/** Every rule of a draft that cannot be one, in the order of the chains. While there is one, nothing can be applied. */
export function findFaults(diff: RulesetDiff, family: Family): readonly RuleFault[] {
  return diff.chains.flatMap(({ table, chain, rows }) =>
    rows.flatMap(({ change, after }): readonly RuleFault[] => {
      const reason = after ? faultOf({ change, rule: after.rule }, family) : null;
      return after && reason !== null ? [{ table, chain, id: after.rule.id, index: after.index, reason }] : [];
    }),
  );
}
