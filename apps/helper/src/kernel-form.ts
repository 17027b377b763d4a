import { createRule, parseSave, printRuleset } from '@sluice/iptables';
import type { Chain, Rule, Ruleset } from '@sluice/netfilter';
import { indexChains, mapChains, type ChainIndex } from './planning.ts';

/*
 * The kernel's tools print a rule in their own normal form: `--dport 22` comes back as `-m tcp --dport 22`. Which form
 * a new rule gets is not guessed: it is read from a kernel, the scratch one before an apply, else the real one after.
 */

/** A kernel's answer to a plan: the target in the kernel's own words, or where it is not what was wanted. */
export type KernelForm =
  | { readonly ok: true; readonly made: Ruleset }
  | { readonly ok: false; readonly differences: readonly string[] };

/** What a kernel held before and after a plan; `before` holds the live rules as this kernel prints them. */
export interface KernelReadings {
  readonly before: Ruleset;
  readonly after: Ruleset;
}

/**
 * Holds the target against what a kernel made of the plan. Rules that the plan left alone must stand where the target
 * has them, in the very words; rules that it brought must be there, one for one, in whatever words. Then the target is
 * given back with the kernel's words for what is new.
 */
export function inKernelForm(live: Ruleset, target: Ruleset, kernel: KernelReadings): KernelForm {
  const differences: string[] = [];
  const [ofLive, ofBefore, ofAfter] = [live, kernel.before, kernel.after].map(indexChains) as [
    ChainIndex,
    ChainIndex,
    ChainIndex,
  ];
  const made = mapChains(target, (chain, table) => {
    const [own, before, after] = [ofLive, ofBefore, ofAfter].map((index) => index.get(table, chain.name) ?? ABSENT) as [
      Chain,
      Chain,
      Chain,
    ];
    const known = knownWords(own, before);
    differences.push(...compareChain(chain, after, { known, name: `${table} ${chain.name}` }));
    return {
      ...chain,
      rules: chain.rules.map((rule, at) => inWords(rule, known.has(rule.text) ? undefined : after.rules[at])),
    };
  });
  differences.push(...leftOver(target, kernel.after));
  if (differences.length > 0) return { ok: false, differences };
  return { ok: true, made: withOwnIds(made) };
}

const ABSENT: Chain = { name: '', rules: [] };

/** From a live rule's words to those that the kernel in question prints for it. */
function knownWords(live: Chain, before: Chain): ReadonlyMap<string, string> {
  return new Map(live.rules.map((rule, at) => [rule.text, before.rules[at]?.text ?? rule.text]));
}

function compareChain(
  wanted: Chain,
  found: Chain,
  { known, name }: { readonly known: ReadonlyMap<string, string>; readonly name: string },
): readonly string[] {
  if (found === ABSENT) return wanted.rules.length > 0 || wanted.policy === undefined ? [`${name} is not there.`] : [];
  const differences: string[] = [];
  if (wanted.policy !== undefined && found.policy !== wanted.policy) {
    differences.push(`${name} has the policy ${found.policy ?? 'none'}, not ${wanted.policy}.`);
  }
  if (wanted.rules.length !== found.rules.length) {
    differences.push(`${name} holds ${found.rules.length} rules, not ${wanted.rules.length}.`);
    return differences;
  }
  const at = wanted.rules.findIndex((rule, index) => {
    const words = known.get(rule.text);
    return words !== undefined && words !== found.rules[index]?.text;
  });
  if (at >= 0)
    differences.push(`Rule ${at + 1} of ${name} is "${found.rules[at]?.text}", not "${wanted.rules[at]?.text}".`);
  return differences;
}

/** User-defined chains, or rules in chains, that the target does not have. */
function leftOver(target: Ruleset, after: Ruleset): readonly string[] {
  const wanted = indexChains(target);
  return after.tables.flatMap((table) =>
    table.chains
      .filter((chain) => chain.policy === undefined || chain.rules.length > 0)
      .filter((chain) => !wanted.get(table.name, chain.name))
      .map((chain) => `${table.name} ${chain.name} is there, and should not be.`),
  );
}

function inWords(rule: Rule, printed: Rule | undefined): Rule {
  return printed && printed.text !== rule.text ? createRule(printed.text, rule.id, rule.counters) : rule;
}

/** Gives every rule the id that its words have, as if a host had printed them. */
export function withOwnIds(ruleset: Ruleset): Ruleset {
  return parseSave(printRuleset(ruleset, { counters: true }), { family: ruleset.family }).ruleset;
}
