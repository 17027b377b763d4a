import { applyStep, type Step } from '@sluice/draft';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { anyRuleset, anyRuleText, CHAIN_NAMES } from './arbitraries.ts';

/** A ruleset and steps that can be done on it one after the other. */
export interface Edits {
  readonly base: Ruleset;
  readonly steps: readonly Step[];
}

/** Random edits that apply: dice are turned into steps that fit what stands at that moment. */
export function anyEdits(most = 12): fc.Arbitrary<Edits> {
  const die = fc.record({
    kind: fc.nat(11),
    a: fc.nat(1000),
    b: fc.nat(1000),
    c: fc.nat(1000),
    text: anyRuleText({ family: 'ipv4', table: 'filter', chain: '', callees: [] }),
  });
  return fc.tuple(anyRuleset({ family: 'ipv4', most: 5 }), fc.array(die, { maxLength: most })).map(([base, dice]) => {
    let ruleset = base;
    const steps: Step[] = [];
    for (const [at, throwOf] of dice.entries()) {
      const step = stepFrom(ruleset, { ...throwOf, id: `new-${at}` as RuleId });
      const done = step && applyStep(ruleset, step);
      if (!step || !done?.ok) continue;
      steps.push(step);
      ruleset = done.value;
    }
    return { base, steps };
  });
}

interface Die {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly text: string;
  readonly id: RuleId;
}

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list[at % Math.max(list.length, 1)];
}

function stepFrom(ruleset: Ruleset, die: Die): Step | undefined {
  const table = pick(ruleset.tables, die.a);
  const chain = table && pick(table.chains, die.b);
  const toChain = table && pick(table.chains, die.c);
  if (!table || !chain || !toChain) return undefined;
  const place = { table: table.name, chain: chain.name };
  const rule = pick(chain.rules, die.c);
  const after = pick([null, ...toChain.rules.map((entry) => entry.id)], die.a) ?? null;
  switch (die.kind) {
    case 0:
      return { type: 'createChain', table: table.name, chain: pick([...CHAIN_NAMES, 'NEW'], die.c) ?? 'NEW' };
    case 1:
      return { type: 'removeChain', ...place };
    case 2:
      return { type: 'setPolicy', ...place, policy: die.c % 2 === 0 ? 'ACCEPT' : 'DROP' };
    case 3:
    case 4:
      return rule && { type: 'removeRule', ...place, id: rule.id };
    case 5:
    case 6:
      return rule && { type: 'replaceRule', ...place, id: rule.id, text: die.text };
    case 7:
    case 8:
      return rule && { type: 'moveRule', ...place, id: rule.id, toChain: toChain.name, after };
    default:
      return { type: 'insertRule', table: table.name, chain: toChain.name, after, id: die.id, text: die.text };
  }
}
