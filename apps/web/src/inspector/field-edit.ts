import { checkRuleText, printSpec } from '@sluice/iptables';
import {
  protocolName,
  protocolNumber,
  readFields,
  withField,
  type Family,
  type Negatable,
  type RuleFieldName,
  type RuleFields,
  type RuleSpec,
} from '@sluice/netfilter';

/** What stands in a field while a person types. */
export interface Typed {
  readonly text: string;
  readonly negated: boolean;
}

/** Fields that are one line of text. */
export type TextFieldName = Exclude<RuleFieldName, 'ctstates' | 'target'>;

/** What a person has typed and not yet committed, by field. */
export type Unfinished = Partial<Readonly<Record<TextFieldName, Typed>>>;

/** A field of a rule as its text. */
export function shownIn(spec: RuleSpec, name: TextFieldName): Typed {
  const fields = readFields(spec);
  if (name === 'comment') return { text: fields.comment ?? '', negated: false };
  const value: Negatable<string> | undefined = fields[name];
  return { text: value?.value ?? '', negated: value?.negated ?? false };
}

/** The rule with what was typed into a field. `! 22` negates; a port may bring its protocol: `udp/53`, `53/udp`. */
export function withTyped(spec: RuleSpec, name: TextFieldName, typed: Typed): RuleSpec {
  const bare = typed.text.trim();
  if (name === 'comment') return withField(spec, 'comment', bare);
  const text = bare.replace(/^!\s*/, '');
  const negated = typed.negated !== bare.startsWith('!');
  if (name === 'sourcePort' || name === 'destinationPort') return withPort(spec, name, { text, negated });
  return withField(spec, name, { negated, value: text });
}

function withPort(spec: RuleSpec, name: 'sourcePort' | 'destinationPort', typed: Typed): RuleSpec {
  const parts = typed.text.split(/[\s/]+/).filter((part) => part !== '');
  const protocol = parts.find(isPortProtocol);
  if (protocol === undefined) return withField(spec, name, { negated: typed.negated, value: typed.text });
  const port = parts.filter((part) => part !== protocol).join('');
  const based = withField(spec, 'protocol', { negated: false, value: protocol });
  return port === '' ? based : withField(based, name, { negated: typed.negated, value: port });
}

function isPortProtocol(word: string): boolean {
  return ['tcp', 'udp', 'sctp', 'dccp'].includes(word.toLowerCase());
}

/** Why the rule cannot be as typed, in words; remarks that it had before the typing do not count. */
export function problemOf(before: RuleSpec, typed: RuleSpec, family: Family): string | null {
  if (typed === before) return null;
  const known = new Set(errorsOf(before, family));
  return errorsOf(typed, family).find((message) => !known.has(message)) ?? null;
}

/** The rule with exactly this in a field: nothing of it is read as a sign or a protocol. */
function withShown(spec: RuleSpec, name: TextFieldName, { text, negated }: Typed): RuleSpec {
  return name === 'comment' ? withField(spec, name, text) : withField(spec, name, { negated, value: text });
}

/** What is wrong with this field of a rule: what would be wrong with it alone. */
export function problemIn(spec: RuleSpec, name: TextFieldName, family: Family): string | null {
  const alone = new Set(errorsOf(withShown({ matches: [] }, name, shownIn(spec, name)), family));
  if (alone.size === 0) return null;
  return errorsOf(spec, family).find((message) => alone.has(message)) ?? null;
}

function errorsOf(spec: RuleSpec, family: Family): readonly string[] {
  return checkRuleText(printSpec(spec, { family }), { family })
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

/** Whether ports make sense with this protocol; without one, typing a port brings tcp. */
export function hasPorts(fields: RuleFields): boolean {
  const { protocol } = fields;
  if (!protocol) return true;
  const name = protocolName(protocol.value);
  return !protocol.negated && (isPortProtocol(name) || name === 'udplite' || protocolNumber(name) === undefined);
}

/** The parts of a rule that no field shows, each as its text: they are kept as they are. */
export function otherMatches(spec: RuleSpec): readonly string[] {
  const plain: RuleSpec = { ...spec };
  const hidden = FIELD_OPTIONS;
  const fragment = plain.fragment ? [`${plain.fragment.negated ? '! ' : ''}-f`] : [];
  const matches = spec.matches.flatMap((match) => {
    const options = match.options.filter(({ name }) => !hidden.has(`${match.module} ${name}`));
    if (options.length === 0 && match.options.length > 0) return [];
    return [printSpec({ matches: [{ ...match, options }] })];
  });
  return [...fragment, ...matches.filter((text) => text !== '')];
}

const FIELD_OPTIONS: ReadonlySet<string> = new Set([
  ...['tcp', 'udp', 'sctp', 'dccp'].flatMap((module) => [`${module} --sport`, `${module} --dport`]),
  'multiport --sports',
  'multiport --dports',
  'conntrack --ctstate',
  'state --state',
  'comment --comment',
]);

/** A target's own options as their text, for example `--reject-with tcp-reset`. */
export function targetOptions(spec: RuleSpec): string {
  if (!spec.target || spec.target.options.length === 0) return '';
  const whole = printSpec({ matches: [], target: spec.target });
  return whole.split(' ').slice(2).join(' ');
}
