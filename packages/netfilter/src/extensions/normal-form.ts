import type { Family } from '../family.ts';
import type { MatchUse, Negatable, OptionUse, RuleSpec, TargetUse } from '../rule.ts';
import type { ModuleDefinition, OptionDefinition } from './definition.ts';
import { printPrefix, readPrefix } from './kinds/prefix.ts';
import { protocolName } from './kinds/protocol.ts';
import { findMatch, findOption, findTarget } from './registry.ts';

/** Resolves another spelling of an option, `--destination-port` or `--syn`, to what iptables-save prints. */
export function resolveOption(module: ModuleDefinition, use: OptionUse): OptionUse {
  const rewrites = module.rewrites ?? {};
  const rewrite = Object.hasOwn(rewrites, use.name) ? rewrites[use.name] : undefined;
  if (rewrite) {
    const meant = rewrite.to(use.values);
    return meant ? { ...use, ...meant } : use;
  }
  const option = findOption(module, use.name);
  return option && option.names[0] !== use.name ? { ...use, name: option.names[0] } : use;
}

/** An option with its words in the printed form, or null when the printed form leaves it out. */
function normalOption(option: OptionDefinition, use: OptionUse, family: Family): OptionUse | null {
  if (use.values.length !== option.kind.words) return use;
  const value = option.kind.parse(use.values, family);
  if (!value.ok) return use;
  const values = option.kind.print(value.value, family);
  const omits = typeof option.omits === 'function' ? option.omits(family) : option.omits;
  const isDefault = omits !== undefined && (!use.negated || option.omitsNegated) && values.join(' ') === omits;
  return isDefault ? null : { ...use, values };
}

function impliedOptions(module: ModuleDefinition, given: readonly OptionUse[], family: Family): OptionUse[] {
  return module.options.flatMap(({ names: [name], implies }) => {
    if (implies === undefined || given.some((use) => use.name === name)) return [];
    const value = typeof implies === 'string' ? implies : implies(family);
    return [{ name, negated: false, values: value.split(' ') }];
  });
}

/** The options of one use of a module as iptables-save prints them: spelled out, completed, in its order. */
export function normalOptions(
  module: ModuleDefinition,
  options: readonly OptionUse[],
  family: Family,
): readonly OptionUse[] {
  const resolved = options.map((use) => resolveOption(module, use));
  const completed = module.completes ? module.completes(resolved, family) : resolved;
  const all = [...completed, ...impliedOptions(module, completed, family)];
  const normal = all.flatMap((use) => {
    const option = findOption(module, use.name);
    const printed = option ? normalOption(option, use, family) : use;
    return printed ? [printed] : [];
  });
  if (module.keepsOrder) return normal;
  const rank = (use: OptionUse): number => {
    const at = module.options.findIndex((option) => option.names[0] === use.name);
    return at < 0 ? module.options.length : at;
  };
  return normal.toSorted((a, b) => rank(a) - rank(b));
}

/** `-s` or `-d`: with its length, host bits cleared, absent when it means every address. */
function normalAddress(value: Negatable<string> | undefined, family: Family): Negatable<string> | undefined {
  if (!value) return undefined;
  const parts = value.value.split(',').map((word) => readPrefix(word, family));
  if (!value.negated && parts.length === 1 && parts[0]?.ok && parts[0].value.everything) return undefined;
  const words = parts.flatMap((part) => (part.ok ? [printPrefix(part.value, family)] : []));
  return words.length < parts.length ? value : { ...value, value: words.join(',') };
}

const unlessAny = (value: Negatable<string> | undefined, any: string): Negatable<string> | undefined =>
  value && !value.negated && value.value === any ? undefined : value;

function normalMatch(use: MatchUse, family: Family): MatchUse {
  const module = findMatch(use.module);
  return module ? { module: module.name, options: normalOptions(module, use.options, family) } : use;
}

function normalTarget(use: TargetUse, family: Family): TargetUse {
  const module = use.how === 'jump' ? findTarget(use.name) : undefined;
  return module ? { ...use, options: normalOptions(module, use.options, family) } : use;
}

const hasColon = (value: Negatable<string> | undefined): boolean => value?.value.includes(':') === true;

/** The address family that a rule's own words show, `ipv4` when they show none. */
export function familyOf(spec: RuleSpec): Family {
  if (hasColon(spec.source) || hasColon(spec.destination)) return 'ipv6';
  if (spec.target?.options.some((use) => use.values.some((word) => /:.*:/.test(word)))) return 'ipv6';
  if (spec.protocol && protocolName(spec.protocol.value) === 'ipv6-icmp') return 'ipv6';
  return spec.matches.some((match) => findMatch(match.module)?.families?.includes('ipv4') === false) ? 'ipv6' : 'ipv4';
}

/** The members that are there: an absent one is a condition that the rule does not make. */
function withoutAbsent<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const found: Partial<T> = {};
  for (const name in members) if (members[name] !== undefined) found[name] = members[name];
  return found as { [K in keyof T]?: NonNullable<T[K]> };
}

/**
 * The rule as iptables-save would show it: names spelled out, values in their printed form, defaults left out
 * or added as the tool does. Words that we cannot read stay as they are. Two rules mean the same when their
 * normal forms are equal (the reverse does not hold).
 */
export function normalSpec(spec: RuleSpec, family: Family = familyOf(spec)): RuleSpec {
  const protocol = spec.protocol && { ...spec.protocol, value: protocolName(spec.protocol.value) };
  const members = {
    source: normalAddress(spec.source, family),
    destination: normalAddress(spec.destination, family),
    inInterface: unlessAny(spec.inInterface, '+'),
    outInterface: unlessAny(spec.outInterface, '+'),
    protocol: unlessAny(protocol, 'all'),
    fragment: spec.fragment,
    target: spec.target && normalTarget(spec.target, family),
  };
  return { ...withoutAbsent(members), matches: spec.matches.map((use) => normalMatch(use, family)) };
}
