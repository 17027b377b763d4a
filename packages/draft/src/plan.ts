import {
  isBuiltinChain,
  ok,
  refuse,
  type Backend,
  type Chain,
  type Result,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { pairChains, tableNames, type Sides } from './diff.ts';
import { planChainRules, type ChainWork } from './plan-chain.ts';
import { countersText, PlanStop, safeChainName, type PlanOperation, type PlanRefusal } from './plan-line.ts';

/** What turns one ruleset into another on a host. */
export interface Plan {
  /** For `iptables-restore --noflush --counters`: one `*table` to `COMMIT` for each changed table. */
  readonly input: string;
  /** Nothing is to be changed; `input` is the empty text. */
  readonly empty: boolean;
  /** The tables that change, in the order in which they are committed. */
  readonly tables: readonly TableName[];
  /** Every line of the input between `*table` and `COMMIT`, in order. */
  readonly operations: readonly PlanOperation[];
}

/** What the plan must know of the host. */
export interface PlanOptions {
  /**
   * Legacy sets the policy counters of every built-in chain of a committed table to zero under `--noflush`
   * (measured on 1.8.9; nft leaves them), so that they are printed again for it. `nft` when absent.
   */
  readonly backend?: Backend;
}

/**
 * The least iptables-restore input that turns `before` (what the host holds) into `after`. Rules are paired by their
 * words, so that a rule that stays is not touched and keeps its counters; one that moves is taken out and put back with
 * `[packets:bytes]`. Refused where a rule would have to be written that cannot be written safely.
 */
export function planChange(before: Ruleset, after: Ruleset, options: PlanOptions = {}): Result<Plan, PlanRefusal> {
  try {
    const tables = tableNames(before, after).map((table) => planTable(table, { before, after }, options));
    const changed = tables.filter((table) => table.operations.length > 0);
    return ok({
      input: changed.map(printTable).join(''),
      empty: changed.length === 0,
      tables: changed.map((table) => table.name),
      operations: changed.flatMap((table) => table.operations),
    });
  } catch (error) {
    if (error instanceof PlanStop) return refuse(error.refusal);
    throw error;
  }
}

interface TablePlan {
  readonly name: TableName;
  readonly operations: readonly PlanOperation[];
}

function printTable(table: TablePlan): string {
  return [`*${table.name}`, ...table.operations.map((operation) => operation.line), 'COMMIT', ''].join('\n');
}

/**
 * The order within a table: chains first, so that new rules find them; then policies; then all that goes, so that no
 * jump to a removed chain is left and no loop exists for a moment; then all that comes.
 */
function planTable(table: TableName, sides: Sides<Ruleset>, options: PlanOptions): TablePlan {
  const pairs = pairChains(table, sides).filter((pair) => pair.before !== pair.after);
  const created = pairs.flatMap((pair) => createChain(table, pair));
  const policies = pairs.flatMap((pair) => changePolicy(table, pair));
  const removed = pairs.filter((pair) => isRemoved(table, pair)).flatMap((pair) => (pair.before ? [pair.before] : []));
  const work = planChainRules(
    { family: sides.after.family, table },
    pairs.filter((pair) => !isRemoved(table, pair)),
    removed,
  );
  const changes = [
    ...work.flatMap((chain: ChainWork) => chain.deletions),
    ...removeChains(table, removed),
    ...work.flatMap((chain: ChainWork) => chain.insertions),
  ];
  if (created.length + policies.length + changes.length === 0) return { name: table, operations: [] };
  const kept = options.backend === 'legacy' ? keepPolicies(table, sides, policies) : [];
  return { name: table, operations: [...created, ...policies, ...kept, ...changes] };
}

function isRemoved(table: TableName, pair: Sides<Chain | undefined>): boolean {
  return pair.after === undefined && !isBuiltinChain(table, pair.before?.name ?? '');
}

function createChain(table: TableName, { before, after }: Sides<Chain | undefined>): readonly PlanOperation[] {
  // An existing user-defined chain is never declared: that would flush it, `--noflush` or not.
  if (before || !after || isBuiltinChain(table, after.name)) return [];
  const chain = safeChainName(table, after.name);
  return [{ type: 'createChain', table, chain, line: `:${chain} - [0:0]` }];
}

function changePolicy(table: TableName, { before, after }: Sides<Chain | undefined>): readonly PlanOperation[] {
  const chain = (after ?? before)?.name ?? '';
  if (!isBuiltinChain(table, chain)) return [];
  // A chain listed without a policy (`:INPUT -`) leaves the host's as it is.
  const policy = after ? after.policy : 'ACCEPT';
  if (policy === undefined || policy === (before?.policy ?? 'ACCEPT')) return [];
  return [{ type: 'setPolicy', table, chain, line: `:${chain} ${policy} ${countersText(before?.counters)}` }];
}

/** A policy line does not flush a built-in chain under `--noflush`; it sets policy and counters only. */
function keepPolicies(
  table: TableName,
  sides: Sides<Ruleset>,
  changed: readonly PlanOperation[],
): readonly PlanOperation[] {
  const done = new Set(changed.map((operation) => operation.chain));
  return pairChains(table, sides)
    .map((pair) => pair.before)
    .filter((chain) => chain !== undefined)
    .filter((chain) => isBuiltinChain(table, chain.name) && !done.has(chain.name))
    .map((chain) => {
      const line = `:${chain.name} ${chain.policy ?? 'ACCEPT'} ${countersText(chain.counters)}`;
      return { type: 'keepPolicy', table, chain: chain.name, line };
    });
}

/** All are emptied before the first goes: they may call one another. */
function removeChains(table: TableName, removed: readonly Chain[]): readonly PlanOperation[] {
  const names = removed.map((chain) => safeChainName(table, chain.name));
  const full = removed.filter((chain) => chain.rules.length > 0).map((chain) => chain.name);
  return [
    ...full.map((chain): PlanOperation => ({ type: 'flushChain', table, chain, line: `-F ${chain}` })),
    ...names.map((chain): PlanOperation => ({ type: 'removeChain', table, chain, line: `-X ${chain}` })),
  ];
}
