import { findMatch, moduleName } from '../extensions/registry.ts';
import { resolveOption } from '../extensions/normal-form.ts';
import type { Rule } from '../rule.ts';
import type { Chain, RulePlace, Ruleset } from '../ruleset.ts';

/** A rule that names a set, and how: it asks the set, or changes it. */
export interface SetUsePlace extends RulePlace {
  readonly rule: Rule;
  readonly set: string;
  readonly how: 'asks' | 'changes';
}

const CHANGES = new Set(['--add-set', '--del-set']);

/** The sets that a rule names: `-m set --match-set NAME`, `-j SET --add-set NAME`. */
export function setsOfRule(rule: Rule): readonly Pick<SetUsePlace, 'set' | 'how'>[] {
  // Most rules name none: what their words mean need not be found out.
  if (!rule.text.includes('set ')) return [];
  const { matches, target } = rule.spec;
  const asked = matches
    .filter(({ module }) => moduleName(module) === 'set')
    .flatMap((use) => {
      const module = findMatch('set');
      return module ? use.options.map((option) => resolveOption(module, option)) : [];
    })
    .filter(({ name }) => name === '--match-set')
    .flatMap(({ values: [set] }) => (set === undefined ? [] : [{ set, how: 'asks' as const }]));
  const targeted = (target?.name === 'SET' ? target.options : [])
    .filter(({ name }) => name === '--map-set' || CHANGES.has(name))
    .flatMap(({ name, values: [set] }) =>
      set === undefined ? [] : [{ set, how: CHANGES.has(name) ? ('changes' as const) : ('asks' as const) }],
    );
  return [...asked, ...targeted];
}

/** Every rule that names a set, in the ruleset's order. */
export function setUses(ruleset: Ruleset): readonly SetUsePlace[] {
  return ruleset.tables.flatMap(({ name, chains }) =>
    chains.flatMap((chain) => usesInChain(chain).map((use) => ({ ...use, table: name, chain: chain.name }))),
  );
}

type SetUseInChain = Omit<SetUsePlace, 'table' | 'chain'>;

// An edit leaves all other chains the very same: of 20,000 chains it asks one.
const known = new WeakMap<Chain, readonly SetUseInChain[]>();

function usesInChain(chain: Chain): readonly SetUseInChain[] {
  const found = known.get(chain);
  if (found) return found;
  const uses = chain.rules.flatMap((rule, index) => setsOfRule(rule).map((use) => ({ ...use, index, rule })));
  known.set(chain, uses);
  return uses;
}
