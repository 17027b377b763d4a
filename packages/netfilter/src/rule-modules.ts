import type { Family } from './family.ts';
import type { MatchUse, OptionUse, RuleSpec, TargetUse } from './rule.ts';
import type { ModuleDefinition } from './extensions/definition.ts';
import { protocolName } from './extensions/kinds/protocol.ts';
import { findMatch, findTarget } from './extensions/registry.ts';

/** Which module of a rule is meant: a match by its place in the rule, from 0, or the target. */
export type UsePlace = number | 'target';

/** What a rule says by one option. */
export type OptionValue = Omit<OptionUse, 'name'>;

/** What stands at a place of a rule, with its definition where we know the module. */
export interface FoundModule {
  readonly use: MatchUse | TargetUse;
  readonly module: ModuleDefinition | undefined;
}

/** The module at that place, if the rule has one. */
export function findUse(spec: RuleSpec, place: UsePlace): FoundModule | undefined {
  if (place === 'target') {
    const { target } = spec;
    return target && { use: target, module: target.how === 'jump' ? findTarget(target.name) : undefined };
  }
  const use = spec.matches[place];
  return use && { use, module: findMatch(use.module) };
}

/** What the module at that place says by this option: the first, where it stands there more than once. */
export function optionUseIn(spec: RuleSpec, place: UsePlace, name: string): OptionValue | undefined {
  return findUse(spec, place)?.use.options.find((use) => use.name === name);
}

/** Whether options stand there more than once, so that a name alone does not tell which is meant. */
export function hasRepeats({ options }: { readonly options: readonly OptionUse[] }): boolean {
  return new Set(options.map(({ name }) => name)).size < options.length;
}

/**
 * The rule with one option of a module given, changed, or taken away. An option that may not stand beside it makes
 * room, and so does what has no meaning without the one that is taken away.
 */
export function withModuleOption(
  spec: RuleSpec,
  place: UsePlace,
  name: string,
  value: OptionValue | undefined,
): RuleSpec {
  const found = findUse(spec, place);
  if (!found) return spec;
  const { options } = found.use;
  const rivals = value ? rivalsOf(found.module, name) : needing(found.module, options, name);
  const at = options.findIndex((use) => use.name === name);
  const changed = value ? options.toSpliced(at < 0 ? options.length : at, at < 0 ? 0 : 1, { ...value, name }) : options;
  return withOptions(
    spec,
    place,
    changed.filter((use) => !rivals.has(use.name) && (value !== undefined || use.name !== name)),
  );
}

function withOptions(spec: RuleSpec, place: UsePlace, options: readonly OptionUse[]): RuleSpec {
  if (place === 'target') return spec.target ? { ...spec, target: { ...spec.target, options } } : spec;
  const use = spec.matches[place];
  return use ? { ...spec, matches: spec.matches.with(place, { ...use, options }) } : spec;
}

function rivalsOf(module: ModuleDefinition | undefined, name: string): ReadonlySet<string> {
  const groups = module?.excludes?.filter((group) => group.includes(name)) ?? [];
  return new Set(groups.flat().filter((other) => other !== name));
}

/** The options that mean nothing once this one is gone. */
function needing(
  module: ModuleDefinition | undefined,
  options: readonly OptionUse[],
  gone: string,
): ReadonlySet<string> {
  const left = options.map((use) => use.name).filter((name) => name !== gone);
  const lonely = module?.options.filter(({ needs }) => {
    const others = typeof needs === 'string' ? [needs] : (needs ?? []);
    return others.includes(gone) && !others.some((other) => left.includes(other));
  });
  return new Set(lonely?.map(({ names: [name] }) => name));
}

/**
 * The rule with one more match module, behind the others and without options; a rule without a protocol gets the one
 * that the module cannot do without.
 */
export function withMatch(spec: RuleSpec, name: string, family: Family): RuleSpec {
  const module = findMatch(name);
  const insists = module?.protocolsIn?.includes(family) !== false;
  const [protocol] = (insists && module?.protocols) || [];
  const based =
    protocol === undefined || spec.protocol ? spec : { ...spec, protocol: { negated: false, value: protocol } };
  return { ...based, matches: [...based.matches, { module: name, options: [] }] };
}

/** The protocols of which the module wants one, where the rule has said another; null where nothing is in its way. */
export function protocolsWanted(spec: RuleSpec, module: ModuleDefinition, family: Family): readonly string[] | null {
  const { protocol } = spec;
  if (!module.protocols || !protocol || module.protocolsIn?.includes(family) === false) return null;
  const isThere = !protocol.negated && module.protocols.includes(protocolName(protocol.value));
  return isThere ? null : module.protocols;
}

/** The rule without the match at that place. */
export function withoutMatch(spec: RuleSpec, place: number): RuleSpec {
  return { ...spec, matches: spec.matches.filter((_, at) => at !== place) };
}
