import { conditionsOf, testConditions, tracksConnections, type Packet, type RuleId } from '@sluice/netfilter';
import { remainder, type Taker } from '../sets/remainder.ts';
import { intersectBoxes, narrowed, subtractBox, type Box } from '../sets/box.ts';
import { takenBy } from '../sets/visit-index.ts';
import type { Visit } from '../sets/visits.ts';
import type { PacketSpace } from '../sets/packet-space.ts';
import { simulate } from '../simulate.ts';
import type { Question } from '../trace.ts';
import { coverageOf } from './coverage.ts';
import type { Finding, Fix, RuleMention, Witness } from './finding.ts';
import { finding } from './make-finding.ts';
import { mention, ownerOf, spellPlace, spellRules, type PlacedVisit, type Survey, type Walk } from './survey.ts';
import { packetIn } from './witness.ts';
import { withoutRule } from './without-rule.ts';

/** Whether a rule can match, at any of the places where packets come by. */
export type Chance =
  /** It can; `part` is what comes to it there that no rule before takes. */
  | { readonly kind: 'matches'; readonly at: PlacedVisit; readonly part: Box }
  | { readonly kind: 'never'; readonly takers: readonly Visit[]; readonly at: readonly PlacedVisit[] }
  | { readonly kind: 'open' };

/** Whether the rule of these visits can match. */
export function chanceOf(survey: Survey, visits: readonly PlacedVisit[]): Chance {
  const takers = new Map<RuleId, Visit>();
  let isOpen = false;
  for (const at of visits) {
    const { visit, walk } = at;
    if (!visit.reach) continue;
    const before = takersBefore(survey, walk, visit, visit.reach);
    const left = remainder(visit.reach, before, survey.space.all);
    if (left.kind === 'some') return { kind: 'matches', at, part: fieldsOnly(survey, left.part) };
    if (left.kind === 'open') isOpen = true;
    else for (const taker of left.takers) takers.set(taker.rule.id, taker);
  }
  return isOpen ? { kind: 'open' } : { kind: 'never', takers: [...takers.values()], at: visits };
}

/** What a packet can be written down with: of 50,000 rules, the rest would fill the memory. */
function fieldsOnly({ space }: Survey, { sides, sets }: Box): Box {
  const kept = sides.flatMap((side, at) => (space.meaning(side).kind === 'field' ? [at] : []));
  return { sides: kept.map((at) => sides[at] as number), sets: kept.flatMap((at) => sets.slice(at, at + 1)) };
}

/** What the visits before take away from one. */
function takersBefore({ space }: Survey, walk: Walk, visit: Visit, reach: Box): readonly Taker<Visit>[] {
  const isOver = ({ does }: Visit): boolean => does.kind === 'skips' && does.to.end <= visit.position;
  const over = walk.skips.near(reach, 0, visit.position).filter(isOver);
  return walk.takers.near(reach, 0, visit.position).flatMap((who) => {
    if (isOver(who)) return [];
    return taken(space, who, over).map((box) => ({ who, box }));
  });
}

/** A taker is cut to pieces no further than so many. */
const MOST_PIECES = 64;

/**
 * What a visit takes, without the packets that skip it and come back to the visit in question: those for which its chain
 * has ended before.
 */
function taken(space: PacketSpace, who: Visit, over: readonly Visit[]): readonly Box[] {
  const whole = takenBy(who);
  let pieces: readonly Box[] = whole ? [whole] : [];
  for (const { position, does, reach } of over) {
    const isSkipped = does.kind === 'skips' && position < who.position && who.position < does.to.end;
    if (!isSkipped || !reach) continue;
    pieces = pieces.flatMap((piece) => subtractBox(piece, reach, space.all));
    // Who takes less than it does is told of less.
    if (pieces.length > MOST_PIECES) return [];
  }
  return pieces;
}

/** Tells of a rule that never matches; null where no packet shows it. */
export function neverMatches(survey: Survey, chance: Extract<Chance, { kind: 'never' }>): Finding | null {
  const [first] = chance.at;
  if (!first) return null;
  const { visit } = first;
  const rule = mention(visit);
  const takers = chance.takers.toSorted((one, other) => one.position - other.position);
  const because = takers.map(mention);
  const kind = kindOf(visit, chance);
  const witness = kind === 'impossible' ? null : shownBy(survey, chance);
  if (kind !== 'impossible' && !witness) return null;
  const owner = ownerOf(visit);
  return finding(survey, {
    kind,
    rule,
    because,
    sentence: `${spellPlace(rule)} can never match: ${reasonOf(kind, rule, because)}.`,
    witness,
    coverage: witness && coverageOf(survey.space, visit, takers, witness.question),
    owner,
    fix: owner ? null : removal(survey, visit),
  });
}

