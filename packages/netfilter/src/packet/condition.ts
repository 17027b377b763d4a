import type { Family } from '../family.ts';
import { BUILTIN_KINDS } from '../extensions/builtin-kinds.ts';
import type { MatchDefinition, OptionDefinition } from '../extensions/definition.ts';
import type { AnyKind } from '../extensions/kind.ts';
import { resolveOption } from '../extensions/normal-form.ts';
import { findMatch, findOption, moduleName } from '../extensions/registry.ts';
import type { MatchUse, Negatable, OptionUse, RuleSpec } from '../rule.ts';
import type { PacketField } from './packet.ts';
import { span, type ValueSet } from './value-set.ts';

/** One thing that a rule asks of a packet; it matches when all are met. */
export type Condition = {
  /** As the rule writes it: `! -s 10.0.0.0/8`, `--dport 22`, `-m limit --limit 5/sec`. */
  readonly words: string;
} & (
  | {
      readonly kind: 'field';
      /** Of several, one is enough (`multiport --ports`). */
      readonly fields: readonly PacketField[];
      readonly set: ValueSet;
      readonly negated: boolean;
    }
  /** `varies`: asked twice about one packet, the answers may differ. Else equal words have equal answers. */
  | { readonly kind: 'unknown'; readonly varies: boolean }
);

const known = new WeakMap<RuleSpec, Map<Family, readonly Condition[]>>();

/** What a rule asks of a packet, in its own order. What we cannot read or cannot decide is `unknown`, never left out. */
export function conditionsOf(spec: RuleSpec, family: Family): readonly Condition[] {
  const byFamily = known.get(spec) ?? new Map<Family, readonly Condition[]>();
  known.set(spec, byFamily);
  const found = byFamily.get(family) ?? readConditions(spec, family);
  byFamily.set(family, found);
  return found;
}

function readConditions(spec: RuleSpec, family: Family): readonly Condition[] {
  const own = (
    [
      ['-s', 'source', 'address', spec.source],
      ['-d', 'destination', 'address', spec.destination],
      ['-i', 'inInterface', 'interface', spec.inInterface],
      ['-o', 'outInterface', 'interface', spec.outInterface],
      ['-p', 'protocol', 'protocol', spec.protocol],
    ] as const
  ).flatMap(([option, field, kind, value]) =>
    value ? ownCondition({ option, field, kind: BUILTIN_KINDS[kind], value, family }) : [],
  );
  const fragment = spec.fragment
    ? [fieldCondition({ fields: ['fragment'], set: span(1), negated: spec.fragment.negated, words: '-f' })]
    : [];
  return [...own, ...fragment, ...spec.matches.flatMap((use) => matchConditions(use, family))];
}

interface OwnOption {
  readonly option: string;
  readonly field: PacketField;
  readonly kind: AnyKind;
  readonly value: Negatable<string>;
  readonly family: Family;
}

/** `-s 10.0.0.1,10.0.0.2`: the tool makes a rule of each, so that one of them is enough. */
function ownCondition({ option, field, kind, value, family }: OwnOption): Condition[] {
  const words = `${value.negated ? '! ' : ''}${option} ${value.value}`;
  const sets = value.value.split(',').map((word) => covered(kind, [word], family));
  const [first] = sets;
  const all = sets.every((set) => set?.kind === 'spans') ? sets.flatMap((set) => set.spans) : undefined;
  const set = sets.length === 1 ? first : all && { kind: 'spans' as const, spans: all };
  if (!set) return [{ kind: 'unknown', varies: false, words }];
  return [fieldCondition({ fields: [field], set, negated: value.negated, words })];
}

function covered(kind: AnyKind, words: readonly string[], family: Family): ValueSet | undefined {
  const value = kind.parse(words, family);
  return value.ok ? kind.covers?.(value.value, family) : undefined;
}

function fieldCondition(of: Omit<Extract<Condition, { kind: 'field' }>, 'kind'>): Condition {
  return { kind: 'field', ...of };
}

function matchConditions(use: MatchUse, family: Family): readonly Condition[] {
  const module = findMatch(moduleName(use.module));
  if (!module) return [unknownUse(use, use.options, true)];
  const said = use.options.map((each) => resolveOption(module, each));
  const tested = said.map((each) => optionCondition(module, each, family));
  const rest = said.filter((_, at) => tested[at] === undefined);
  const conditions = tested.flatMap((condition) => (condition && condition !== 'nothing' ? [condition] : []));
  // `-m rpfilter` asks something even without an option.
  const asksBare = said.length === 0 && module.reads !== undefined;
  return rest.length > 0 || asksBare ? [...conditions, unknownUse(use, rest, module.varies === true)] : conditions;
}

function unknownUse(use: MatchUse, options: readonly OptionUse[], varies: boolean): Condition {
  return { kind: 'unknown', varies, words: [`-m ${use.module}`, ...options.map(wordsOf)].join(' ') };
}

const wordsOf = ({ name, negated, values }: OptionUse): string =>
  [negated ? '!' : '', name, ...values].filter(Boolean).join(' ');

/** The condition that an option makes; undefined where we cannot tell. */
function optionCondition(module: MatchDefinition, use: OptionUse, family: Family): Condition | 'nothing' | undefined {
  const option: OptionDefinition | undefined = findOption(module, use.name);
  if (option?.tests === undefined) return undefined;
  if (option.tests === 'nothing') return use.negated ? undefined : 'nothing';
  const set = use.values.length === option.kind.words ? covered(option.kind, use.values, family) : undefined;
  if (!set) return undefined;
  const fields = typeof option.tests === 'string' ? [option.tests] : option.tests;
  return fieldCondition({ fields, set, negated: use.negated, words: wordsOf(use) });
}
