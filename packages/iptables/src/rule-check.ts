import {
  bytesOf,
  findMatch,
  findOption,
  findTarget,
  MATCHES,
  protocolName,
  TARGETS,
  type Family,
  type ModuleDefinition,
  type Negatable,
  type OptionUse,
  type RuleSpec,
} from '@sluice/netfilter';
import type { DiagnosticCode, Facts } from './diagnostic.ts';
import { builtinKind } from './builtin-kinds.ts';
import type { Word } from './lexer.ts';
import type { LineReading, OptionPlace } from './rule-words.ts';

/** Takes a remark on a word of the line. */
export type Remark = (code: DiagnosticCode, word: Word, facts?: Facts) => void;

const FAMILY_NAMES: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/** The line's words, for pointing at them. */
interface Line {
  readonly words: readonly Word[];
  readonly family: Family;
}

/** Remarks on what a rule's words hold: values, negation, protocols, modules. `reading` is of these words. */
export function checkReading(reading: LineReading, line: Line, remark: Remark): void {
  for (const { code, word, facts } of reading.remarks) {
    if (code === 'unknownOption') remark(...betterUnknown(reading.spec, word, facts));
    else remark(code, word, facts);
  }
  for (const use of reading.uses) {
    if (use.module) checkModuleOption(use, { family: line.family, protocol: reading.spec.protocol }, remark);
    else checkBuiltinOption(use, line.family, remark);
  }
  checkModules(reading.spec, line, remark);
  const fragment =
    reading.spec.fragment && line.words.find(({ text }) => text.startsWith('-f') || text.startsWith('--f'));
  if (fragment && line.family === 'ipv6') {
    remark('familyModule', fragment, { module: fragment.text, family: FAMILY_NAMES.ipv6 });
  }
}

/** Says which module or target an option belongs to, when we know one. */
function betterUnknown(spec: RuleSpec, word: Word, facts: Facts): [DiagnosticCode, Word, Facts] {
  const option = word.text;
  const has = (module: ModuleDefinition): boolean =>
    findOption(module, option) !== undefined || Object.hasOwn(module.rewrites ?? {}, option);
  const matches = MATCHES.filter(has);
  const byProtocol = matches.find((module) => module.protocols?.length === 1);
  if (byProtocol && !spec.protocol) {
    return ['optionNeedsProtocol', word, { option, protocol: byProtocol.protocols?.[0] ?? '' }];
  }
  const module = matches.find((each) => !spec.matches.some((use) => use.module === each.name));
  if (module) return ['optionNeedsModule', word, { option, module: module.name }];
  const target = TARGETS.find(has);
  return target ? ['optionNeedsTarget', word, { option, target: target.name }] : ['unknownOption', word, facts];
}

interface Setting {
  readonly family: Family;
  readonly protocol: Negatable<string> | undefined;
}

function checkModuleOption(use: OptionPlace, setting: Setting, remark: Remark): void {
  const { module, option, word, valueWords } = use;
  const definition = module && findOption(module, option.name);
  if (module && !definition) checkRewritten(use, remark);
  if (!definition || option.values.length !== definition.kind.words) return;
  if (definition.families?.includes(setting.family) === false) {
    return remark('familyModule', word, { module: word.text, family: FAMILY_NAMES[setting.family] });
  }
  const { kind } = definition;
  const value = kind.parse(option.values, setting.family);
  const at = valueWords.find((each) => !value.ok && each.text === value.error.found) ?? valueWords[0] ?? word;
  if (!value.ok) return remark('badValue', at, { option: word.text, found: value.error.found, want: value.error.want });
  const [text = ''] = option.values;
  const bytes = kind.keeps === undefined ? 0 : bytesOf(text);
  if (kind.keeps !== undefined && bytes > kind.keeps) {
    remark('textCut', at, { option: word.text, keeps: kind.keeps, bytes });
  }
  const name = kind.lookup?.(value.value);
  if (name !== undefined) remark('lookedUp', at, { name });
  if (!option.negated && kind.matchesNothing?.(value.value)) remark('matchesNothing', at, { option: word.text });
  const protocols = definition.protocols?.(option.values);
  if (protocols && !isOneOf(definition.protocolFirst ? use.protocol : setting.protocol, protocols)) {
    remark('valueNeedsProtocol', at, { option: word.text, value: text, protocols: protocols.join(', ') });
  }
  if (kind.quoting !== 'never') checkControl(valueWords, remark);
}

/** An option that stands for another one, with words that it cannot stand for. */
function checkRewritten({ module, option, word, valueWords }: OptionPlace, remark: Remark): void {
  const want = module?.rewrites?.[option.name]?.want;
  if (want === undefined) return;
  remark('badValue', valueWords[0] ?? word, { option: word.text, found: option.values.join(' '), want });
}

