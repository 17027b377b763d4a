import type { Rule, Ruleset } from '@sluice/netfilter';

/** More than these are not listed one by one. */
const MOST = 5;

/**
 * A warning for each interface that the new rules name and the host does not have now: iptables takes such a rule, and no
 * packet ever meets it.
 */
export function warnOfAbsentInterfaces(live: Ruleset, target: Ruleset, present: readonly string[]): readonly string[] {
  const known = new Set(allRules(live).flatMap(interfacesOf));
  const named = new Set(allRules(target).flatMap(interfacesOf));
  const absent = [...named].filter((name) => !known.has(name) && !isPresent(name, present));
  return absent
    .slice(0, MOST)
    .map(
      (name) =>
        `New rules name the interface ${name}, which this host does not have now: they match nothing until it comes.`,
    );
}

function allRules(ruleset: Ruleset): readonly Rule[] {
  return ruleset.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules));
}

function interfacesOf({ text, spec }: Rule): readonly string[] {
  // Most words need not be read.
  if (!/(^| )(-i|-o|--in-interface|--out-interface) /.test(text)) return [];
  return [spec.inInterface, spec.outInterface].flatMap((use) => (use ? [use.value] : []));
}

/** A name that ends in `+` stands for all that begin so. */
function isPresent(name: string, present: readonly string[]): boolean {
  if (!name.endsWith('+')) return present.includes(name);
  return present.some((each) => each.startsWith(name.slice(0, -1)));
}
