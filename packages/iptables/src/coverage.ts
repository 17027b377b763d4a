import {
  findMatch,
  findOption,
  findTarget,
  type Family,
  type ModuleDefinition,
  type OptionUse,
  type RuleSpec,
} from '@sluice/netfilter';
import { parseSave } from './save-parser.ts';

/** How much of a ruleset is understood to the last word. */
export interface Coverage {
  readonly rules: number;
  readonly understood: number;
  /** The words that are not, each with the number of rules that hold it, most frequent first. */
  readonly unknown: readonly (readonly [word: string, rules: number])[];
}

/** Counts the rules of a save file that are wholly understood. */
export function coverageOf(text: string, options: { readonly family: Family }): Coverage {
  const { ruleset } = parseSave(text, options);
  const unknown = new Map<string, number>();
  let rules = 0;
  let understood = 0;
  for (const table of ruleset.tables) {
    const chains = new Set(table.chains.map(({ name }) => name));
    for (const chain of table.chains) {
      for (const { spec } of chain.rules) {
        rules++;
        const words = new Set(unknownWords(spec, chains));
        if (words.size === 0) understood++;
        for (const word of words) unknown.set(word, (unknown.get(word) ?? 0) + 1);
      }
    }
  }
  return { rules, understood, unknown: [...unknown].toSorted(([, one], [, other]) => other - one) };
}

/** What of a rule no definition explains: modules, targets and options, as the rule writes them. */
function unknownWords({ matches, target }: RuleSpec, chains: ReadonlySet<string>): readonly string[] {
  const words = matches.flatMap(({ module, options }) => {
    const definition = findMatch(module);
    const own = definition || module === '' ? [] : [`-m ${module}`];
    return [...own, ...unknownOptions(options, definition)];
  });
  if (!target) return words;
  const isCall = target.how === 'goto' || chains.has(target.name);
  const definition = isCall ? undefined : findTarget(target.name);
  const own = definition || chains.has(target.name) ? [] : [`-j ${target.name}`];
  return [...words, ...own, ...unknownOptions(target.options, definition)];
}

/** The options that the module does not have; a stray word counts by itself. */
function unknownOptions(options: readonly OptionUse[], module: ModuleDefinition | undefined): readonly string[] {
  return options
    .filter(({ name }) => !module || !findOption(module, name))
    .map(({ name, values }) => (name === '' ? values.join(' ') : name));
}
