import {
  describeRefusal,
  findChain,
  findTarget,
  findTable,
  isTargetName,
  placementRefusal,
  type ChainRef,
  type Rule,
  type RuleId,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { textFault } from './plan-line.ts';
import type { Step } from './step.ts';

/** A rule that may not stand where the copy would be. */
export interface NotCopied {
  /** Counted from 0. */
  readonly index: number;
  readonly text: string;
  readonly reason: string;
}

/** The steps that make a chain's copy, and what they leave out. */
export interface ChainCopy {
  readonly steps: readonly Step[];
  readonly leftOut: readonly NotCopied[];
}

/** Where the copy goes: the rules of the same family or of the other one, a table, and a name that is free there. */
export interface CopyPlace {
  readonly ruleset: Ruleset;
  readonly table: TableName;
  readonly name: string;
}

/**
 * Makes a new chain with the rules of another one. Nobody calls it yet. In another table or family the rules stay out
 * that cannot be there: the kernel would refuse them.
 */
export function copyChain(
  from: ChainRef & { readonly ruleset: Ruleset },
  to: CopyPlace,
  newId: () => RuleId,
): ChainCopy {
  const { table, name } = to;
  const isElsewhere = from.table !== table || from.ruleset.family !== to.ruleset.family;
  const steps: Step[] = [{ type: 'createChain', table, chain: name }];
  const leftOut: NotCopied[] = [];
  let after: RuleId | null = null;
  for (const [index, rule] of (findChain(from.ruleset, from)?.rules ?? []).entries()) {
    const { text } = rule;
    const reason = isElsewhere ? refusalAt(rule, to) : null;
    if (reason !== null) {
      leftOut.push({ index, text, reason });
      continue;
    }
    const id = newId();
    steps.push({ type: 'insertRule', table, chain: name, after, id, text });
    after = id;
  }
  return { steps, leftOut };
}

function refusalAt({ text, spec, target }: Rule, { ruleset, table }: CopyPlace): string | null {
  const fault = textFault(text, ruleset.family);
  if (fault) return fault.reason;
  const misplaced = placementRefusal(spec, { table, hooks: [] });
  if (misplaced) return describeRefusal(misplaced);
  const known =
    target === undefined ||
    findTarget(target.name) !== undefined ||
    isTargetName(target.name) ||
    findTable(ruleset, table)?.chains.some(({ name }) => name === target.name) === true;
  return known ? null : `There is no chain ${target.name} in ${table}.`;
}
