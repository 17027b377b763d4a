import { boxCovers, boxesMeet, intersectBoxes, subtractBox, type Box } from '../sets/box.ts';
import { concernedBy } from '../sets/visit-index.ts';
import type { Visit } from '../sets/visits.ts';
import { simulate } from '../simulate.ts';
import { coverageOf } from './coverage.ts';
import type { Finding, Witness } from './finding.ts';
import { finding } from './make-finding.ts';
import { removal, type Chance } from './never-matches.ts';
import { mention, ownerOf, spellPlace, spellRules, type PlacedVisit, type Survey, type Walk } from './survey.ts';
import { packetIn } from './witness.ts';
import { withoutRule } from './without-rule.ts';

/** So many parts of a rule's packets are followed. */
const MOST_PARTS = 300;

/** Who would decide in a rule's place, and alike. */
export interface Alike {
  readonly deciders: readonly Visit[];
  readonly byPolicy: boolean;
}

/** Who would do the same with all packets of a rule that ends them, wherever they come by; null where somebody would not. */
export function decidedAlike(survey: Survey, visits: readonly PlacedVisit[]): Alike | null {
  const found = visits.map(({ walk, visit }) => alikeAfter(survey, walk, visit));
  const alike = found.filter((each) => each !== null);
  if (alike.length < found.length) return null;
  const deciders = new Map(alike.flatMap((each) => each.deciders).map((each) => [each.rule.id, each]));
  return { deciders: [...deciders.values()], byPolicy: alike.some((each) => each.byPolicy) };
}

interface Part {
  readonly box: Box;
  /** The first visit that it meets. */
  readonly from: number;
}

function alikeAfter({ space }: Survey, walk: Walk, visit: Visit): Alike | null {
  const { does, reach } = visit;
  if (does.kind !== 'ends') return null;
  if (!reach) return { deciders: [], byPolicy: false };
  const later = walk.concerned.near(reach, visit.position + 1, Infinity);
  const deciders = new Set<Visit>();
  const waiting: Part[] = [{ box: reach, from: visit.position + 1 }];
  let parts = 0;
  let byPolicy = false;
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    if (++parts > MOST_PARTS) return null;
    const met = nextMet(later, part);
    if (!met) {
      if ((walk.chain.policy ?? 'ACCEPT') !== does.verdict) return null;
      byPolicy = true;
      continue;
    }
    // A test that varies is asked once more often, which it may remember.
    if (met.asked || !met.exact || !met.reach) return null;
    const from = met.position + 1;
    const kind = met.does.kind;
    if (kind === 'ends' ? met.does.verdict !== does.verdict : kind !== 'skips') return null;
    if (kind === 'ends') deciders.add(met);
    const inside = met.does.kind === 'skips' ? intersectBoxes(part.box, met.reach) : null;
    if (inside && met.does.kind === 'skips') waiting.push({ box: inside, from: met.does.to.end });
    if (!boxCovers(met.reach, part.box)) {
      for (const box of subtractBox(part.box, met.reach, space.all)) waiting.push({ box, from });
    }
  }
  return { deciders: [...deciders], byPolicy };
}

/** The next visit that does something with packets of the part. */
function nextMet(later: readonly Visit[], { box, from }: Part): Visit | undefined {
  return later.find((each) => {
    const concerned = each.position < from ? null : concernedBy(each);
    return concerned !== null && boxesMeet(concerned, box);
  });
}

/** Tells of a rule without which all would end just so; null where no packet shows it. */
export function redundant(
  survey: Survey,
  { at, part }: Extract<Chance, { kind: 'matches' }>,
  { deciders, byPolicy }: Alike,
): Finding | null {
  const { visit, walk } = at;
  const rule = mention(visit);
  const others = deciders.toSorted((one, other) => one.position - other.position);
  const because = others.map(mention);
  const witness = shownBy(survey, at, part);
  if (!witness) return null;
  const policy = `the policy of ${walk.chain.name}`;
  const many = because.length + Number(byPolicy) > 1;
  const who = [...(because.length > 0 ? [spellRules(because, rule.chain)] : []), ...(byPolicy ? [policy] : [])];
  const owner = ownerOf(visit);
  return finding(survey, {
    kind: 'redundant',
    rule,
    because,
    sentence: `${spellPlace(rule)} changes nothing: without it, ${who.join(' and ')} ${many ? 'do' : 'does'} the same with all its packets.`,
    witness,
    coverage: byPolicy ? null : coverageOf(survey.space, visit, others, witness.question),
    owner,
    fix: owner ? null : removal(survey, visit),
  });
}

/** A packet that the rule decides, and that fares the same without it. */
function shownBy({ space, ruleset, backend }: Survey, { visit, walk }: PlacedVisit, part: Box): Witness | null {
  const question = packetIn(space, part, walk.hook);
  if (!question) return null;
  const trace = simulate(ruleset, question, backend);
  const matches = trace.steps.some(
    (step) => step.kind === 'rule' && step.id === visit.rule.id && step.answer === 'yes' && step.sure,
  );
  const [ending] = trace.endings;
  if (!matches || !ending) return null;
  const without = simulate(withoutRule(ruleset, mention(visit)), question, backend);
  return without.fate === trace.fate ? { question, fate: trace.fate, by: ending.by } : null;
}
