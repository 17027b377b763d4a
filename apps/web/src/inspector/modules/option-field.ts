import {
  findUse,
  hasRepeats,
  optionUseIn,
  saysNothing,
  withModuleOption,
  withoutMatch,
  type Family,
  type ModuleDefinition,
  type OptionDefinition,
  type OptionValue,
  type RuleSpec,
  type UsePlace,
} from '@sluice/netfilter';
import { errorsOf, hasOwnField, type EditField } from '../field-edit.ts';

/** Where the module of a section stands, and whether the rule is only getting it. */
export interface SectionPlace {
  readonly at: UsePlace;
  readonly isAdded: boolean;
}

/** What a field of an option holds; nothing where the rule does not say it. */
export type OptionField = EditField<OptionValue | undefined>;

/** The field of one option of the module at that place. */
export function optionField(place: SectionPlace, option: OptionDefinition): OptionField {
  const [name] = option.names;
  // While a rule is only getting the module, others may come and go before it.
  const at = (spec: RuleSpec): UsePlace =>
    place.isAdded && place.at !== 'target' ? spec.matches.length - 1 : place.at;
  return {
    id: `${place.isAdded ? 'added' : place.at} ${name}`,
    words: name,
    isOfAdded: place.isAdded,
    read: (spec) => optionUseIn(spec, at(spec), name),
    write: (spec, value) => withModuleOption(spec, at(spec), name, asSaid(option, value)),
    problem: (spec, family) => {
      const without = new Set(errorsOf(withModuleOption(spec, at(spec), name, undefined), family));
      return errorsOf(spec, family).find((message) => !without.has(message)) ?? null;
    },
  };
}

/** What was typed as the rule says it: empty words say nothing, blanks around others count only in free text. */
function asSaid({ kind }: OptionDefinition, value: OptionValue | undefined): OptionValue | undefined {
  if (!value || kind.words === 0) return value;
  const words = kind.quoting === 'never' ? value.values.map((word) => word.trim()) : value.values;
  if (words.every((word) => word === '')) return undefined;
  const [first = '', ...rest] = words;
  const turned = kind.quoting === 'never' && /^!\s*./.test(first);
  return turned
    ? { negated: !value.negated, values: [first.replace(/^!\s*/, ''), ...rest] }
    : { negated: value.negated, values: words };
}

/** The options of a module that a section asks for: those that this family has and no field of its own shows. */
export function askedOptions(module: ModuleDefinition, family: Family): readonly OptionDefinition[] {
  return module.options.filter(
    (option) =>
      option.families?.includes(family) !== false &&
      !saysNothing(option) &&
      !(module.type === 'match' && hasOwnField(module.name, option.names[0])),
  );
}

/** How the form shows what stands at a place: as a section, as its text, or not at all, because fields show all of it. */
export function shownAs(spec: RuleSpec, at: UsePlace): 'section' | 'text' | 'fields' {
  const found = findUse(spec, at);
  if (!found) return 'fields';
  const { use, module } = found;
  if (!module) return at === 'target' && use.options.length === 0 ? 'fields' : 'text';
  const known = new Set(module.options.map(({ names: [name] }) => name));
  if (hasRepeats(use) || use.options.some(({ name }) => !known.has(name))) return 'text';
  if (at === 'target') return module.options.length === 0 ? 'fields' : 'section';
  const isCovered = use.options.length > 0 && use.options.every(({ name }) => hasOwnField(module.name, name));
  return isCovered ? 'fields' : 'section';
}

/** The rule without what the section of a match asks for: options that have fields of their own stay. */
export function withoutSection(spec: RuleSpec, at: number): RuleSpec {
  const use = spec.matches[at];
  const kept = use?.options.filter(({ name }) => hasOwnField(use.module, name)) ?? [];
  if (!use || kept.length === 0) return withoutMatch(spec, at);
  return { ...spec, matches: spec.matches.with(at, { ...use, options: kept }) };
}

/** What keeps the module as a whole from being right: nothing that one of its options is to blame for. */
export function sectionProblem(spec: RuleSpec, at: UsePlace, family: Family): string | null {
  const found = findUse(spec, at);
  if (!found) return null;
  const { use } = found;
  const bare = use.options.reduce((rest, { name }) => withModuleOption(rest, at, name, undefined), spec);
  const gone = at === 'target' ? withoutTarget(spec) : withoutMatch(spec, at);
  const others = new Set(errorsOf(gone, family));
  const own = errorsOf(spec, family).filter((message) => !others.has(message));
  const ofBare = new Set(errorsOf(bare, family));
  return own.find((message) => ofBare.has(message)) ?? null;
}

function withoutTarget({ target: _gone, ...rest }: RuleSpec): RuleSpec {
  return rest;
}
