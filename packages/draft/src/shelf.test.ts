import { anyRuleset, meaning, rulesetOf, rulesOf, textsOf } from '@sluice/testkit';
import type { Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { diffRulesets } from './diff.ts';
import { invertGroup } from './invert.ts';
import type { RuleRef } from './rule-edits.ts';
import {
  disableRules,
  enableRules,
  forgetRules,
  reanchorShelf,
  shelfAfter,
  withShelf,
  type ShelvedRule,
} from './shelf.ts';
import type { Step } from './step.ts';

/** INPUT holds rules of one letter each. */
function letters(rules: string): Ruleset {
  const lines = Array.from(rules, (letter) => `-A INPUT -m comment --comment ${letter}\n`);
  return rulesetOf(
    `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join('')}COMMIT\n`,
  );
}

const BASE = letters('ABCDE');

function refs(wanted: string, ruleset = BASE): readonly RuleRef[] {
  const rules = rulesOf(ruleset).filter(({ text }) => wanted.includes(text.at(-1) ?? ''));
  return rules.map(({ id }) => ({ table: 'filter', chain: 'INPUT', id }));
}

function ids(shelf: readonly ShelvedRule[], wanted: string) {
  return new Set(shelf.filter(({ text }) => wanted.includes(text.at(-1) ?? '')).map(({ id }) => id));
}

function done(ruleset: Ruleset, steps: readonly Step[]): Ruleset {
  const result = applySteps(ruleset, steps);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** What a person sees: letters of rules that run, and disabled ones in brackets. */
function shown(base: Ruleset, current: Ruleset, shelf: readonly ShelvedRule[]): string {
  const { chains } = withShelf(diffRulesets(base, current), current, shelf);
  const rows = chains.find(({ chain }) => chain === 'INPUT')?.rows;
  if (!rows)
    return textsOf(current)
      .map((text) => text.at(-1))
      .join('');
  return rows
    .map(({ change, before, after }) => {
      const letter = (after ?? before)?.rule.text.at(-1) ?? '';
      return change === 'disabled' ? `(${letter})` : change === 'removed' ? `[${letter}]` : letter;
    })
    .join('');
}

describe('disabled rules', () => {
  const steps = disableRules(BASE, refs('BCE'));
  const current = done(BASE, steps);
  const shelf = shelfAfter([], steps);

  it('leave the rules, and are shown where they stood', () => {
    expect(textsOf(current).map((text) => text.at(-1))).toEqual(['A', 'D']);
    expect(shown(BASE, current, shelf)).toBe('A(B)(C)D(E)');
  });

  it('are shown there when the host no longer has them', () => {
    expect(shown(current, current, shelf)).toBe('A(B)(C)D(E)');
  });

  test.each([
    ['B', 'AB(C)D(E)'],
    ['C', 'A(B)CD(E)'],
    ['BCE', 'ABCDE'],
    ['E', 'A(B)(C)DE'],
  ])('%s come back where they are shown', (wanted, picture) => {
    const enable = enableRules(current, shelf, ids(shelf, wanted));
    expect(shown(BASE, done(current, enable), shelfAfter(shelf, enable))).toBe(picture);
  });

  it('that come back at once are no change at all', () => {
    const enable = enableRules(current, shelf, ids(shelf, 'BCE'));
    expect(diffRulesets(BASE, done(current, enable)).changes).toBe(0);
  });

  it('are thrown away without a change of the rules', () => {
    const forget = forgetRules(shelf, ids(shelf, 'C'));
    expect(done(current, forget)).toBe(current);
    expect(shown(current, current, shelfAfter(shelf, forget))).toBe('A(B)D(E)');
  });

  it('that were disabled one after the other keep their order', () => {
    const first = disableRules(BASE, refs('C'));
    const then = done(BASE, first);
    const second = disableRules(then, refs('B', then));
    const both = shelfAfter(shelfAfter([], first), second);
    const after = done(then, second);
    expect(shown(after, after, both)).toMatch(/^A(?:\(B\)\(C\)|\(C\)\(B\))DE$/);
    const enable = enableRules(after, both, ids(both, 'BC'));
    expect(textsOf(done(after, enable))).toHaveLength(5);
  });

  it('stand behind the nearest rule that is left when others change the host', () => {
    const host = letters('XAE');
    const disable = disableRules(BASE, refs('D'));
    const moved = reanchorShelf(shelfAfter([], disable), done(BASE, disable), host);
    expect(shown(host, host, moved)).toBe('XA(D)E');
  });

  it('without their neighbour stand at the end', () => {
    const host = letters('XY');
    expect(shown(host, host, shelfAfter([], disableRules(BASE, refs('BD'))))).toBe('XY(B)(D)');
  });
});

it('disabling and enabling any rules gives the same rules, and every step has its inverse', () => {
  fc.assert(
    fc.property(anyRuleset({ family: 'ipv4', most: 5 }), fc.infiniteStream(fc.boolean()), (base, coins) => {
      const all = base.tables.flatMap(({ name: table, chains }) =>
        chains.flatMap(({ name: chain, rules }) => rules.map(({ id }) => ({ table, chain, id }))),
      );
      const disable = disableRules(
        base,
        all.filter(() => coins.next().value === true),
      );
      const current = done(base, disable);
      const shelf = shelfAfter([], disable);
      const enable = enableRules(current, shelf, new Set(shelf.map(({ id }) => id)));
      expect(meaning(done(current, enable))).toBe(meaning(base));
      expect(shelfAfter(shelf, enable)).toEqual([]);
      const forget = forgetRules(shelf, new Set(shelf.map(({ id }) => id)));
      for (const [from, steps] of [
        [base, disable],
        [current, enable],
        [current, forget],
      ] as const) {
        const back = invertGroup(from, { label: '', steps });
        expect(meaning(done(done(from, steps), back))).toBe(meaning(from));
      }
      expect(shelfAfter(shelfAfter(shelf, forget), invertGroup(current, { label: '', steps: forget }))).toHaveLength(
        shelf.length,
      );
    }),
    { numRuns: 60 },
  );
});