type NeverKind = 'shadowed' | 'covered' | 'dead' | 'impossible';

function kindOf(visit: Visit, { takers }: Extract<Chance, { kind: 'never' }>): NeverKind {
  const [only] = takers;
  if (!only) return 'impossible';
  if (takers.length === 1 && takesAll(only) && only.place.chain === visit.place.chain) return 'dead';
  return takers.every((taker) => sameDeed(taker, visit)) ? 'covered' : 'shadowed';
}

/** Whether the rule asks for nothing. */
function takesAll({ rule }: Visit): boolean {
  const { matches, target: _, ...own } = rule.spec;
  return Object.keys(own).length === 0 && matches.every(({ module }) => module === 'comment');
}

function sameDeed(one: Visit, other: Visit): boolean {
  if (one.does.kind === 'ends' && other.does.kind === 'ends') return one.does.verdict === other.does.verdict;
  return one.does.kind === 'skips' && other.does.kind === 'skips' && one.rule.text === other.rule.text;
}

function reasonOf(kind: NeverKind, rule: RuleMention, because: readonly RuleMention[]): string {
  const rules = spellRules(because, rule.chain);
  const take = because.length > 1 ? 'take' : 'takes';
  switch (kind) {
    case 'shadowed':
      return `${rules} before it ${take} all its packets`;
    case 'covered':
      return `${rules} before it ${take} all its packets, and ${because.length > 1 ? 'do' : 'does'} the same with them`;
    case 'dead':
      return `${rules} before it takes every packet`;
    case 'impossible':
      return 'what it and its callers ask for, no packet is';
  }
}

/** A packet that the rule asks for and that another rule takes. */
function shownBy(
  { space, ruleset, backend }: Survey,
  { at, takers }: Extract<Chance, { kind: 'never' }>,
): Witness | null {
  for (const { visit, walk } of at) {
    if (!visit.reach) continue;
    for (const taker of takers) {
      const both = taker.reach && intersectBoxes(visit.reach, taker.reach);
      const own = both && withOneOf(space, both, visit);
      const question = own && packetIn(space, own, walk.hook);
      if (!question || !asksFor(visit, question)) continue;
      const trace = simulate(ruleset, question, backend);
      const rules = trace.steps.filter((step) => step.kind === 'rule');
      const isTaken = rules.some(({ id, answer, sure }) => id === taker.rule.id && answer === 'yes' && sure);
      const isAsked = rules.some(({ id, answer }) => id === visit.rule.id && answer !== 'no');
      const [ending] = trace.endings;
      if (isTaken && !isAsked && ending) return { question, fate: trace.fate, by: ending.by };
    }
  }
  return null;
}

/** Where one of several fields is enough (`--ports`), the packets that have the last of them. */
function withOneOf(space: PacketSpace, box: Box, { rule }: Visit): Box | null {
  return conditionsOf(rule.spec, space.family).reduce<Box | null>((narrow, condition) => {
    if (condition.kind !== 'field' || condition.fields.length === 1 || condition.negated) return narrow;
    const field = condition.fields.at(-1);
    const values = field && space.values(field, condition.set, false);
    return narrow && values ? narrowed(narrow, space.sideOfField(field, 0), values) : narrow;
  }, box);
}

/** Whether the packet may be one that the rule itself asks for. A mark is what rules have made of it by then. */
function asksFor({ rule }: Visit, { packet, state }: Question): boolean {
  const { mark: _, connectionMark: __, ...rest } = packet;
  const there: Packet = { ...rest, ...(state && { states: [state] }) };
  return testConditions(conditionsOf(rule.spec, packet.family), there).answer !== 'no';
}

/** The removal of a rule that decides nothing. The rule may be the last for whose sake connections are tracked. */
export function removal({ ruleset }: Survey, { rule, place }: Visit): Fix {
  const { table, chain, index } = place;
  const stillTracks = tracksConnections(ruleset) === tracksConnections(withoutRule(ruleset, { ...place, id: rule.id }));
  return {
    label: `Remove rule ${index + 1}`,
    steps: [{ type: 'removeRule', table, chain, id: rule.id }],
    keepsFates: stillTracks,
  };
}
