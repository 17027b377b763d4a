import type { Family } from './family.ts';
import type { MatchUse, Negatable, OptionUse, RuleSpec } from './rule.ts';
import { findMatch } from './extensions/registry.ts';
import { protocolName } from './extensions/kinds/protocol.ts';
import { familyOf } from './extensions/normal-form.ts';
import { briefValue, splitOptions, type ReadOption } from './option-reading.ts';

/** A few words of a rule's line on the map. */
export interface Phrase {
  readonly text: string;
  /** Keywords are drawn fainter than values. */
  readonly role: 'keyword' | 'value';
}

/** A rule's conditions in the room of a map row; the target is shown beside it. */
export interface Summary {
  readonly phrases: readonly Phrase[];
  /** How many conditions are left out. */
  readonly more: number;
}

/** So many conditions are always shown; more of them while they fit into so many characters. */
const ALWAYS = 2;
const ROOM = 34;

const keyword = (text: string): Phrase => ({ text, role: 'keyword' });
const value = (text: string): Phrase => ({ text, role: 'value' });
const not = (use: { readonly negated: boolean }): readonly Phrase[] => (use.negated ? [keyword('not')] : []);

/** The rule's conditions, made short by rule: `tcp dport 22`; with a second condition `tcp :22 from 192.0.2.0/24`. */
export function summarize(spec: RuleSpec): Summary {
  const family = familyOf(spec);
  const protocol = spec.protocol && protocolName(spec.protocol.value);
  const own = spec.matches.filter((use) => isOfProtocol(use, protocol));
  const others = spec.matches.filter((use) => !own.includes(use)).flatMap((use) => matchPhrases(use, family));
  const main = mainOptions(spec, own, family);
  const conditions = [
    ...addressPhrases(spec),
    ...interfacePhrases(spec),
    ...(spec.fragment ? [[...not(spec.fragment), keyword('fragment')]] : []),
    ...main.rest,
    ...others,
  ];
  const isAlone = conditions.length === 0;
  const first = firstPhrases(spec, main.first, isAlone, family);
  const all = first.length > 0 ? [first, ...conditions] : conditions;
  if (all.length === 0) return { phrases: [value('any')], more: 0 };
  const limitsOnly = all.length === 1 && first.length === 0 && isPace(spec);
  const shown = all.slice(0, countThatFit(all));
  const phrases = shown.flat();
  return { phrases: limitsOnly ? [value('any'), ...phrases] : phrases, more: all.length - shown.length };
}

function countThatFit(conditions: readonly (readonly Phrase[])[]): number {
  let used = 0;
  for (const [at, phrases] of conditions.entries()) {
    used += phrases.reduce((sum, { text }) => sum + text.length + 1, 0);
    if (at >= ALWAYS && used > ROOM) return at;
  }
  return conditions.length;
}

/** `-m tcp` with `-p tcp`, and multiport, belong to the protocol's own phrase. */
function isOfProtocol(use: MatchUse, protocol: string | undefined): boolean {
  const definition = findMatch(use.module);
  return protocol !== undefined && definition?.protocols?.includes(protocol) === true;
}

interface MainOptions {
  readonly first: ReadOption | undefined;
  readonly rest: readonly (readonly Phrase[])[];
}

/** The option that stands with the protocol: a destination port if there is one, else the first. */
function mainOptions(spec: RuleSpec, own: readonly MatchUse[], family: Family): MainOptions {
  const options = own.flatMap((use) => {
    const definition = findMatch(use.module);
    return definition ? splitOptions(definition, use.options).known : [];
  });
  const isShown = spec.protocol?.negated === false;
  const first = isShown ? (options.find(({ option }) => option.label === 'dport') ?? options[0]) : undefined;
  const rest = options.filter((each) => each !== first).map((each) => optionPhrases(each, family));
  return { first, rest };
}

/** `tcp`, `tcp dport 22`, `tcp :22`, `icmp echo`. */
function firstPhrases(
  spec: RuleSpec,
  option: ReadOption | undefined,
  isAlone: boolean,
  family: Family,
): readonly Phrase[] {
  if (!spec.protocol) return [];
  const name = protocolName(spec.protocol.value);
  const shown = name === 'ipv6-icmp' ? 'icmpv6' : name;
  if (!option) return name === 'all' ? [] : [...not(spec.protocol), value(shown)];
  const isPort = option.option.label === 'dport';
  if (isPort && !isAlone && !option.use.negated) return [keyword(shown), value(`:${briefValue(option, family)}`)];
  return [keyword(shown), ...optionPhrases(option, family)];
}

function optionPhrases(read: ReadOption, family: Family): readonly Phrase[] {
  const text = briefValue(read, family);
  const label = read.option.label;
  return [...not(read.use), ...(label === undefined ? [] : [keyword(label)]), ...(text === '' ? [] : [value(text)])];
}

function saidPhrases(word: string, said: Negatable<string> | undefined): (readonly Phrase[])[] {
  return said ? [[...not(said), keyword(word), value(said.value.replace(/\/(32|128)$/, ''))]] : [];
}

function addressPhrases(spec: RuleSpec): (readonly Phrase[])[] {
  return [...saidPhrases('from', spec.source), ...saidPhrases('to', spec.destination)];
}

function interfacePhrases({ inInterface, outInterface }: RuleSpec): (readonly Phrase[])[] {
  if (inInterface && outInterface && !inInterface.negated && !outInterface.negated) {
    return [[value(`${inInterface.value} → ${outInterface.value}`)]];
  }
  return [...saidPhrases('in', inInterface), ...saidPhrases('out', outInterface)];
}

/** The conditions of one match module; one that we do not know shows its name and its first words. */
function matchPhrases(use: MatchUse, family: Family): (readonly Phrase[])[] {
  const definition = findMatch(use.module);
  if (!definition) return [opaquePhrases(use)];
  const { known, unknown } = splitOptions(definition, use.options);
  const shown = known.filter(({ option }) => option.detail !== true).map((read) => optionPhrases(read, family));
  const bare = shown.length === 0 && definition.label !== undefined ? [[keyword(definition.label)]] : [];
  return [...shown, ...bare, ...unknown.map((each) => opaquePhrases({ module: use.module, options: [each] }))];
}

function opaquePhrases({ module, options }: MatchUse): readonly Phrase[] {
  const said = (option: OptionUse): string => {
    const name = option.name.replace(/^-+/, '').replace(`${module}-`, '');
    return [name, ...option.values].filter((word) => word !== '' && word !== module).join(' ');
  };
  const [first] = options;
  const text = first ? said(first) : '';
  const name = module === '' ? [] : [keyword(module)];
  return [...(first ? not(first) : []), ...name, ...(text === '' ? [] : [value(text)])];
}

/** Whether the only condition says how often, so that the row needs a word for which packets. */
function isPace(spec: RuleSpec): boolean {
  return spec.matches.some((use) => findMatch(use.module)?.isPace === true);
}
