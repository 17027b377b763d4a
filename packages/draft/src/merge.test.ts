import type { RuleId, Ruleset } from '@sluice/netfilter';
import {
  anyRuleset,
  anyRulesetPair,
  anyRuleText,
  inputRules,
  meaning,
  rulesetOf,
  rulesOf,
  textsOf,
} from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { sameRules } from './diff.ts';
import { mergeRulesets } from './merge.ts';
import type { Step } from './step.ts';

interface Three {
  readonly sides: readonly [base: string, mine: string, theirs: string];
  readonly merged: string;
  readonly conflicts?: string;
}

const file = (chains: string, rules: string): Ruleset =>
  rulesetOf(`*filter\n:INPUT ACCEPT [0:0]\n${chains}${rules}COMMIT\n`);

const policy = (word: string): Ruleset => rulesetOf(`*filter\n:INPUT ${word} [0:0]\nCOMMIT\n`);

const chainsOf = (ruleset: Ruleset, table: string) => ruleset.tables.find(({ name }) => name === table)?.chains ?? [];

const words = (text: string): readonly string[] => Array.from(text, (letter) => `-j ${letter}`);

/** Rules as letters: `abc` is a chain of three rules. */
const letters = (text: string): Ruleset => inputRules(...words(text));

const conflictText = (merge: ReturnType<typeof mergeRulesets>): string =>
  merge.conflicts
    .map(({ kind, mine, theirs }) => `${kind} ${mine.join('')}|${theirs.join('')}`)
    .join('; ')
    .replaceAll('-j ', '');

