import { createRule } from '@sluice/iptables';
import { findChain, type Rule, type RuleId, type Ruleset } from '@sluice/netfilter';
import { diffRules, type ChainDiff, type DiffRow, type RulesetDiff } from './diff.ts';
import { placedRules, type RuleRef } from './rule-edits.ts';
import type { Step } from './step.ts';

/*
 * Disabled rules are on no host: iptables knows no such thing. Sluice keeps them on a shelf beside the rules, each with
 * the rule that it stood behind, so that it is shown there and goes back there.
 */

/** A disabled rule. `after`: the rule, or the disabled rule, that it stands behind; null at the top. */
export interface ShelvedRule extends RuleRef {
  readonly after: RuleId | null;
  readonly text: string;
}

/** A row as it is shown: of the comparison, or a disabled rule. */
export interface ShownRow extends Omit<DiffRow, 'change'> {
  readonly change: DiffRow['change'] | 'disabled';
}

/** A chain's comparison with its disabled rules. */
export interface ShownChain extends Omit<ChainDiff, 'rows'> {
  readonly rows: readonly ShownRow[];
}

/** A comparison with the disabled rules: what is to be shown. */
export interface ShownDiff extends Omit<RulesetDiff, 'chains'> {
  readonly chains: readonly ShownChain[];
}

/** The shelf after steps: what they disabled is on it, what they enabled or forgot is not. */
export function shelfAfter(shelf: readonly ShelvedRule[], steps: Iterable<Step>): readonly ShelvedRule[] {
  let kept = shelf;
  for (const step of steps) {
    if (step.type !== 'disableRule' && step.type !== 'enableRule' && step.type !== 'forgetRule') continue;
    const { type, ...rule } = step;
    const others = kept.filter(({ id }) => id !== step.id);
    kept = type === 'disableRule' ? [...others, rule] : others;
  }
  return kept;
}

/** Takes rules off the host and keeps them. */
export function disableRules(ruleset: Ruleset, refs: readonly RuleRef[]): readonly Step[] {
  const block = placedRules(ruleset, refs);
  const going = new Set(block.map(({ id }) => id));
  return block.map(({ table, chain, id, index, rule }) => {
    const before = findChain(ruleset, { table, chain })?.rules.slice(0, index) ?? [];
    const after = before.findLast((other) => !going.has(other.id))?.id ?? null;
    return { type: 'disableRule', table, chain, id, after, text: rule.text };
  });
}

/** Puts disabled rules back where they are shown. */
export function enableRules(
  ruleset: Ruleset,
  shelf: readonly ShelvedRule[],
  ids: ReadonlySet<RuleId>,
): readonly Step[] {
  return [...byChain(shelf)].flatMap(([, own]) => {
    const [first] = own;
    const chain = first && findChain(ruleset, first);
    if (!chain) return [];
    let after: RuleId | null = null;
    const steps: Step[] = [];
    for (const row of interleave(sameRows(chain.rules), own)) {
      const rule = (row.after ?? row.before)?.rule;
      const entry = row.change === 'disabled' ? own.find(({ id }) => id === rule?.id) : undefined;
      if (entry && ids.has(entry.id)) steps.push({ ...entry, type: 'enableRule', after });
      if (!entry || ids.has(entry.id)) after = rule?.id ?? after;
    }
    return steps;
  });
}

/** Throws disabled rules away. */
export function forgetRules(shelf: readonly ShelvedRule[], ids: ReadonlySet<RuleId>): readonly Step[] {
  return shelf.filter(({ id }) => ids.has(id)).map((entry) => ({ ...entry, type: 'forgetRule' }));
}

/**
 * What is to be shown: the comparison with the disabled rules at their places. They are no changes of the host, so the
 * number of changes stays. Rules of chains that are not there are not shown.
 */
export function withShelf(diff: RulesetDiff, current: Ruleset, shelf: readonly ShelvedRule[]): ShownDiff {
  const shown = new Map<string, ShownChain>(diff.chains.map((chain) => [`${chain.table}/${chain.chain}`, chain]));
  for (const [name, own] of byChain(shelf)) {
    const [first] = own;
    const chain = first && findChain(current, first);
    if (!chain) continue;
    const known = shown.get(name);
    const rows = interleave(known?.rows ?? sameRows(chain.rules), own);
    const bare: ShownChain = { table: first.table, chain: first.chain, state: 'changed', rows };
    shown.set(name, known ? { ...known, rows } : bare);
  }
  return { ...diff, chains: [...shown.values()] };
}

