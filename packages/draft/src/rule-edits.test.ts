import { anyRuleset, meaning, rulesetOf, textsOf } from '@sluice/testkit';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { invertGroup } from './invert.ts';
import { insertRules, moveRules, nudgeRules, placedRules, removeRules, type RuleRef } from './rule-edits.ts';
import type { Step } from './step.ts';

/** Rules that are one letter each: `-m comment --comment A`. */
const BASE = rulesetOf(`*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:WEB - [0:0]
${['A', 'B', 'C', 'D', 'E'].map((letter) => `-A INPUT -m comment --comment ${letter}\n`).join('')}${['x', 'y'].map((letter) => `-A WEB -m comment --comment ${letter}\n`).join('')}COMMIT
`);

function done(ruleset: Ruleset, steps: readonly Step[]): Ruleset {
  const result = applySteps(ruleset, steps);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The rules with these letters, in the order of the letters. */
function refs(wanted: string): readonly RuleRef[] {
  return wanted
    .split('')
    .flatMap((letter) =>
      BASE.tables.flatMap(({ name: table, chains }) =>
        chains.flatMap(({ name: chain, rules }) =>
          rules.filter(({ text }) => text.endsWith(` ${letter}`)).map(({ id }) => ({ table, chain, id })),
        ),
      ),
    );
}

function letters(ruleset: Ruleset, chain = 'INPUT'): string {
  return textsOf(ruleset, chain)
    .map((text) => text.at(-1))
    .join('');
}

function behind(letter: string, chain = 'INPUT') {
  return { table: 'filter', chain, after: refs(letter)[0]?.id ?? null } as const;
}

describe('moving rules as a block', () => {
  test.each([
    ['BC', behind('E'), 'ADEBC', 'xy'],
    ['EC', behind(''), 'CEABD', 'xy'],
    ['AE', behind('A'), 'AEBCD', 'xy'],
    ['BD', behind('C'), 'ACBDE', 'xy'],
    ['BD', behind('x', 'WEB'), 'ACE', 'xBDy'],
    ['xB', behind('E'), 'ACDEBx', 'y'],
  ])('%s to %j gives %s and %s', (moved, to, input, web) => {
    const after = done(BASE, moveRules(BASE, refs(moved), to));
    expect([letters(after), letters(after, 'WEB')]).toEqual([input, web]);
  });

  test.each([
    ['BC', behind('A')],
    ['BC', behind('C')],
    ['A', behind('')],
  ])('%s to %j, where it stands, is no step', (moved, to) => {
    expect(moveRules(BASE, refs(moved), to)).toEqual([]);
  });
});

describe('moving rules by one place', () => {
  test.each([
    ['C', -1, 'ACBDE'],
    ['C', 1, 'ABDCE'],
    ['BC', -1, 'BCADE'],
    ['BC', 1, 'ADBCE'],
    ['BD', -1, 'BADCE'],
    ['BD', 1, 'ACBED'],
    ['AB', -1, 'ABCDE'],
    ['AC', -1, 'ACBDE'],
    ['DE', 1, 'ABCDE'],
  ] as const)('%s by %i gives %s', (moved, by, input) => {
    expect(letters(done(BASE, nudgeRules(BASE, refs(moved), by)))).toBe(input);
  });

  it('works in each of several chains', () => {
    const after = done(BASE, nudgeRules(BASE, refs('By'), -1));
    expect([letters(after), letters(after, 'WEB')]).toEqual(['BACDE', 'yx']);
  });
});

it('rules go in one behind the other', () => {
  const rules = ['1', '2'].map((text) => ({ id: text as RuleId, text: `-m comment --comment ${text}` }));
  expect(letters(done(BASE, insertRules(behind('B'), rules)))).toBe('AB12CDE');
  expect(letters(done(BASE, insertRules(behind(''), rules)))).toBe('12ABCDE');
});

it('any block that is moved, nudged or removed is brought back by the inverse', () => {
  fc.assert(
    fc.property(anyRuleset({ family: 'ipv4', most: 5 }), fc.infiniteStream(fc.nat(6)), (base, dice) => {
      const die = (): number => dice.next().value ?? 0;
      for (const { name: table, chains } of base.tables) {
        const all = chains.flatMap(({ name: chain, rules }) => rules.map(({ id }) => ({ table, chain, id })));
        const block = all.filter(() => die() % 2 === 0);
        const chain = chains[die() % chains.length];
        if (!chain) continue;
        const after = [null, ...chain.rules.map(({ id }) => id)][die() % (chain.rules.length + 1)] ?? null;
        const edits = [
          moveRules(base, block, { table, chain: chain.name, after }),
          nudgeRules(base, block, -1),
          nudgeRules(base, block, 1),
          removeRules(base, block),
        ];
        for (const steps of edits) {
          const there = done(base, steps);
          expect(meaning(done(there, invertGroup(base, { label: '', steps })))).toBe(meaning(base));
        }
        const moved = done(base, edits[0] ?? []);
        expect(
          placedRules(
            moved,
            block.map(({ id }) => ({ table, chain: chain.name, id })),
          ).map(({ id }) => id),
        ).toEqual(placedRules(base, block).map(({ id }) => id));
      }
    }),
    { numRuns: 60 },
  );
});
