import type { RuleRef } from '@sluice/draft';
import {
  describeRefusal,
  findMatch,
  MATCHES,
  protocolsWanted,
  rulePlacementRefusal,
  TARGETS,
  type Backend,
  type Family,
  type MatchDefinition,
  type ModuleDefinition,
  type Ruleset,
  type RuleSpec,
  type TargetDefinition,
} from '@sluice/netfilter';
import { askedOptions, shownAs } from './option-field.ts';

/** A module that a rule can get, or why it cannot. */
export interface ModuleChoice {
  readonly module: ModuleDefinition;
  readonly refusal: string | null;
}

/** Where the rule stands, and what the host is. */
export interface ChoicePlace {
  readonly ruleset: Ruleset;
  readonly rule: RuleRef;
  readonly spec: RuleSpec;
  readonly family: Family;
  readonly backend: Backend;
}

/** What most rulesets use (counted over real ones), the most frequent first. */
const USUAL: readonly string[] = [
  'conntrack',
  'limit',
  'set',
  'addrtype',
  'mark',
  'multiport',
  'recent',
  'icmp',
  'icmp6',
  'owner',
  'tcp',
  'connlimit',
  'hashlimit',
  'iprange',
  'string',
  'mac',
  'statistic',
  'time',
];

/** Where a name stands among the usual ones; behind all of them when it is none. */
export function usualRank(usual: readonly string[], name: string): number {
  return usual.includes(name) ? usual.indexOf(name) : usual.length;
}

function usualFirst(a: MatchDefinition, b: MatchDefinition): number {
  return usualRank(USUAL, a.name) - usualRank(USUAL, b.name) || a.name.localeCompare(b.name);
}

/** Every match module, with why the rule cannot have it; those without options that a section would ask for are left out. */
export function matchChoices(place: ChoicePlace): readonly ModuleChoice[] {
  return MATCHES.filter((module) => module.options.length === 0 || askedOptions(module, place.family).length > 0)
    .toSorted(usualFirst)
    .map((module) => ({ module, refusal: matchRefusal(module, place) }));
}

function matchRefusal(module: MatchDefinition, { ruleset, rule, spec, family, backend }: ChoicePlace): string | null {
  if (module.families?.includes(family) === false) return otherFamily(family);
  const protocols = protocolsWanted(spec, module, family);
  if (protocols) return `Goes with the protocol ${protocols.join(' or ')} only.`;
  const alone: RuleSpec = { matches: [{ module: module.name, options: [] }] };
  const refusal = rulePlacementRefusal(ruleset, alone, rule, backend);
  return refusal && describeRefusal(refusal);
}

const otherFamily = (family: Family): string => `There is no such thing in ${family === 'ipv4' ? 'IPv4' : 'IPv6'}.`;

/** Every target, with why the rule cannot have it. */
export function targetChoices({ ruleset, rule, family, backend }: ChoicePlace): readonly (ModuleChoice & {
  readonly module: TargetDefinition;
})[] {
  return TARGETS.map((module) => {
    if (module.families?.includes(family) === false) return { module, refusal: otherFamily(family) };
    const alone: RuleSpec = { matches: [], target: { how: 'jump', name: module.name, options: [] } };
    const refusal = rulePlacementRefusal(ruleset, alone, rule, backend);
    return { module, refusal: refusal && describeRefusal(refusal) };
  });
}

/**
 * The place of a match of this name whose options the form's own fields show: another section of it would be the same
 * match once more. One that takes a single option stands once for each.
 */
export function hiddenMatch(spec: RuleSpec, name: string): number | undefined {
  const module = findMatch(name);
  const takesOne = module?.excludes?.some((group) => group.length === module.options.length) ?? false;
  const at = spec.matches.findIndex((use, place) => use.module === name && shownAs(spec, place) === 'fields');
  return at < 0 || takesOne ? undefined : at;
}