/**
 * The shelf for rules that say the same under other ids, as after an apply, or that were changed by others: each disabled
 * rule stands behind the nearest rule before it that is still there.
 */
export function reanchorShelf(shelf: readonly ShelvedRule[], before: Ruleset, after: Ruleset): readonly ShelvedRule[] {
  if (shelf.length === 0 || before === after) return shelf;
  const anchors = new Map<RuleId, RuleId | null>();
  for (const [, own] of byChain(shelf)) {
    const [first] = own;
    const old = first && findChain(before, first);
    const fresh = first && findChain(after, first);
    if (!old || !fresh) continue;
    const names = matchIds(old.rules, fresh.rules);
    let anchor: RuleId | null = null;
    for (const row of interleave(sameRows(old.rules), own)) {
      const id = (row.after ?? row.before)?.rule.id;
      if (id === undefined) continue;
      if (row.change === 'disabled') anchors.set(id, anchor);
      else anchor = names.get(id) ?? anchor;
    }
  }
  return shelf.map((entry) => ({
    ...entry,
    after: anchors.has(entry.id) ? (anchors.get(entry.id) ?? null) : entry.after,
  }));
}

/** The new id of each rule that is still there: by its words, else by its place where as many stand there as before. */
function matchIds(before: readonly Rule[], after: readonly Rule[]): ReadonlyMap<RuleId, RuleId> {
  const names = new Map<RuleId, RuleId>();
  const sameLength = before.length === after.length;
  for (const row of diffRules(before, after, { matchByText: true })) {
    const own = row.before;
    const other = row.after?.rule ?? (own && sameLength ? after[own.index] : undefined);
    if (own && other) names.set(own.rule.id, other.id);
  }
  return names;
}

function byChain(shelf: readonly ShelvedRule[]): ReadonlyMap<string, readonly ShelvedRule[]> {
  return Map.groupBy(shelf, ({ table, chain }) => `${table}/${chain}`);
}

function sameRows(rules: readonly Rule[]): readonly DiffRow[] {
  return rules.map((rule, index) => ({ change: 'same', before: { index, rule }, after: { index, rule } }));
}

/** The rows with the disabled ones behind their anchors, in the shelf's order; without its anchor one stands at the end. */
function interleave(rows: readonly ShownRow[], shelf: readonly ShelvedRule[]): readonly ShownRow[] {
  const shown = rows.map((row): ShownRow => {
    const gone = row.change === 'removed' && shelf.some(({ id }) => id === row.before?.rule.id);
    return gone ? { ...row, change: 'disabled' } : row;
  });
  const idAt = (at: number): RuleId | undefined => (shown[at]?.after ?? shown[at]?.before)?.rule.id;
  let waiting = shelf.filter(({ id }) => !shown.some((_, at) => idAt(at) === id));
  let anchored = true;
  while (waiting.length > 0) {
    const left: ShelvedRule[] = [];
    for (const entry of waiting) {
      const at = entry.after === null ? -1 : shown.findIndex((_, index) => idAt(index) === entry.after);
      if (at < 0 && entry.after !== null && anchored) {
        left.push(entry);
        continue;
      }
      const start = at < 0 && entry.after !== null ? shown.length : at + 1;
      shown.splice(behindSiblings(shown, start, shelf, entry), 0, rowOf(entry, start));
    }
    // Where none of the rest has its anchor, the rest goes to the end.
    anchored = left.length < waiting.length;
    waiting = left;
  }
  return shown;
}

/** Disabled rules of one anchor stand in the shelf's order. */
function behindSiblings(
  rows: readonly ShownRow[],
  from: number,
  shelf: readonly ShelvedRule[],
  entry: ShelvedRule,
): number {
  let at = from;
  const isEarlier = (id: RuleId | undefined): boolean => {
    const other = shelf.findIndex((candidate) => candidate.id === id);
    return other >= 0 && shelf[other]?.after === entry.after && other < shelf.indexOf(entry);
  };
  while (rows[at]?.change === 'disabled' && isEarlier(rows[at]?.before?.rule.id)) at += 1;
  return at;
}

function rowOf({ text, id }: ShelvedRule, index: number): ShownRow {
  return { change: 'disabled', before: { index, rule: createRule(text, id) } };
}
