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

/** One thing that a rule says and a person edits by itself. */
export interface EditField<T> {
  /** Its own among the fields of a rule. */
  readonly id: string;
  /** What the words of undo call it. */
  readonly words: string;
  /** It belongs to a module that the rule does not have yet. */
  readonly isOfAdded?: boolean;
  read(spec: RuleSpec): T;
  write(spec: RuleSpec, value: T): RuleSpec;
  /** What is wrong with it in a rule that cannot be one. */
  problem(spec: RuleSpec, family: Family): string | null;
}

/** How fields are called in the words of undo. */
const FIELD_WORDS: Readonly<Record<TextFieldName, string>> = {
  protocol: 'protocol',
  source: 'source',
  destination: 'destination',
  inInterface: 'in interface',
  outInterface: 'out interface',
  sourcePort: 'source port',
  destinationPort: 'destination port',
  comment: 'comment',
};

/** A field that is one line of text. */
export function lineField(name: TextFieldName): EditField<Typed> {
  return {
    id: name,
    words: FIELD_WORDS[name],
    read: (spec) => shownIn(spec, name),
    write: (spec, typed) => withTyped(spec, name, typed),
    problem: (spec, family) => problemIn(spec, name, family),
  };
}

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

/** Everything that keeps the rule from being one, in words. */
export function errorsOf(spec: RuleSpec, family: Family): readonly string[] {
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

/** Whether a field of its own shows this option of a match. */
export function hasOwnField(module: string, option: string): boolean {
  return FIELD_OPTIONS.has(`${module} ${option}`);
}

const FIELD_OPTIONS: ReadonlySet<string> = new Set([
  ...['tcp', 'udp', 'sctp', 'dccp'].flatMap((module) => [`${module} --sport`, `${module} --dport`]),
  'multiport --sports',
  'multiport --dports',
  'conntrack --ctstate',
  'state --state',
  'comment --comment',
]);