/** Whether the rule's protocol is one of these. */
function isOneOf(protocol: Negatable<string> | undefined, names: readonly string[]): boolean {
  return protocol !== undefined && !protocol.negated && names.includes(protocolName(protocol.value));
}

function checkControl(words: readonly Word[], remark: Remark): void {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  for (const word of words) if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(word.text)) remark('controlCharacter', word);
}

/** How the values that every packet has are printed. */
const ANY = /^(all|0\.0\.0\.0\/0|::\/0)$/;

function checkBuiltinOption({ option, word, valueWords }: OptionPlace, family: Family, remark: Remark): void {
  const kind = builtinKind(option.name);
  const [value = ''] = option.values;
  const at = valueWords[0] ?? word;
  if (!kind) return;
  const parts = kind.isList ? value.split(',') : [value];
  if (parts.length > 1 && option.negated) remark('negatedList', at, { option: word.text });
  for (const part of parts) {
    const read = kind.kind.parse([part], family);
    const name = read.ok ? kind.kind.lookup?.(read.value) : undefined;
    if (!read.ok) remark('badValue', at, { option: word.text, found: part, want: read.error.want });
    else if (name !== undefined) remark(kind.isList ? 'hostName' : 'lookedUp', at, { name });
  }
  const means = kind.kind.parse([value], family);
  const saysAny = means.ok && ANY.test(kind.kind.print(means.value, family).join(''));
  if (option.negated && saysAny && kind.neverNegates) remark('neverMatches', at, { option: word.text });
}

/** Modules that want another protocol, another family, or other options. */
function checkModules(spec: RuleSpec, { words, family }: Line, remark: Remark): void {
  const wordOf = (name: string): Word | undefined => words.find((word) => word.text === name) ?? words[0];
  const { protocol, target } = spec;
  for (const { module, options } of spec.matches) {
    const definition = findMatch(module);
    const word = wordOf(module);
    if (!word) continue;
    if (!definition && module !== '') remark('unknownModule', word, { module });
    if (definition) checkModule(definition, { word, family, protocol, options, name: `-m ${module}` }, remark);
  }
  const definition = target?.how === 'jump' ? findTarget(target.name) : undefined;
  const word = definition && wordOf(definition.name);
  if (!target || !definition || !word) return;
  checkModule(definition, { word, family, protocol, options: target.options, name: `-j ${target.name}` }, remark);
}

interface ModulePlace {
  readonly word: Word;
  readonly family: Family;
  readonly protocol: Negatable<string> | undefined;
  readonly options: readonly OptionUse[];
  /** As the rule names it. */
  readonly name: string;
}

function checkModule(definition: ModuleDefinition, place: ModulePlace, remark: Remark): void {
  const { word, family, protocol } = place;
  checkOptionSet(definition, place, remark);
  const { name, families, protocols, protocolsIn } = definition;
  const problem = definition.problem?.(place.options, family);
  if (problem) remark('badValue', word, { ...problem });
  if (families && !families.includes(family))
    remark('familyModule', word, { module: name, family: FAMILY_NAMES[family] });
  if (!protocols || protocolsIn?.includes(family) === false) return;
  if (isOneOf(protocol, protocols)) return;
  remark('needsProtocol', word, { module: place.name, protocols: protocols.join(', ') });
}

/** Options that must be there, that may stand only once, or only one of which may stand. */
function checkOptionSet(definition: ModuleDefinition, { word, options, name }: ModulePlace, remark: Remark): void {
  const count = (option: string): number => options.filter((use) => use.name === option).length;
  if (definition.needsOption && options.length === 0)
    remark('optionRequired', word, { module: name, options: 'an option' });
  for (const group of definition.requires ?? []) {
    if (group.every((option) => count(option) === 0))
      remark('optionRequired', word, { module: name, options: group.join(' or ') });
  }
  for (const group of definition.excludes ?? []) {
    if (group.filter((option) => count(option) > 0).length > 1)
      remark('optionsExclude', word, { module: name, options: group.join(', ') });
  }
  if (definition.keepsOrder) return;
  for (const { names, needs } of definition.options) {
    const others = typeof needs === 'string' ? [needs] : (needs ?? []);
    const isAlone = others.length > 0 && count(names[0]) > 0 && others.every((other) => count(other) === 0);
    if (isAlone) remark('optionRequired', word, { module: names[0], options: others.join(' or ') });
  }
  for (const option of new Set(options.map((use) => use.name))) {
    if (option !== '' && count(option) > 1) remark('repeatedOption', word, { option });
  }
}
