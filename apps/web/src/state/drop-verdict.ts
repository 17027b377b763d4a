import { placedRules, type RuleRef } from '@sluice/draft';
import {
  describeRefusal,
  findChain,
  isBuiltinChain,
  jumpRefusal,
  rulePlacementRefusal,
  type Backend,
  type ChainRef,
  type Refusal,
  type Rule,
  type RuleId,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { alienReason, type Alien } from '../projection/aliens.ts';

/** What a person drags. */
export type DragSource =
  /** A user-defined chain, to be called where it is dropped. */
  | ({ readonly kind: 'chain'; readonly how: 'jump' | 'goto' } & ChainRef)
  /** Rules by the gutter of one of them, to be moved or copied; chain and table are that one's. */
  | ({ readonly kind: 'rules'; readonly rules: readonly RuleRef[] } & ChainRef)
  /** A jumping rule's port, to make it call another chain. */
  | ({ readonly kind: 'port'; readonly id: RuleId } & ChainRef);

/** A place between two rules; `index` counts from 0, before the rule that stands there now. */
export interface Spot extends ChainRef {
  readonly index: number;
}

/** Why something may not be dropped on a chain: two words for the card, a sentence, and the loop if there is one. */
export interface DropRefusal {
  readonly short: string;
  readonly why: string;
  readonly path: readonly string[];
}

/** What of the host decides where something may stand. */
export interface DropHost {
  readonly backend: Backend;
  readonly aliens: readonly Alien[];
}

/** Why this may not be dropped on that chain; null when it may. */
export function dropRefusal(
  ruleset: Ruleset,
  source: DragSource,
  target: ChainRef,
  { backend, aliens }: DropHost,
): DropRefusal | null {
  if (source.table !== target.table) return otherTable(source, target.table);
  const reason = source.kind === 'port' ? null : alienReason(aliens, target);
  if (reason !== null) return { short: 'read-only', why: `${target.chain} is read-only. ${reason}`, path: [] };
  switch (source.kind) {
    case 'chain':
      return told(jumpRefusal(ruleset, target, source.chain, { how: source.how, backend }));
    case 'rules':
      return rulesRefusal(ruleset, source.rules, target, backend);
    case 'port':
      return told(jumpRefusal(ruleset, source, target.chain, { how: 'jump', backend }));
  }
}

function otherTable(source: DragSource, table: TableName): DropRefusal {
  const what = source.kind === 'chain' ? `${source.chain} is a chain` : 'This is a rule';
  return { short: 'different table', why: `${what} of ${source.table}; this is ${table}.`, path: [] };
}

/** The first rule of the block that may not go there decides. */
function rulesRefusal(
  ruleset: Ruleset,
  rules: readonly RuleRef[],
  target: ChainRef,
  backend: Backend,
): DropRefusal | null {
  const stray = rules.find(({ table }) => table !== target.table);
  if (stray) {
    return {
      short: 'several tables',
      why: `One of these rules is of ${stray.table}; this is ${target.table}.`,
      path: [],
    };
  }
  for (const { rule, chain } of placedRules(ruleset, rules)) {
    const refusal = chain === target.chain ? null : ruleRefusal(ruleset, rule, target, backend);
    if (refusal) return refusal;
  }
  return null;
}

/** Why a rule may not stand in that chain; null when it may. */
export function ruleRefusal(
  ruleset: Ruleset,
  { spec }: Pick<Rule, 'spec'>,
  target: ChainRef,
  backend: Backend,
): DropRefusal | null {
  const { target: use } = spec;
  const callee = use && findChain(ruleset, { table: target.table, chain: use.name });
  const call = use && callee ? jumpRefusal(ruleset, target, callee.name, { how: use.how, backend }) : null;
  return told(call ?? rulePlacementRefusal(ruleset, spec, target, backend));
}

function told(refusal: Refusal | null): DropRefusal | null {
  if (!refusal) return null;
  const path = refusal.code === 'loop' ? refusal.path : [];
  return { short: SHORT[refusal.code], why: describeRefusal(refusal), path };
}

const SHORT: Readonly<Record<Refusal['code'], string>> = {
  loop: 'would loop',
  tooDeep: 'too deep',
  otherTable: 'different table',
  builtin: 'built-in chain',
  missing: 'no such chain',
  placement: 'may not stand here',
};

/** What is dragged, in words. */
export function sourceWords(source: DragSource): string {
  if (source.kind === 'chain') return source.chain;
  if (source.kind === 'rules' && source.rules.length > 1) return `${source.rules.length} rules`;
  return `rule of ${source.chain}`;
}

/** The tag at the insertion line: `Insert jump at position 3`. */
export function spotTag(source: DragSource, spot: Spot, copy: boolean): string {
  if (source.kind === 'chain') return `Insert ${source.how} at position ${spot.index + 1}`;
  const what = source.kind === 'rules' && source.rules.length > 1 ? `${source.rules.length} rules` : 'rule';
  return `${copy ? 'Copy' : 'Move'} ${what} to position ${spot.index + 1}`;
}

/** The same for a screen reader: `INPUT_CHAIN_ENVOY, insert at position 3 of 9 in filter INPUT`. */
export function spotSentence(ruleset: Ruleset, source: DragSource, spot: Spot): string {
  const rules = findChain(ruleset, spot)?.rules.length ?? 0;
  const verb = source.kind === 'chain' ? 'insert' : 'move';
  return `${sourceWords(source)}, ${verb} at position ${spot.index + 1} of ${rules + 1} in ${spot.table} ${spot.chain}`;
}

/** The chains of a table that a person can walk through by keys: built-in ones first. */
export function walkableChains(ruleset: Ruleset, table: TableName): readonly string[] {
  const chains = ruleset.tables.find(({ name }) => name === table)?.chains ?? [];
  const names = chains.map(({ name }) => name);
  return [
    ...names.filter((name) => isBuiltinChain(table, name)),
    ...names.filter((name) => !isBuiltinChain(table, name)),
  ];
}
