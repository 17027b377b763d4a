import {
  findTarget,
  isBuiltinChain,
  ownerOfChain,
  tableCalls,
  targetAct,
  findTableChain,
  makerOfChain,
  type Chain,
  type Table,
} from '@sluice/netfilter';
import type { Finding, FixStep } from './finding.ts';
import { finding } from './make-finding.ts';
import { removal } from './never-matches.ts';
import { mention, ownerOf, spellPlace, type Survey, type SurveyedTable } from './survey.ts';

/** Chains to which no packet comes. What calls them, if anything, is itself never reached. */
export function uncalledChains(survey: Survey, { table }: SurveyedTable): readonly Finding[] {
  const reached = reachedChains(table);
  return table.chains
    .filter(({ name }) => !reached.has(name))
    .map((chain) => {
      const owner = ownerOfChain(chain.name) ?? makerOfChain(chain.name);
      const callers = tableCalls(table).callersOf.get(chain.name) ?? [];
      return finding(survey, {
        kind: 'uncalledChain',
        chain: { table: table.name, chain: chain.name },
        sentence:
          callers.length > 0
            ? `No packet comes to ${table.name} ${chain.name}: the chains that call it are never called themselves.`
            : `No packet comes to ${table.name} ${chain.name}: no rule calls it.`,
        witness: null,
        owner,
        fix:
          owner || callers.length > 0
            ? null
            : { label: 'Remove the chain', steps: removeChain(table, chain), keepsFates: true },
      });
    });
}

function reachedChains(table: Table): ReadonlySet<string> {
  const { callsOf } = tableCalls(table);
  const reached = new Set(table.chains.map(({ name }) => name).filter((name) => isBuiltinChain(table.name, name)));
  for (const name of reached) for (const { callee } of callsOf.get(name) ?? []) reached.add(callee);
  return reached;
}

function removeChain(table: Table, { name: chain, rules }: Chain): readonly FixStep[] {
  return [
    ...rules.map(({ id }): FixStep => ({ type: 'removeRule', table: table.name, chain, id })),
    { type: 'removeChain', table: table.name, chain },
  ];
}

/** Jumps to chains that have no rules, or that only come back. */
export function idleCalls(survey: Survey, { table, visitsOf }: SurveyedTable): readonly Finding[] {
  const idle = new IdleChains(table);
  return [...visitsOf.values()].flatMap((visits) => {
    const visit = visits.find((each) => each.visit.does.kind === 'calls')?.visit;
    if (visit?.does.kind !== 'calls' || visit.rule.target?.how !== 'jump') return [];
    const callee = findTableChain(table, visit.does.chain);
    // A chain that a program makes and fills when it likes is empty for a reason.
    if (!callee || makerOfChain(callee.name) || !idle.has(callee)) return [];
    const rule = mention(visit);
    const owner = ownerOf(visit);
    const isEmpty = callee.rules.length === 0;
    const what = isEmpty ? 'which has no rules' : 'which only comes back';
    const varies = visits.some((each) => each.visit.asked !== null);
    const fix = removal(survey, visit);
    return [
      finding(survey, {
        kind: isEmpty ? 'emptyCall' : 'idleCall',
        rule,
        sentence: `${spellPlace(rule)} calls ${callee.name}, ${what}.`,
        witness: null,
        owner,
        fix: owner ? null : { ...fix, keepsFates: fix.keepsFates && !varies },
      }),
    ];
  });
}

/** Knows of a table's chains whether a packet that goes in comes out as it was, whatever it is. */
class IdleChains {
  readonly #table: Table;
  readonly #known = new Map<string, boolean>();

  constructor(table: Table) {
    this.#table = table;
  }

  has(chain: Chain): boolean {
    const known = this.#known.get(chain.name);
    if (known !== undefined) return known;
    // A circle of calls comes to nothing that is known.
    this.#known.set(chain.name, false);
    const isIdle = chain.rules.every((rule) => {
      const { target } = rule.spec;
      if (!target) return false;
      const callee = findTableChain(this.#table, target.name);
      if (callee) return this.has(callee);
      return targetAct(findTarget(target.name)) === 'RETURN';
    });
    this.#known.set(chain.name, isIdle);
    return isIdle;
  }
}
