import type { Backend } from './family.ts';
import type { Hook } from './hook.ts';
import type { RuleSpec } from './rule.ts';
import { findTable, type ChainRef, type Ruleset } from './ruleset.ts';
import { isBuiltinChain, type TableName } from './table.ts';
import type { Place } from './extensions/definition.ts';
import { INBOUND } from './extensions/places.ts';
import { findMatch, findTarget } from './extensions/registry.ts';
import { reachableFrom } from './call-graph.ts';

/** Where a rule stands or would stand. */
export interface Standing {
  readonly table: TableName;
  /** Hooks from which packets come to it. */
  readonly hooks: Iterable<Hook>;
  readonly backend?: Backend;
  /** It stands in a built-in chain itself, where the command line checks more than the kernel does. */
  readonly direct?: boolean;
}

/** Part of a rule that may not stand where it is, measured on iptables 1.8.9 and kernel 6.18. */
export interface PlacementRefusal {
  readonly code: 'placement';
  /** As the rule writes it: `-j MASQUERADE`, `-m mac`, `-i`. */
  readonly what: string;
  readonly table: TableName;
  /** The hooks that do not allow it; empty when the table does not. */
  readonly hooks: readonly Hook[];
  readonly allowed: Place;
}

const INTERFACES: readonly (readonly ['inInterface' | 'outInterface', string, Place])[] = [
  ['inInterface', '-i', { hooks: INBOUND, directOnly: true }],
  ['outInterface', '-o', { hooks: ['FORWARD', 'OUTPUT', 'POSTROUTING'], directOnly: true }],
];

/** Everything in a rule that restricts where it may stand. */
function restrictions(spec: RuleSpec): { readonly what: string; readonly place: Place }[] {
  const found: { what: string; place: Place }[] = [];
  const add = (what: string, place: Place | null | undefined): void => {
    if (place) found.push({ what, place });
  };
  for (const [member, what, place] of INTERFACES) if (spec[member]) add(what, place);
  for (const use of spec.matches) add(`-m ${use.module}`, findMatch(use.module)?.place?.(use.options));
  const { target } = spec;
  if (target?.how === 'jump') add(`-j ${target.name}`, findTarget(target.name)?.place?.(target.options));
  return found;
}

/** Why this rule may not stand there, or null. */
export function placementRefusal(spec: RuleSpec, standing: Standing): PlacementRefusal | null {
  const { table, backend, direct = false } = standing;
  for (const { what, place } of restrictions(spec)) {
    if (place.directOnly && !direct) continue;
    if (place.backend && place.backend !== backend) continue;
    const hooks = place.hooks ? [...standing.hooks].filter((hook) => !place.hooks?.includes(hook)) : [];
    const isTableWrong = place.tables?.includes(table) === false;
    if (isTableWrong) return { code: 'placement', what, table, hooks: [], allowed: place };
    if (hooks.length > 0) return { code: 'placement', what, table, hooks, allowed: place };
  }
  return null;
}

/** Why this rule may not stand in that chain of the ruleset, or null. */
export function rulePlacementRefusal(
  ruleset: Ruleset,
  spec: RuleSpec,
  { table, chain }: ChainRef,
  backend?: Backend,
): PlacementRefusal | null {
  const direct = isBuiltinChain(table, chain);
  const found = findTable(ruleset, table);
  const reached = direct ? [chain as Hook] : found ? (reachableFrom(found).get(chain) ?? []) : [];
  return placementRefusal(spec, { table, hooks: reached, direct, ...(backend && { backend }) });
}
