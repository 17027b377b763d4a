import { findChain, type Backend, type RuleId, type Ruleset } from '@sluice/netfilter';
import { sixOpen } from './both-families.ts';
import { idleCalls, uncalledChains } from './chain-findings.ts';
import type { Audit, Finding, LeftOut, RuleMention } from './finding.ts';
import { SEVERITIES } from './kinds.ts';
import { finding } from './make-finding.ts';
import { ruleFindings } from './rule-findings.ts';
import { trafficFindings } from './traffic-findings.ts';
import { chanceOf, neverMatches, type Chance } from './never-matches.ts';
import { decidedAlike, redundant, type Alike } from './redundant.ts';
import {
  ownerOf,
  spellPlace,
  spellRules,
  surveyRules,
  type PlacedVisit,
  type Survey,
  type SurveyedTable,
} from './survey.ts';

/** What is to be looked at. */
export interface AuditSubject {
  readonly ruleset: Ruleset;
  readonly backend: Backend;
  /** The rules of the other family, when they are to be compared. */
  readonly beside?: Ruleset | undefined;
}

/** So many rules are looked at while all are asked about; more than that takes minutes. */
const MOST_LOOKS = 60_000_000;

/** All findings about one family's rules. */
export function audit(subject: AuditSubject): Audit {
  const work = auditInParts(subject);
  for (let part = work.next(); ; part = work.next()) if (part.done) return part.value;
}

/** The same in parts, between which something else can be done; yields how much is done, from 0 to 1. */
export function* auditInParts({ ruleset, backend, beside }: AuditSubject): Generator<number, Audit> {
  const steps = surveyRules(ruleset, backend);
  let surveyed = steps.next();
  for (; !surveyed.done; surveyed = steps.next()) yield 0;
  const survey = surveyed.value;
  const findings: Finding[] = [];
  const leftOut = new Map<LeftOut['why'], number>();
  const leave = (why: LeftOut['why'], rules: number): void => {
    if (rules > 0) leftOut.set(why, (leftOut.get(why) ?? 0) + rules);
  };
  for (const [at, table] of survey.tables.entries()) {
    findings.push(...uncalledChains(survey, table), ...idleCalls(survey, table));
    yield at / survey.tables.length;
    if (table.isCut) leave('large', table.visitsOf.size);
    else {
      for (const done of orderFindings(survey, table, { findings, leave })) yield (at + done) / survey.tables.length;
    }
  }
  findings.push(...trafficFindings(survey), ...(beside ? sixOpen(survey, beside) : []));
  for (const told of ruleFindings(survey)) {
    findings.push(told);
    yield 1;
  }
  findings.push(...acceptsAll(survey, findings));
  // What another program writes is its own business, unless it cannot do what it is for.
  const told = findings.filter(
    ({ owner, kind, severity }) => !owner || severity === 'broken' || kind === 'shadowed' || kind === 'dead',
  );
  return { findings: inOrder(survey, told), leftOut: [...leftOut].map(([why, rules]) => ({ why, rules })) };
}

interface Account {
  readonly findings: Finding[];
  leave(why: LeftOut['why'], rules: number): void;
}

