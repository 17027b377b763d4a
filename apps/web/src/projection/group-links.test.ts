import { applySteps, diffRulesets, type Step } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { isHook, type RuleId, type Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { cardId, type CardId } from './model.ts';
import { projectMap } from './project-map.ts';

const NAMES = ['SVC', 'SEP', 'FW'].flatMap((kind) => Array.from({ length: 45 }, (_, n) => `K-${kind}-${n}`));
const name = fc.constantFrom(...NAMES);
const call = fc.record({ from: name, to: name, how: fc.constantFrom('-j', '-g') });

function parse(calls: readonly { readonly from: string; readonly to: string; readonly how: string }[]): Ruleset {
  const lines = [
    ':PREROUTING ACCEPT [0:0]',
    ...NAMES.map((chain) => `:${chain} - [0:0]`),
    '-A PREROUTING -j K-SVC-0',
    ...calls.map(({ from, to, how }) => `-A ${from} ${how} ${to}`),
  ];
  return parseSave(`*nat\n${lines.join('\n')}\nCOMMIT\n`, { family: 'ipv4' }).ruleset;
}

it('counts on every line the calls that it stands for, whatever is opened or drafted', () => {
  const drafts = fc.array(call, { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 150 }), drafts, fc.array(name, { maxLength: 6 }), (calls, added, open) => {
      const base = parse(calls);
      const steps = added.map(({ from, to, how }, n): Step => {
        return {
          type: 'insertRule',
          table: 'nat',
          chain: from,
          after: null,
          id: `d${n}` as RuleId,
          text: `${how} ${to}`,
        };
      });
      const result = applySteps(base, steps);
      if (!result.ok) throw new Error(result.error.message);
      const current = result.value;
      const model = projectMap({
        current,
        base,
        diff: diffRulesets(base, current),
        backend: 'nft',
        interfaces: [],
        aliens: [],
        scroll: new Map(),
        unfolded: { opened: new Set(), kept: null },
        opened: new Set(open.map((chain): CardId => `nat/${chain}`)),
      });
      const drawn = (id: CardId) => model.groupOf(id) ?? id;
      const told = new Map<string, number>();
      for (const { from, to, count } of model.edges) {
        told.set(`${from} ${to}`, (told.get(`${from} ${to}`) ?? 0) + count);
      }
      expect(told).toEqual(countCalls(current, drawn));
      for (const { id, callers } of model.chains) expect([id, callers]).toEqual([id, countCallers(current, id)]);
      const members = model.groups.flatMap((group) => group.members.map(({ id }) => id));
      const all = [...model.chains.map(({ id }) => id), ...members].toSorted();
      expect(all).toEqual(NAMES.map((chain) => `nat/${chain}`).toSorted());
    }),
    { numRuns: 60 },
  );
});

/** The slow way: every rule of the draft. */
function* callsIn({ tables }: Ruleset): Generator<readonly [CardId, CardId]> {
  for (const { name: table, chains } of tables) {
    for (const chain of chains) {
      for (const { spec } of chain.rules) {
        if (spec.target) yield [cardId({ table, chain: chain.name }), cardId({ table, chain: spec.target.name })];
      }
    }
  }
}

function countCallers(ruleset: Ruleset, id: CardId): number {
  return [...callsIn(ruleset)].filter(([, to]) => to === id).length;
}

function countCalls(ruleset: Ruleset, drawn: (id: CardId) => CardId): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [caller, callee] of callsIn(ruleset)) {
    const [from, to] = [drawn(caller), drawn(callee)];
    const key = `${from} ${to}`;
    if (from !== to && !isHook(callee)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
