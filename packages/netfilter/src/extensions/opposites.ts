import type { OptionUse } from '../rule.ts';

/** Options of which each is the other's negation, as the tool stores them: `! --upto 5` is `--above 5`. */
export function withoutNegation(options: readonly OptionUse[], pair: readonly [string, string]): readonly OptionUse[] {
  return options.map((use) => {
    if (!use.negated || !pair.includes(use.name)) return use;
    return { ...use, name: use.name === pair[0] ? pair[1] : pair[0], negated: false };
  });
}
