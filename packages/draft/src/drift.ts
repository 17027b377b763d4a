import { findChain, type ChainRef, type RuleId, type Ruleset } from '@sluice/netfilter';
import { mergeRulesets } from './merge.ts';
import type { Step } from './step.ts';

/**
 * One thing that a draft and somebody on the host both changed, and of which the draft has only theirs, now that it was
 * laid on the new rules ({@link rebaseGroups}). Without rules of ours, we took away what they changed.
 */
export interface Collision extends ChainRef {
  /** The words of our rules that are not in the draft any more. */
  readonly mine: readonly string[];
  /** The words of theirs, which run on the host. */
  readonly theirs: readonly string[];
  /** The words of the rules above ours, the nearest first: where ours belong. */
  readonly above: readonly string[];
}

/** The rules of a draft and those that it began from. */
export interface DraftedRules {
  readonly base: Ruleset;
  readonly current: Ruleset;
}

/** What a draft lost when others changed the rules under it, each beside what they made of it. */
export function findCollisions(before: DraftedRules, after: DraftedRules): readonly Collision[] {
  const { conflicts } = mergeRulesets(before.base, before.current, after.base);
  return conflicts.flatMap(({ kind, table, chain, mine, theirs }): readonly Collision[] => {
    const ref = { table, chain };
    const above = textsAbove(before.current, ref, mine[0]);
    const found: Collision = { ...ref, mine, theirs, above };
    if (kind === 'moved' || (kind === 'chain' && mine.length === 0)) return [];
    return isUnsettled(found, after.current) ? [found] : [];
  });
}

/** Whether the draft still has only their version. */
export function isUnsettled({ mine, theirs, ...ref }: Collision, current: Ruleset): boolean {
  const texts = new Set(findChain(current, ref)?.rules.map(({ text }) => text));
  if (mine.length === 0) return theirs.length > 0 && theirs.every((text) => texts.has(text));
  return mine.some((text) => !texts.has(text));
}

/** Whose version is taken. */
export type CollisionSide = 'mine' | 'theirs' | 'both';

/** The sides that can be taken: there is no both where one side only took something away. */
export function collisionSides({ mine, theirs }: Collision): readonly CollisionSide[] {
  return mine.length > 0 && theirs.length > 0 ? ['mine', 'theirs', 'both'] : ['mine', 'theirs'];
}

/** The steps that bring a side into the draft, which has theirs; ours stand above theirs when both are kept. */
export function takeSide(
  current: Ruleset,
  { mine, theirs, above, ...ref }: Collision,
  side: CollisionSide,
  newId: () => RuleId,
): readonly Step[] {
  if (side === 'theirs') return [];
  const rules = findChain(current, ref)?.rules;
  const there = (rules ?? []).filter(({ text }) => theirs.includes(text));
  const missing = mine.filter((text) => !rules?.some((rule) => rule.text === text));
  let after = anchorOf(current, { ref, above, first: there[0]?.id });
  const inserts = missing.map((text): Step => {
    const step: Step = { type: 'insertRule', ...ref, after, id: newId(), text };
    after = step.id;
    return step;
  });
  const removals = side === 'both' ? [] : there.map(({ id }): Step => ({ type: 'removeRule', ...ref, id }));
  return [...(rules ? [] : [{ type: 'createChain', ...ref } as const]), ...inserts, ...removals];
}

/** The rule behind which ours go: the one above theirs, else the nearest that stood above ours. */
function anchorOf(
  current: Ruleset,
  where: { readonly ref: ChainRef; readonly above: readonly string[]; readonly first: RuleId | undefined },
): RuleId | null {
  const rules = findChain(current, where.ref)?.rules ?? [];
  const at = rules.findIndex(({ id }) => id === where.first);
  if (at >= 0) return rules[at - 1]?.id ?? null;
  for (const text of where.above) {
    const found = rules.findLast((rule) => rule.text === text);
    if (found) return found.id;
  }
  return null;
}

function textsAbove(ruleset: Ruleset, ref: ChainRef, text: string | undefined): readonly string[] {
  const texts = findChain(ruleset, ref)?.rules.map((rule) => rule.text) ?? [];
  const at = text === undefined ? -1 : texts.indexOf(text);
  return at < 0 ? [] : texts.slice(0, at).toReversed();
}
