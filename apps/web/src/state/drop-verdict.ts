import {
  describeRefusal,
  findChain,
  isBuiltinChain,
  jumpRefusal,
  rulePlacementRefusal,
  type Backend,
  type ChainRef,
  type Refusal,
  type RuleId,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';

/** What a person drags. */
export type DragSource =
  /** A user-defined chain, to be called where it is dropped. */
  | ({ readonly kind: 'chain'; readonly how: 'jump' | 'goto' } & ChainRef)
  /** A rule by its gutter, to be moved or copied. */
  | ({ readonly kind: 'rule'; readonly id: RuleId } & ChainRef)
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

/** Why this may not be dropped on that chain; null when it may. */
export function dropRefusal(
  ruleset: Ruleset,
  source: DragSource,
  target: ChainRef,
  backend: Backend,
): DropRefusal | null {
  if (source.table !== target.table) return otherTable(source, target.table);
  switch (source.kind) {
    case 'chain':
      return told(jumpRefusal(ruleset, target, source.chain, { how: source.how, backend }));
    case 'rule':
      return ruleRefusal(ruleset, source, target, backend);
    case 'port':
      return told(jumpRefusal(ruleset, source, target.chain, { how: 'jump', backend }));
  }
}

function otherTable(source: DragSource, table: TableName): DropRefusal {
  const what = source.kind === 'chain' ? `${source.chain} is a chain` : 'This is a rule';
  return { short: 'different table', why: `${what} of ${source.table}; this is ${table}.`, path: [] };
}

function ruleRefusal(
  ruleset: Ruleset,
  source: ChainRef & { readonly id: RuleId },
  target: ChainRef,
  backend: Backend,
): DropRefusal | null {
  if (source.chain === target.chain) return null;
  const spec = findChain(ruleset, source)?.rules.find(({ id }) => id === source.id)?.spec;
  if (!spec) return null;
  const { target: use } = spec;
  const callee = use && findChain(ruleset, { table: source.table, chain: use.name });
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
  return source.kind === 'chain' ? source.chain : `rule of ${source.chain}`;
}

/** The tag at the insertion line: `Insert jump at position 3`. */
export function spotTag(source: DragSource, spot: Spot, copy: boolean): string {
  if (source.kind === 'chain') return `Insert ${source.how} at position ${spot.index + 1}`;
  return `${copy ? 'Copy' : 'Move'} rule to position ${spot.index + 1}`;
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