/** What is to be said of each rule alone. */
function* orderFindings(survey: Survey, table: SurveyedTable, account: Account): Generator<number> {
  const chances = new Map<RuleId, Chance>();
  const looks = (): number =>
    table.walks.reduce((sum, { takers, concerned }) => sum + takers.looked + concerned.looked, 0);
  let [done, asked] = [0, 0];
  for (const [id, visits] of table.visitsOf) {
    if (looks() > MOST_LOOKS) break;
    chances.set(id, chanceOf(survey, visits));
    if (++asked % 20 === 0) yield (asked / table.visitsOf.size) * 0.7;
  }
  account.leave('long', table.visitsOf.size - chances.size);
  for (const [id, chance] of chances) {
    const visits = table.visitsOf.get(id) ?? [];
    if (chance.kind === 'open') account.leave('long', 1);
    if (chance.kind === 'never' && !isBelowDead(visits, chances)) {
      const told = neverMatches(survey, chance);
      if (told) account.findings.push(told);
      else account.leave('unshown', 1);
    }
    if (chance.kind === 'matches' && !ownerOf(chance.at.visit)) {
      const alike = looks() > MOST_LOOKS ? null : decidedAlike(survey, visits);
      // Of two equal rules one is enough, and the later one is told of already.
      const isTold = alike?.deciders.some(({ rule }) => chances.get(rule.id)?.kind === 'never');
      const told = alike && !isTold && !isLastWord(survey, chance, alike) ? redundant(survey, chance, alike) : null;
      if (told) account.findings.push(told);
    }
    if (++done % 20 === 0) yield 0.7 + (done / chances.size) * 0.3;
  }
}

/** Rules that accept everything before rules that would refuse something; one finding for all of those. */
function acceptsAll(survey: Survey, findings: readonly Finding[]): readonly Finding[] {
  const behind = new Map<RuleId, { readonly rule: RuleMention; readonly dead: Finding[] }>();
  for (const each of findings) {
    const [rule] = each.because;
    if (each.kind !== 'dead' || !rule || !each.rule) continue;
    if (!/-j ACCEPT/.test(textOf(survey, rule)) || !/-j (DROP|REJECT)/.test(textOf(survey, each.rule))) continue;
    const own = behind.get(rule.id) ?? { rule, dead: [] };
    own.dead.push(each);
    behind.set(rule.id, own);
  }
  return [...behind.values()].map(({ rule, dead }) => {
    const rules = dead.flatMap((each) => (each.rule ? [each.rule] : []));
    const many = rules.length > 1;
    return finding(survey, {
      kind: 'acceptsAll',
      rule,
      because: rules,
      sentence: `${spellPlace(rule)} accepts every packet; ${spellRules(rules, rule.chain)} behind it, which would refuse some, ${many ? 'are' : 'is'} never asked.`,
      witness: dead[0]?.witness ?? null,
      owner: null,
      fix: null,
    });
  });
}

function textOf({ ruleset }: Survey, rule: RuleMention): string {
  return findChain(ruleset, rule)?.rules[rule.index]?.text ?? '';
}

/** Whether it is enough to tell of the calls that lead here: none of them ever matches. */
function isBelowDead(visits: readonly PlacedVisit[], chances: ReadonlyMap<RuleId, Chance>): boolean {
  return visits.every(({ visit }) => visit.caller && chances.get(visit.caller.rule.id)?.kind === 'never');
}

/** The last rule of a chain may say once more what the policy says: it counts, and outlives a change of the policy. */
function isLastWord({ ruleset }: Survey, { at }: Extract<Chance, { kind: 'matches' }>, alike: Alike): boolean {
  const { place } = at.visit;
  return alike.deciders.length === 0 && place.index === (findChain(ruleset, place)?.rules.length ?? 0) - 1;
}

/** The worst first, then as the rules stand. */
function inOrder({ ruleset }: Survey, findings: readonly Finding[]): readonly Finding[] {
  const tables = ruleset.tables.map(({ name }) => name);
  const chains = new Map(
    ruleset.tables.flatMap(({ name, chains: all }) => all.map((chain, at) => [`${name} ${chain.name}`, at])),
  );
  const rank = ({ severity, chain, rule }: Finding): readonly number[] => [
    SEVERITIES.indexOf(severity),
    tables.indexOf(chain.table),
    chains.get(`${chain.table} ${chain.chain}`) ?? 0,
    rule?.index ?? -1,
  ];
  const ranked = findings.map((each) => ({ each, rank: rank(each) }));
  return ranked
    .toSorted(
      (one, other) => one.rank.map((mine, at) => mine - (other.rank[at] ?? 0)).find((differs) => differs !== 0) ?? 0,
    )
    .map(({ each }) => each);
}
