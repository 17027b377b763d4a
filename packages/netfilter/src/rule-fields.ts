import { protocolName } from './extensions/kinds/protocol.ts';
import { findMatch } from './extensions/registry.ts';
import type { MatchUse, Negatable, OptionUse, RuleSpec, TargetUse } from './rule.ts';

/** What a form can show and edit of a rule. A member is absent when the rule does not say it. */
export interface RuleFields {
  readonly protocol?: Negatable<string> | undefined;
  readonly source?: Negatable<string> | undefined;
  readonly destination?: Negatable<string> | undefined;
  readonly inInterface?: Negatable<string> | undefined;
  readonly outInterface?: Negatable<string> | undefined;
  /** `22`, `1024:65535`, or a list `80,443` (a multiport match). */
  readonly sourcePort?: Negatable<string> | undefined;
  readonly destinationPort?: Negatable<string> | undefined;
  readonly ctstates?: Negatable<readonly string[]> | undefined;
  readonly comment?: string | undefined;
  readonly target?: { readonly how: TargetUse['how']; readonly name: string } | undefined;
}

/** The name of one field. */
export type RuleFieldName = keyof RuleFields;

/** All fields, in the order of a form. */
export const RULE_FIELDS = [
  'protocol',
  'source',
  'destination',
  'inInterface',
  'outInterface',
  'sourcePort',
  'destinationPort',
  'ctstates',
  'comment',
  'target',
] as const satisfies readonly RuleFieldName[];

/** Where a field's option lives: in the first of these modules that has it; the first one is made when it is new. */
interface Home {
  readonly module: string;
  readonly option: string;
}

type PortField = 'sourcePort' | 'destinationPort';

const PORT_OPTIONS: Readonly<Record<PortField, { readonly one: string; readonly many: string }>> = {
  sourcePort: { one: '--sport', many: '--sports' },
  destinationPort: { one: '--dport', many: '--dports' },
};

const STATE_HOMES: readonly Home[] = [
  { module: 'conntrack', option: '--ctstate' },
  { module: 'state', option: '--state' },
];
const COMMENT_HOMES: readonly Home[] = [{ module: 'comment', option: '--comment' }];

/** Protocols whose own match module has --sport and --dport. */
const PORT_PROTOCOLS: readonly string[] = ['tcp', 'udp', 'sctp', 'dccp'];

/** What a rule says in the fields of a form. Everything else that it says stays out of sight, and untouched. */
export function readFields(spec: RuleSpec): RuleFields {
  const states = findOptionUse(spec, STATE_HOMES)?.use;
  const comment = findOptionUse(spec, COMMENT_HOMES)?.use;
  const { target } = spec;
  return {
    protocol: spec.protocol,
    source: spec.source,
    destination: spec.destination,
    inInterface: spec.inInterface,
    outInterface: spec.outInterface,
    sourcePort: negatable(findOptionUse(spec, portHomes(spec, 'sourcePort'))?.use),
    destinationPort: negatable(findOptionUse(spec, portHomes(spec, 'destinationPort'))?.use),
    ctstates: states && { negated: states.negated, value: (states.values[0] ?? '').split(',').filter(Boolean) },
    comment: comment?.values[0],
    target: target && { how: target.how, name: target.name },
  };
}

function negatable(use: OptionUse | undefined): Negatable<string> | undefined {
  return use && { negated: use.negated, value: use.values.join(' ') };
}

function portHomes(spec: RuleSpec, field: PortField): readonly Home[] {
  const { one, many } = PORT_OPTIONS[field];
  const name = spec.protocol && protocolName(spec.protocol.value);
  const own = name !== undefined && PORT_PROTOCOLS.includes(name) ? [{ module: name, option: one }] : [];
  return [...own, { module: 'multiport', option: many }];
}

interface FoundUse {
  readonly match: number;
  readonly option: number;
  readonly use: OptionUse;
}

function findOptionUse(spec: RuleSpec, homes: readonly Home[]): FoundUse | undefined {
  for (const home of homes) {
    for (const [match, { module, options }] of spec.matches.entries()) {
      if (module !== home.module) continue;
      const option = options.findIndex((use) => use.name === home.option);
      const use = options[option];
      if (use) return { match, option, use };
    }
  }
  return undefined;
}

/**
 * The rule with one field changed, and nothing else; undefined, an empty text or list takes the condition away.
 * A port brings the match module that it needs (and `-p tcp` when there is no protocol), a list of ports multiport;
 * another protocol drops what works only with the old one, ports excepted. An equal value gives back the same rule.
 */
export function withField<Name extends RuleFieldName>(spec: RuleSpec, name: Name, value: RuleFields[Name]): RuleSpec {
  if (JSON.stringify(readFields(spec)[name] ?? null) === JSON.stringify(value ?? null)) return spec;
  const change = { name, value } as FieldChange;
  switch (change.name) {
    case 'protocol':
      return withProtocol(spec, filled(change.value));
    case 'source':
    case 'destination':
    case 'inInterface':
    case 'outInterface':
      return withMember(spec, change.name, filled(change.value));
    case 'sourcePort':
    case 'destinationPort':
      return withPort(spec, change.name, filled(change.value));
    case 'ctstates':
      return withOption(spec, STATE_HOMES, stateUse(change.value), spec.matches.length);
    case 'comment':
      return withOption(spec, COMMENT_HOMES, commentUse(change.value), spec.matches.length);
    case 'target':
      return withTarget(spec, change.value);
  }
}

