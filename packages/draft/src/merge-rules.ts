import type { Rule } from '@sluice/netfilter';
import { diffRules } from './diff.ts';
import { commonSubsequence } from './sequence.ts';

/** Three versions of one thing: where both began, what we made of it, what others made of it. */
export interface ThreeWay<T> {
  readonly base: T;
  readonly mine: T;
  readonly theirs: T;
}

/**
 * Where two people changed the same thing. The merged rules always hold an answer; a conflict says that a person should look.
 * - `order`: both put rules at one place; ours stand first.
 * - `moved`: both moved the rule to different places; it stands where we put it.
 * - `theyRemoved`: we moved or replaced a rule that they removed; the moved one stays away, our replacement stays.
 * - `weRemoved`: they moved or replaced a rule that we removed; the moved one stays away, their replacement stays.
 */
export interface RuleConflict {
  readonly kind: 'order' | 'moved' | 'theyRemoved' | 'weRemoved';
  /** The words of our rules that this is about. */
  readonly mine: readonly string[];
  /** The words of theirs. */
  readonly theirs: readonly string[];
}

/** A rule of one side: which rule of the base it is, if any, whether it kept its place, and which base rule it follows. */
interface Placed {
  readonly rule: Rule;
  readonly origin: number | undefined;
  readonly steady: boolean;
  /** Index of the last steady base rule before it on its side; -1 at the top. */
  readonly slot: number;
}

/** One side against the base. */
interface Side {
  readonly placed: readonly Placed[];
  /** By base index; a base rule that is missing was removed. */
  readonly byOrigin: ReadonlyMap<number, Placed>;
  /** Rules that are not where the base has them: new and moved ones, by the slot they stand in. */
  readonly loose: ReadonlyMap<number, readonly Placed[]>;
}

/**
 * Three-way merge of a chain's rules by their words. What either side added is in, what either side removed is out, what
 * one side moved stands where that side put it; additions stand behind the base rule that they followed.
 */
export function mergeRules(rules: ThreeWay<readonly Rule[]>): {
  readonly rules: readonly Rule[];
  readonly conflicts: readonly RuleConflict[];
} {
  const mine = readSide(rules.base, rules.mine);
  const theirs = readSide(rules.base, rules.theirs);
  const conflicts: RuleConflict[] = [];
  const merged: Rule[] = [];
  for (let slot = -1; slot < rules.base.length; slot += 1) {
    const here = theirs.byOrigin.get(slot);
    if (here?.steady && mine.byOrigin.get(slot)?.steady) merged.push(here.rule);
    const ours = (mine.loose.get(slot) ?? []).filter((item) => staysLoose(item, theirs));
    const others = (theirs.loose.get(slot) ?? []).filter((item) => staysLoose(item, mine) && !movedBy(item, mine));
    const woven = weave(ours, others);
    if (woven.contested) conflicts.push({ kind: 'order', mine: words(ours), theirs: words(others) });
    merged.push(...woven.rules);
  }
  return { rules: merged, conflicts: [...conflicts, ...contradictions(rules.base, mine, theirs)] };
}

function readSide(base: readonly Rule[], rules: readonly Rule[]): Side {
  const placed: Placed[] = [];
  let slot = -1;
  for (const row of diffRules(base, rules, { matchByText: true })) {
    if (!row.after) continue;
    if (row.change === 'same' && row.before) slot = row.before.index;
    placed.push({ rule: row.after.rule, origin: row.before?.index, steady: row.change === 'same', slot });
  }
  const byOrigin = new Map(placed.flatMap((item) => (item.origin === undefined ? [] : [[item.origin, item] as const])));
  const loose = Map.groupBy(
    placed.filter((item) => !item.steady),
    (item) => item.slot,
  );
  return { placed, byOrigin, loose };
}

/** A new rule stays; a moved one only when the other side still has the rule it was. */
function staysLoose(item: Placed, other: Side): boolean {
  return item.origin === undefined || other.byOrigin.has(item.origin);
}

function movedBy(item: Placed, side: Side): boolean {
  return item.origin !== undefined && side.byOrigin.get(item.origin)?.steady === false;
}

/** Both sides' rules for one place: what both added alike is there once; else ours first. */
function weave(ours: readonly Placed[], others: readonly Placed[]): { rules: readonly Rule[]; contested: boolean } {
  const fresh = (items: readonly Placed[]): readonly string[] =>
    items.map((item, at) => (item.origin === undefined ? item.rule.text : `moved ${at} ${item.origin}`));
  const shared = commonSubsequence(fresh(ours), fresh(others));
  const rules: Rule[] = [];
  let contested = false;
  let [nextOurs, nextOthers] = [0, 0];
  for (const pair of [...shared, { before: ours.length, after: others.length }]) {
    const onlyOurs = ours.slice(nextOurs, pair.before);
    const onlyOthers = others.slice(nextOthers, pair.after);
    contested ||= onlyOurs.length > 0 && onlyOthers.length > 0;
    rules.push(...onlyOurs.map((item) => item.rule), ...onlyOthers.map((item) => item.rule));
    const both = others[pair.after];
    if (both) rules.push(both.rule);
    [nextOurs, nextOthers] = [pair.before + 1, pair.after + 1];
  }
  return { rules, contested };
}

/** The base rules on which the two sides do not agree. */
function contradictions(base: readonly Rule[], mine: Side, theirs: Side): readonly RuleConflict[] {
  const conflicts: RuleConflict[] = [];
  const seen = new Set<string>();
  const add = (conflict: RuleConflict): void => {
    const key = JSON.stringify(conflict);
    if (!seen.has(key)) conflicts.push(conflict);
    seen.add(key);
  };
  let [slotMine, slotTheirs] = [-1, -1];
  for (const [at, rule] of base.entries()) {
    const [ours, others] = [mine.byOrigin.get(at), theirs.byOrigin.get(at)];
    if (ours?.steady) slotMine = at;
    if (others?.steady) slotTheirs = at;
    if (ours && others) {
      const apart = !ours.steady && !others.steady && ours.slot !== others.slot;
      if (apart) add({ kind: 'moved', mine: [rule.text], theirs: [rule.text] });
    } else if (ours) {
      if (!ours.steady) add({ kind: 'theyRemoved', mine: [rule.text], theirs: [] });
    } else if (others) {
      if (!others.steady) add({ kind: 'weRemoved', mine: [], theirs: [rule.text] });
    } else {
      const [oursThere, othersThere] = [newAt(mine, slotMine), newAt(theirs, slotTheirs)];
      if (oursThere.length > 0 && othersThere.length === 0) add({ kind: 'theyRemoved', mine: oursThere, theirs: [] });
      if (oursThere.length === 0 && othersThere.length > 0) add({ kind: 'weRemoved', mine: [], theirs: othersThere });
    }
  }
  return conflicts;
}

function newAt(side: Side, slot: number): readonly string[] {
  return words((side.loose.get(slot) ?? []).filter((item) => item.origin === undefined));
}

function words(items: readonly Placed[]): readonly string[] {
  return items.map((item) => item.rule.text);
}
