import { hooksOf, ownerOfRule, type Backend, type RuleId, type Ruleset, type Table } from '@sluice/netfilter';
import { PacketSpace } from '../sets/packet-space.ts';
import { concernedBy, skippedBy, takenBy, VisitIndex } from '../sets/visit-index.ts';
import { walkThrough, type Visit, type Walked } from '../sets/visits.ts';
import type { RuleMention } from './finding.ts';

/** A ruleset with what is known of it by the time that findings are looked for. */
export interface Survey {
  readonly ruleset: Ruleset;
  readonly backend: Backend;
  readonly space: PacketSpace;
  readonly tables: readonly SurveyedTable[];
}

/** One table, walked through from each of its built-in chains. */
export interface SurveyedTable {
  readonly table: Table;
  readonly walks: readonly Walk[];
  /** Where packets come by each rule, in any of the walks. Rules that none comes by are absent. */
  readonly visitsOf: ReadonlyMap<RuleId, readonly PlacedVisit[]>;
  /** A walk was too long: of the table's rules nothing is said that needs all walks. */
  readonly isCut: boolean;
}

/** A walk with a quick way to the visits that concern some packets. */
export interface Walk extends Walked {
  /** Those that take packets away from what stands behind them. */
  readonly takers: VisitIndex;
  /** Those that send packets, surely or not, to behind where a chain ends. */
  readonly skips: VisitIndex;
  /** Those that do something. */
  readonly concerned: VisitIndex;
}

/** A visit and the walk that it is part of. */
export interface PlacedVisit {
  readonly walk: Walk;
  readonly visit: Visit;
}

/** So many visits of a table are looked at. */
const MOST_VISITS = 400_000;

/** Walks through all tables; yields between the walks. */
export function* surveyRules(ruleset: Ruleset, backend: Backend): Generator<void, Survey> {
  const space = new PacketSpace(ruleset);
  const tables: SurveyedTable[] = [];
  for (const table of ruleset.tables) {
    const walks: Walk[] = [];
    let left = MOST_VISITS;
    for (const hook of hooksOf(table.name)) {
      const chain = table.chains.find(({ name }) => name === hook);
      if (!chain) continue;
      yield;
      const walked = walkThrough(space, table, chain, left);
      yield;
      left -= walked.visits.length;
      walks.push({
        ...walked,
        takers: new VisitIndex(walked.visits, takenBy),
        skips: new VisitIndex(walked.visits, skippedBy),
        concerned: new VisitIndex(walked.visits, concernedBy),
      });
    }
    tables.push({ table, walks, visitsOf: byRule(walks), isCut: walks.some(({ isCut }) => isCut) });
  }
  return { ruleset, backend, space, tables };
}

function byRule(walks: readonly Walk[]): ReadonlyMap<RuleId, readonly PlacedVisit[]> {
  const found = new Map<RuleId, PlacedVisit[]>();
  for (const walk of walks) {
    for (const visit of walk.visits) {
      const own = found.get(visit.rule.id);
      if (own) own.push({ walk, visit });
      else found.set(visit.rule.id, [{ walk, visit }]);
    }
  }
  return found;
}

/** The rule of a visit, to be mentioned. */
export function mention({ rule, place }: Visit): RuleMention {
  return { ...place, id: rule.id };
}

/** Rules by their places, as a sentence about one chain names them: `rules 2 and 4`, `rule 1 of DOCKER`. */
export function spellRules(rules: readonly RuleMention[], chain: string): string {
  const shown = rules.slice(0, MOST_NAMED).map((rule) => spellNumber(rule, chain));
  const more = rules.length - shown.length;
  const words = more > 0 ? [...shown, `${more} more`] : shown;
  const last = words.pop() ?? '';
  return `${rules.length > 1 ? 'rules' : 'rule'} ${words.length > 0 ? `${words.join(', ')} and ${last}` : last}`;
}

const MOST_NAMED = 3;

function spellNumber({ chain, index }: RuleMention, here: string): string {
  return chain === here ? String(index + 1) : `${index + 1} of ${chain}`;
}

/** A rule's place as a sentence begins: `filter INPUT rule 7`. */
export function spellPlace({ table, chain, index }: RuleMention): string {
  return `${table} ${chain} rule ${index + 1}`;
}

/** The program that writes a rule. */
export function ownerOf({ rule, place }: Visit): ReturnType<typeof ownerOfRule> {
  return ownerOfRule(rule, place.chain);
}
