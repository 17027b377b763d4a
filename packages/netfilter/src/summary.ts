import type { Family } from './family.ts';
import type { MatchUse, Negatable, OptionUse, RuleSpec } from './rule.ts';
import { findMatch, findTarget } from './extensions/registry.ts';
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
  const all = conditionsOf(spec, { family: familyOf(spec), whole: false });
  const shown = all.slice(0, countThatFit(all));
  return { phrases: named(spec, shown.flat(), all.length), more: all.length - shown.length };
}

/** Every condition of the rule, none left out and none shortened: for who reads a list to judge it. */
export function spellOut(spec: RuleSpec): readonly Phrase[] {
  const all = conditionsOf(spec, { family: familyOf(spec), whole: true });
  return named(spec, all.flat(), all.length);
}

/** What the target says beside its name: the address that it writes, the prefix that it logs. */
export function spellOutTarget(spec: RuleSpec): readonly Phrase[] {
  const { target } = spec;
  if (!target || target.options.length === 0) return [];
  const family = familyOf(spec);
  const definition = findTarget(target.name);
  if (!definition) return opaquePhrases({ module: '', options: target.options });
  const { known, unknown } = splitOptions(definition, target.options);
  return [
    ...known.flatMap((read) => optionPhrases(read, { family, whole: true })),
    ...unknown.flatMap((use) => opaquePhrases({ module: '', options: [use] })),
  ];
}

/** How conditions are put into words. */
interface Wording {
  readonly family: Family;
  /** Details are said as well, and ports in full. */
  readonly whole: boolean;
}

/** The rule's conditions, each with its words. */
function conditionsOf(spec: RuleSpec, wording: Wording): readonly (readonly Phrase[])[] {
  const protocol = spec.protocol && protocolName(spec.protocol.value);
  const own = spec.matches.filter((use) => isOfProtocol(use, protocol));
  const others = spec.matches.filter((use) => !own.includes(use)).flatMap((use) => matchPhrases(use, wording));
  const main = mainOptions(spec, own, wording);
  const conditions = [
    ...addressPhrases(spec),
    ...interfacePhrases(spec),
    ...(spec.fragment ? [[...not(spec.fragment), keyword('fragment')]] : []),
    ...main.rest,
    ...others,
  ];
  const first = firstPhrases(spec, main.first, { ...wording, whole: wording.whole || conditions.length === 0 });
  return first.length > 0 ? [first, ...conditions] : conditions;
}

/** A rule without conditions, or with one that only says how often, is for `any` packet. */
function named(spec: RuleSpec, phrases: readonly Phrase[], conditions: number): readonly Phrase[] {
  if (conditions === 0) return [value('any')];
  const anyProtocol = !spec.protocol || protocolName(spec.protocol.value) === 'all';
  return conditions === 1 && anyProtocol && isPace(spec) ? [value('any'), ...phrases] : phrases;
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
function mainOptions(spec: RuleSpec, own: readonly MatchUse[], wording: Wording): MainOptions {
  const options = own.flatMap((use) => {
    const definition = findMatch(use.module);
    return definition ? splitOptions(definition, use.options).known : [];
  });
  const isShown = spec.protocol?.negated === false;
  const first = isShown ? (options.find(({ option }) => option.label === 'dport') ?? options[0]) : undefined;
  const rest = options.filter((each) => each !== first).map((each) => optionPhrases(each, wording));
  return { first, rest };
}

/** `tcp`, `tcp dport 22`, `tcp :22`, `icmp echo`. */
function firstPhrases(spec: RuleSpec, option: ReadOption | undefined, wording: Wording): readonly Phrase[] {
  if (!spec.protocol) return [];
  const name = protocolName(spec.protocol.value);
  const shown = name === 'ipv6-icmp' ? 'icmpv6' : name;
  if (!option) return name === 'all' ? [] : [...not(spec.protocol), value(shown)];
  const isPort = option.option.label === 'dport';
  if (isPort && !wording.whole && !option.use.negated) {
    return [keyword(shown), value(`:${briefValue(option, wording.family)}`)];
  }
  return [keyword(shown), ...optionPhrases(option, wording)];
}

function optionPhrases(read: ReadOption, { family, whole }: Wording): readonly Phrase[] {
  const { label, detail, names } = read.option;
  const text = briefValue(read, family);
  const name = label ?? (whole && (detail === true || text === '') ? names[0].replace(/^-+/, '') : undefined);
  return [...not(read.use), ...(name === undefined ? [] : [keyword(name)]), ...(text === '' ? [] : [value(text)])];
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
function matchPhrases(use: MatchUse, wording: Wording): (readonly Phrase[])[] {
  const definition = findMatch(use.module);
  if (!definition) return [opaquePhrases(use)];
  const { known, unknown } = splitOptions(definition, use.options);
  const said = known.filter(({ option }) => wording.whole || option.detail !== true);
  const shown = said.map((read) => optionPhrases(read, wording));
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