describe('rules', () => {
  test.each<Three>([
    { sides: ['abc', 'abc', 'abc'], merged: 'abc' },
    { sides: ['abc', 'aXbc', 'abc'], merged: 'aXbc' },
    { sides: ['abc', 'abc', 'abYc'], merged: 'abYc' },
    { sides: ['abc', 'aXbc', 'abYc'], merged: 'aXbYc' },
    { sides: ['abc', 'aXbc', 'aYbc'], merged: 'aXYbc', conflicts: 'order X|Y' },
    { sides: ['abc', 'aXbc', 'aXbc'], merged: 'aXbc' },
    { sides: ['abc', 'aXbc', 'aXYbc'], merged: 'aXYbc' },
    { sides: ['abc', 'ac', 'abc'], merged: 'ac' },
    { sides: ['abc', 'abc', 'ac'], merged: 'ac' },
    { sides: ['abc', 'ac', 'abYc'], merged: 'aYc' },
    { sides: ['abc', 'bc', 'ab'], merged: 'b' },
    { sides: ['abc', 'cab', 'abc'], merged: 'cab' },
    { sides: ['abc', 'abc', 'bca'], merged: 'bca' },
    { sides: ['abcd', 'bacd', 'abdc'], merged: 'badc' },
    { sides: ['abcd', 'bcda', 'bcd'], merged: 'bcd', conflicts: 'theyRemoved a|' },
    { sides: ['abcd', 'bcd', 'bcda'], merged: 'bcd', conflicts: 'weRemoved |a' },
    { sides: ['abcde', 'bcdea', 'bcade'], merged: 'bcdea', conflicts: 'moved a|a' },
    { sides: ['abc', 'aXc', 'ac'], merged: 'aXc', conflicts: 'theyRemoved X|' },
    { sides: ['abc', 'ac', 'aYc'], merged: 'aYc', conflicts: 'weRemoved |Y' },
    { sides: ['abc', 'aXc', 'aYc'], merged: 'aXYc', conflicts: 'order X|Y' },
    { sides: ['aab', 'ab', 'aaab'], merged: 'aab' },
    { sides: ['aa', 'aa', 'aXa'], merged: 'aXa' },
    { sides: ['', 'X', 'Y'], merged: 'XY', conflicts: 'order X|Y' },
    { sides: ['abc', '', 'aYbc'], merged: 'Y' },
    { sides: ['abc', 'aXbc', ''], merged: 'X' },
  ])('base, mine, theirs $sides: $merged', ({ sides: [base, mine, theirs], merged, conflicts = '' }) => {
    const merge = mergeRulesets(letters(base), letters(mine), letters(theirs));
    expect(textsOf(merge.ruleset)).toEqual(words(merged));
    expect(conflictText(merge)).toBe(conflicts);
  });

  it('that both added for themselves get ids of their own', () => {
    const merge = mergeRulesets(letters('ab'), letters('aXb'), letters('abX'));
    const ids = rulesOf(merge.ruleset).map(({ id }) => id);
    expect(textsOf(merge.ruleset)).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('chains', () => {
  const plain = file('', '');
  const withChain = file(':U - [0:0]\n', '-A INPUT -j U\n-A U -j DROP\n');

  it('that we made are taken back', () => {
    const merge = mergeRulesets(withChain, plain, withChain);
    expect(meaning(merge.ruleset)).toBe(meaning(plain));
    expect(merge.conflicts).toEqual([]);
  });

  it('stay when others put a rule into them, with that rule only', () => {
    const theirs = file(':U - [0:0]\n', '-A INPUT -j U\n-A U -j DROP\n-A U -j LOG\n');
    const merge = mergeRulesets(withChain, plain, theirs);
    expect(textsOf(merge.ruleset, 'U')).toEqual(['-j LOG']);
    expect(textsOf(merge.ruleset)).toEqual([]);
    expect(merge.conflicts).toEqual([
      { kind: 'chain', table: 'filter', chain: 'U', mine: [], theirs: ['-j DROP', '-j LOG'] },
    ]);
  });

  it('stay when others call them', () => {
    const theirs = file(':U - [0:0]\n', '-A INPUT -j U\n-A INPUT -p tcp -j U\n-A U -j DROP\n');
    const merge = mergeRulesets(withChain, plain, theirs);
    expect(textsOf(merge.ruleset)).toEqual(['-p tcp -j U']);
    expect(rulesOf(merge.ruleset, 'U')).toEqual([]);
    expect(merge.ruleset.tables[0]?.chains.map(({ name }) => name)).toEqual(['INPUT', 'U']);
  });

  it('that others removed do not come back, except for what we added to them', () => {
    expect(meaning(mergeRulesets(withChain, withChain, plain).ruleset)).toBe(meaning(plain));
    const mine = file(':U - [0:0]\n', '-A INPUT -j U\n-A U -j DROP\n-A U -j LOG\n');
    const merge = mergeRulesets(withChain, mine, plain);
    expect(textsOf(merge.ruleset, 'U')).toEqual(['-j LOG']);
    expect(merge.conflicts.map(({ kind }) => kind)).toEqual(['chain']);
  });

  it('that both made hold the rules of both', () => {
    const mine = file(':N - [0:0]\n', '-A N -j DROP\n');
    const theirs = file(':N - [0:0]\n', '-A N -j LOG\n');
    expect(textsOf(mergeRulesets(plain, mine, theirs).ruleset, 'N')).toEqual(['-j DROP', '-j LOG']);
  });

  test.each([
    ['ACCEPT', 'DROP', 'ACCEPT', 'DROP'],
    ['ACCEPT', 'ACCEPT', 'DROP', 'DROP'],
    ['ACCEPT', 'DROP', 'DROP', 'DROP'],
  ])('policy: base %s, mine %s, theirs %s gives %s', (base, mine, theirs, merged) => {
    const merge = mergeRulesets(policy(base), policy(mine), policy(theirs));
    expect(merge.ruleset.tables[0]?.chains[0]?.policy).toBe(merged);
  });

  it('of a table that somebody flushed away are gone', () => {
    const empty: Ruleset = { family: 'ipv4', tables: [] };
    expect(
      mergeRulesets(
        withChain,
        rulesetOf('*filter\n:INPUT ACCEPT [0:0]\n:U - [0:0]\n-A INPUT -j U\n-A U -j DROP\nCOMMIT\n'),
        empty,
      ).ruleset.tables,
    ).toEqual([]);
  });
});

/** How often each text stands in each chain. */
function counts(ruleset: Ruleset): Map<string, number> {
  const found = new Map<string, number>();
  for (const table of ruleset.tables) {
    for (const chain of table.chains) {
      for (const rule of chain.rules) {
        const key = `${table.name} ${chain.name} ${rule.text}`;
        found.set(key, (found.get(key) ?? 0) + 1);
      }
    }
  }
  return found;
}

describe('any three rulesets', () => {
  const pair = anyRulesetPair({ family: 'ipv4' });

  it('one side alone changes: that side is the answer, and so it is when both did the same', () => {
    fc.assert(
      fc.property(pair, ([base, other]) => {
        for (const sides of [
          [base, other],
          [other, base],
          [other, other],
        ] as const) {
          const merge = mergeRulesets(base, ...sides);
          expect(sameRules(merge.ruleset, other)).toBe(true);
          expect(merge.conflicts).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('nothing that they added is lost, nothing that they removed comes back, every id is there once', () => {
    // The third shares tables and rules with the pair, so that all three overlap.
    const three = pair.chain(([base, mine]) =>
      fc.tuple(fc.constant(base), fc.constant(mine), shuffledFrom(base, mine)),
    );
    fc.assert(
      fc.property(three, ([base, mine, theirs]) => {
        const merge = mergeRulesets(base, mine, theirs);
        const [inBase, inMine, inTheirs, merged] = [base, mine, theirs, merge.ruleset].map(counts) as [
          Map<string, number>,
          Map<string, number>,
          Map<string, number>,
          Map<string, number>,
        ];
        const keys = new Set([...inBase.keys(), ...inMine.keys(), ...inTheirs.keys(), ...merged.keys()]);
        for (const key of keys) {
          const [b, m, t, now] = [inBase, inMine, inTheirs, merged].map((map) => map.get(key) ?? 0) as [
            number,
            number,
            number,
            number,
          ];
          const added = Math.max(0, t - b) + Math.max(0, m - b);
          expect(now, key).toBeGreaterThanOrEqual(Math.max(t - b, m - b, 0));
          expect(now, key).toBeLessThanOrEqual(Math.min(b, m, t) + added);
        }
        const ids = merge.ruleset.tables.flatMap(({ chains }) =>
          chains.flatMap(({ rules }) => rules.map(({ id }) => id)),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 300 },
    );
  });

  it('a roll-back takes back what we did and keeps what others added meanwhile', () => {
    const foreign = fc.array(
      fc.tuple(fc.nat(20), fc.nat(20), anyRuleText({ family: 'ipv4', table: 'filter', chain: '', callees: [] })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(anyRuleset({ family: 'ipv4' }), pair, foreign, (_any, [before, after], additions) => {
        const steps = additions.flatMap(([tableAt, chainAt, text], at) => {
          const table = after.tables[tableAt % after.tables.length];
          const chain = table?.chains[chainAt % table.chains.length];
          const marked = `-m comment --comment foreign${at} ${text}`;
          const step: Step | undefined = table &&
            chain && {
              type: 'insertRule',
              table: table.name,
              chain: chain.name,
              after: null,
              id: `f${at}` as RuleId,
              text: marked,
            };
          return step ? [step] : [];
        });
        const live = applySteps(after, steps);
        if (!live.ok) throw new Error(live.error.message);
        const back = mergeRulesets(after, before, live.value).ruleset;
        const kept = [...counts(back).keys()].filter((key) => key.includes('foreign'));
        expect(kept).toHaveLength(steps.length);
        const ours = withoutForeign(back);
        // A chain stays where a foreign rule stands in it; all else is as it was before.
        for (const table of before.tables)
          for (const chain of table.chains)
            expect(textsOf(ours, chain.name, table.name)).toEqual(chain.rules.map(({ text }) => text));
      }),
      { numRuns: 200 },
    );
  });
});

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

/** A third ruleset out of what two hold: their chains with rules left out, doubled and turned around. */
function shuffledFrom(one: Ruleset, other: Ruleset): fc.Arbitrary<Ruleset> {
  const tables = one.tables.map((table) =>
    fc
      .tuple(
        ...table.chains.map((chain) => {
          const twin = chainsOf(other, table.name).find(({ name }) => name === chain.name);
          return fc
            .shuffledSubarray([...chain.rules, ...(twin?.rules ?? [])])
            .map((rules) => ({ chain, texts: rules.map(({ text }) => text) }));
        }),
      )
      .map((chains) => {
        const heads = chains.map(({ chain }) => `:${chain.name} ${chain.policy ?? '-'} [0:0]\n`);
        const lines = chains.flatMap(({ chain, texts }) => texts.map((text) => `-A ${chain.name} ${text}\n`));
        return `*${table.name}\n${heads.join('')}${lines.join('')}COMMIT\n`;
      }),
  );
  return fc.tuple(...tables).map((texts) => rulesetOf(texts.join('')));
}
