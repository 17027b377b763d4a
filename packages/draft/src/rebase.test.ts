import type { RuleId, Ruleset } from '@sluice/netfilter';
import { anyEdits, anyRuleText, idAt, inputRules, meaning, rulesetOf, textsOf } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySteps } from './apply.ts';
import { canonicalText, parseSave } from '@sluice/iptables';
import { rebaseGroups } from './rebase.ts';
import type { Step, StepGroup } from './step.ts';

const place = { table: 'filter', chain: 'INPUT' } as const;
const BASE = inputRules('-j A', '-j B', '-j C');

const insertAfter = (after: RuleId | null, text = '-j NEW', id = 'new'): Step => ({
  type: 'insertRule',
  ...place,
  after,
  id: id as RuleId,
  text,
});

/** The rules after the rebased draft, and the labels of what was dropped. */
function rebased(newBase: Ruleset, ...groups: readonly (readonly Step[])[]): readonly string[] {
  const labelled = groups.map((steps, at): StepGroup => ({ label: `group ${at}`, steps }));
  const { groups: kept, dropped } = rebaseGroups(labelled, BASE, newBase);
  const after = applySteps(
    newBase,
    kept.flatMap(({ steps }) => steps),
  );
  if (!after.ok) throw new Error(after.error.message);
  return [...textsOf(after.value), ...dropped.map(({ label, steps }) => `dropped ${label}: ${steps.length}`)];
}

describe('a draft on a new base', () => {
  it('follows its neighbour', () => {
    expect(rebased(inputRules('-j X', '-j A', '-j B', '-j Y', '-j C'), [insertAfter(idAt(BASE, 1))])).toEqual([
      '-j X',
      '-j A',
      '-j B',
      '-j NEW',
      '-j Y',
      '-j C',
    ]);
  });

  it('follows the nearest one before a neighbour that is gone, or goes to the top', () => {
    expect(rebased(inputRules('-j A', '-j C'), [insertAfter(idAt(BASE, 1))])).toEqual(['-j A', '-j NEW', '-j C']);
    expect(rebased(inputRules('-j C'), [insertAfter(idAt(BASE, 1))])).toEqual(['-j NEW', '-j C']);
  });

  it('keeps its rule when an equal one appears above it', () => {
    const base = inputRules('-j A', '-j B', '-j A', '-j C');
    const newBase = inputRules('-j A', '-j A', '-j B', '-j A', '-j C');
    const steps: readonly Step[] = [{ type: 'replaceRule', ...place, id: idAt(base, 2), text: '-j EDITED' }];
    const { groups } = rebaseGroups([{ label: '', steps }], base, newBase);
    const after = applySteps(
      newBase,
      groups.flatMap((group) => group.steps),
    );
    expect(after.ok && textsOf(after.value)).toEqual(['-j A', '-j A', '-j B', '-j EDITED', '-j C']);
  });

  it('loses the steps whose rule is gone, says so, and keeps the others of the group', () => {
    const newBase = inputRules('-j A', '-j C');
    const edit: Step = { type: 'replaceRule', ...place, id: idAt(BASE, 1), text: '-j EDITED' };
    expect(rebased(newBase, [edit, insertAfter(null)], [{ type: 'removeRule', ...place, id: idAt(BASE, 0) }])).toEqual([
      '-j NEW',
      '-j C',
      'dropped group 0: 1',
    ]);
    expect(rebased(newBase, [edit])).toEqual(['-j A', '-j C', 'dropped group 0: 1']);
  });

  it('steps on a rule that the draft made go with it or stay with it', () => {
    const own = 'new' as RuleId;
    const follow = insertAfter(own, '-j SECOND', 'second');
    expect(rebased(inputRules('-j A', '-j B', '-j C', '-j D'), [insertAfter(idAt(BASE, 2))], [follow])).toEqual([
      '-j A',
      '-j B',
      '-j C',
      '-j NEW',
      '-j SECOND',
      '-j D',
    ]);
  });

  it('a chain that somebody else made meanwhile is used', () => {
    const newBase = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\n:U - [0:0]\nCOMMIT\n');
    const into: Step = {
      type: 'insertRule',
      table: 'filter',
      chain: 'U',
      after: null,
      id: 'n' as RuleId,
      text: '-j DROP',
    };
    const { groups, dropped } = rebaseGroups(
      [{ label: 'g', steps: [{ type: 'createChain', table: 'filter', chain: 'U' }, into] }],
      BASE,
      newBase,
    );
    expect(groups).toEqual([{ label: 'g', steps: [into] }]);
    expect(dropped).toHaveLength(1);
  });

  it('groups that need no change are the same values', () => {
    const group: StepGroup = { label: 'g', steps: [insertAfter(idAt(BASE, 2))] };
    expect(rebaseGroups([group], BASE, inputRules('-j X', '-j A', '-j B', '-j C')).groups[0]).toBe(group);
  });
});