type FieldChange = {
  readonly [Name in RuleFieldName]: { readonly name: Name; readonly value: RuleFields[Name] };
}[RuleFieldName];

function filled(value: Negatable<string> | undefined): Negatable<string> | undefined {
  const text = value?.value.trim() ?? '';
  return value && text !== '' ? { negated: value.negated, value: text } : undefined;
}

function stateUse(value: RuleFields['ctstates']): Omit<OptionUse, 'name'> | undefined {
  return value && value.value.length > 0 ? { negated: value.negated, values: [value.value.join(',')] } : undefined;
}

function commentUse(value: string | undefined): Omit<OptionUse, 'name'> | undefined {
  return value ? { negated: false, values: [value] } : undefined;
}

type MemberName = 'protocol' | 'source' | 'destination' | 'inInterface' | 'outInterface';

function withMember(spec: RuleSpec, name: MemberName, value: Negatable<string> | undefined): RuleSpec {
  if (value) return { ...spec, [name]: value };
  const { [name]: _gone, ...rest } = spec;
  return rest;
}

function withTarget(spec: RuleSpec, value: RuleFields['target']): RuleSpec {
  if (!value || value.name.trim() === '') {
    const { target: _gone, ...rest } = spec;
    return rest;
  }
  const keeps = spec.target?.name === value.name && spec.target.how === value.how;
  return { ...spec, target: { ...value, options: keeps ? (spec.target?.options ?? []) : [] } };
}

/** Sets, replaces or takes away one option; a match left without options goes with its last one. */
function withOption(
  spec: RuleSpec,
  homes: readonly Home[],
  value: Omit<OptionUse, 'name'> | undefined,
  place: number,
): RuleSpec {
  const found = findOptionUse(spec, homes);
  if (found && value) {
    const { name } = found.use;
    return { ...spec, matches: replaceOption(spec.matches, found, { name, ...value }) };
  }
  if (found) return { ...spec, matches: replaceOption(spec.matches, found, undefined) };
  const [home] = homes;
  if (!value || !home) return spec;
  const made: MatchUse = { module: home.module, options: [{ name: home.option, ...value }] };
  return { ...spec, matches: spec.matches.toSpliced(place, 0, made) };
}

function replaceOption(matches: readonly MatchUse[], found: FoundUse, use: OptionUse | undefined): readonly MatchUse[] {
  return matches.flatMap((match, at) => {
    if (at !== found.match) return [match];
    const options = match.options.toSpliced(found.option, 1, ...(use ? [use] : []));
    return options.length > 0 ? [{ ...match, options }] : [];
  });
}

function withPort(spec: RuleSpec, field: PortField, value: Negatable<string> | undefined): RuleSpec {
  const homes = portHomes(spec, field);
  const found = findOptionUse(spec, homes);
  if (!value) return withOption(spec, homes, undefined, 0);
  const isList = value.value.includes(',');
  const name = spec.protocol?.negated === false ? protocolName(spec.protocol.value) : 'tcp';
  const usesMany = isList || !PORT_PROTOCOLS.includes(name);
  const { one, many } = PORT_OPTIONS[field];
  const home: Home = usesMany ? { module: 'multiport', option: many } : { module: name, option: one };
  const use: OptionUse = { name: home.option, negated: value.negated, values: [value.value.replaceAll(' ', '')] };
  const based =
    spec.protocol?.negated === false ? spec : withMember(spec, 'protocol', { negated: false, value: 'tcp' });
  if (found && based.matches[found.match]?.module === home.module) {
    return { ...based, matches: replaceOption(based.matches, found, use) };
  }
  const matches = found ? replaceOption(based.matches, found, undefined) : based.matches;
  return { ...based, matches: addOption(matches, home, use, Math.min(found?.match ?? 0, matches.length)) };
}

/** Adds an option to the module's match; multiport takes one option each, so it gets a match of its own. */
function addOption(matches: readonly MatchUse[], home: Home, use: OptionUse, place: number): readonly MatchUse[] {
  const at = home.module === 'multiport' ? -1 : matches.findIndex((match) => match.module === home.module);
  const known = matches[at];
  if (!known) return matches.toSpliced(place, 0, { module: home.module, options: [use] });
  return matches.with(at, { ...known, options: [...known.options, use] });
}

/** Whether a match works with this protocol. */
function worksWith(use: MatchUse, before: string | undefined, after: string | undefined): boolean {
  const needed = findMatch(use.module)?.protocols ?? (use.module === before ? [before] : undefined);
  return needed === undefined || (after !== undefined && needed.includes(after));
}

function withProtocol(spec: RuleSpec, value: Negatable<string> | undefined): RuleSpec {
  const before = spec.protocol && protocolName(spec.protocol.value);
  const after = value && !value.negated ? protocolName(value.value) : undefined;
  const { sourcePort, destinationPort } = readFields(spec);
  const kept = spec.matches.filter((use) => worksWith(use, before, after));
  const changed = withMember({ ...spec, matches: kept }, 'protocol', value);
  if (after === undefined || !PORT_PROTOCOLS.includes(after)) return changed;
  const withSource = sourcePort ? withField(changed, 'sourcePort', sourcePort) : changed;
  return destinationPort ? withField(withSource, 'destinationPort', destinationPort) : withSource;
}
