import { printSpec } from '@sluice/iptables';
import { findChain, ok, refuse, type Result, type RuleId, type Ruleset } from '@sluice/netfilter';
import { callTo, isGoto, isReturn } from './calls-and-returns.ts';
import { insertRules, moveRules, placedRules, type PlacedRule, type RuleRef } from './rule-edits.ts';
import type { Step } from './step.ts';

/** Why packets could meet rules in another order than before; a sentence for a person. */
export interface OrderRefusal {
  readonly code:
    | 'nothing'
    | 'severalChains'
    | 'apart'
    | 'return'
    | 'goto'
    | 'noJump'
    | 'condition'
    | 'clash'
    | 'changes';
  readonly message: string;
}

/**
 * Moves rules into a new chain and calls it where they stood. A packet meets the same rules in the same order: each of
 * them falls through to the next one, in the new chain as before, and its end leads back behind the call.
 */
export function extractRules(
  ruleset: Ruleset,
  refs: readonly RuleRef[],
  made: { readonly name: string; readonly callId: RuleId },
): Result<readonly Step[], OrderRefusal> {
  const block = placedRules(ruleset, refs);
  const [first] = block;
  if (!first) return refuse({ code: 'nothing', message: 'There is no rule to move into a chain.' });
  const refusal = extractRefusal(block, first);
  if (refusal) return refuse(refusal);
  const { table, chain, index } = first;
  const before = findChain(ruleset, { table, chain })?.rules[index - 1]?.id ?? null;
  const call = { id: made.callId, text: printSpec(callTo(made.name), { family: ruleset.family }) };
  return ok([
    { type: 'createChain', table, chain: made.name },
    ...moveRules(ruleset, block, { table, chain: made.name, after: null }),
    ...insertRules({ table, chain, after: before }, [call]),
  ]);
}

function extractRefusal(block: readonly PlacedRule[], first: PlacedRule): OrderRefusal | null {
  const { table, chain, index } = first;
  if (block.some((rule) => rule.table !== table || rule.chain !== chain)) {
    return { code: 'severalChains', message: 'The rules stand in several chains; one call cannot stand for them.' };
  }
  if (block.some((rule, at) => rule.index !== index + at)) {
    return { code: 'apart', message: 'Other rules stand between them, and would then be read after all of them.' };
  }
  const returning = block.find(({ rule }) => isReturn(rule.spec));
  if (returning) {
    const message = `Rule ${returning.index + 1} returns from ${chain}; in a chain of its own it would only return to ${chain}.`;
    return { code: 'return', message };
  }
  const going = block.find(({ rule }) => isGoto(rule.spec));
  if (going) {
    const message = `Rule ${going.index + 1} goes on with goto and never comes back to ${chain}; from a chain of its own it would.`;
    return { code: 'goto', message };
  }
  return null;
}