describe('any draft', () => {
  it('on the same base read anew is unchanged', () => {
    fc.assert(
      fc.property(anyEdits(), ({ base, steps }) => {
        const groups = steps.map((step) => ({ label: step.type, steps: [step] }));
        const again = rulesetOf(canonicalText(base));
        expect(rebaseGroups(groups, parseSave(canonicalText(base), { family: 'ipv4' }).ruleset, again)).toEqual({
          groups,
          dropped: [],
        });
      }),
    );
  });

  it('on a base to which others added rules means the same: theirs taken out, it is the old draft', () => {
    const foreign = fc.array(
      fc.tuple(
        fc.nat(20),
        fc.nat(20),
        fc.nat(20),
        anyRuleText({ family: 'ipv4', table: 'filter', chain: '', callees: [] }),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(anyEdits(), foreign, ({ base, steps }, additions) => {
        const newBase = addForeign(base, additions);
        const { groups, dropped } = rebaseGroups([{ label: '', steps }], base, newBase);
        const chainsWithForeign = new Set(dropped.flatMap((group) => group.steps).map((step) => step.type));
        // Only the removal of a chain can be in the way of a foreign rule.
        for (const type of chainsWithForeign) expect(['removeChain', 'createChain']).toContain(type);
        if (dropped.length > 0) return;
        const [mine, both] = [
          applySteps(base, steps),
          applySteps(
            newBase,
            groups.flatMap((group) => group.steps),
          ),
        ];
        if (!mine.ok || !both.ok) throw new Error('the draft does not apply');
        expect(meaning(withoutForeign(both.value))).toBe(meaning(mine.value));
      }),
      { numRuns: 300 },
    );
  });
});

/** The base as the host would print it after somebody inserted rules; ids are counted anew. */
function addForeign(base: Ruleset, additions: readonly (readonly [number, number, number, string])[]): Ruleset {
  let ruleset = base;
  for (const [tableAt, chainAt, after, text] of additions) {
    const table = ruleset.tables[tableAt % ruleset.tables.length];
    const chain = table?.chains[chainAt % table.chains.length];
    if (!table || !chain) continue;
    const anchors = [null, ...chain.rules.map(({ id }) => id)];
    const step: Step = {
      type: 'insertRule',
      table: table.name,
      chain: chain.name,
      after: anchors[after % anchors.length] ?? null,
      id: 'x' as RuleId,
      text: `-m comment --comment foreign ${text}`,
    };
    const done = applySteps(ruleset, [step]);
    if (done.ok) ruleset = rulesetOf(canonicalText(done.value));
  }
  return ruleset;
}

function withoutForeign(ruleset: Ruleset): Ruleset {
  const tables = ruleset.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({
      ...chain,
      rules: chain.rules.filter(({ text }) => !text.includes('foreign')),
    })),
  }));
  return { ...ruleset, tables };
}
