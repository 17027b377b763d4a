import { sameRules } from '@sluice/draft';
import type { Ruleset } from '@sluice/netfilter';
import { anyRuleset, anyRulesetPair, inputRules, rulesetOf, textsOf } from '@sluice/testkit';
import { assert, boolean, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planCourse } from './course-plan.ts';
import { settle } from './settle.ts';

interface Case {
  readonly what: string;
  readonly base: string;
  readonly mine: string;
  readonly live: string;
  readonly settled: string;
  readonly done?: true;
}

const rules = (letters: string): Ruleset => inputRules(...letters.split('').map((letter) => `-j ${letter}`));
const lettersOf = (ruleset: Ruleset): string =>
  textsOf(ruleset)
    .map((text) => text.slice(3))
    .join('');

const CASES: readonly Case[] = [
  { what: 'nothing done yet', base: 'AB', mine: 'AXB', live: 'AB', settled: 'AXB' },
  { what: 'all done', base: 'AB', mine: 'AXB', live: 'AXB', settled: 'AXB' },
  { what: 'pushed out of place', base: 'AB', mine: 'AXB', live: 'FXAB', settled: 'FAXB' },
  { what: 'the same rule of another program elsewhere', base: 'AB', mine: 'AXB', live: 'XAXB', settled: 'XAXB' },
  { what: 'removed already', base: 'ABC', mine: 'AC', live: 'ACF', settled: 'ACF' },
  { what: 'still to be removed', base: 'ABC', mine: 'AC', live: 'FABC', settled: 'FAC' },
  { what: 'removed, and put there again by another', base: 'ABC', mine: 'AC', live: 'ABC', settled: 'ABC', done: true },
  { what: 'one of two equal rules is to go', base: 'ABB', mine: 'AB', live: 'ABB', settled: 'AB' },
  { what: 'a second equal rule is to come', base: 'A', mine: 'AA', live: 'A', settled: 'AA' },
  { what: 'moved already', base: 'ABC', mine: 'BCA', live: 'BCA', settled: 'BCA' },
  { what: 'still to be moved, with theirs', base: 'ABC', mine: 'BCA', live: 'ABFC', settled: 'BFCA' },
  { what: 'moved, with theirs', base: 'ABC', mine: 'BCA', live: 'BFCA', settled: 'BFCA' },
  { what: 'they removed what we brought', base: 'A', mine: 'AX', live: 'AF', settled: 'AXF', done: true },
  { what: 'they removed what we left alone', base: 'ABC', mine: 'ABCX', live: 'AC', settled: 'ACX' },
  { what: 'they moved what we left alone', base: 'ABC', mine: 'XABC', live: 'BCA', settled: 'XBCA' },
  { what: 'theirs on top, in the middle, at the end', base: 'AB', mine: 'AXB', live: 'FAGBH', settled: 'FAXGBH' },
];

test.each(CASES)('$what: $base to $mine over $live', ({ base, mine, live, settled, done = false }) => {
  expect(lettersOf(settle({ base: rules(base), mine: rules(mine), done }, rules(live)))).toBe(settled);
});

const table = (policy: string, ...lines: readonly string[]): Ruleset =>
  rulesetOf(['*filter', `:INPUT ${policy} [0:0]`, ...lines, 'COMMIT', ''].join('\n'));

test('a policy of DROP never comes back alone after someone flushed the rules before it', () => {
  const before = table('DROP', ':X - [0:0]', '-A INPUT -i lo -j ACCEPT', '-A INPUT -j X', '-A X -p tcp -j ACCEPT');
  const made = table('ACCEPT', ':X - [0:0]', '-A INPUT -i lo -j ACCEPT', '-A INPUT -j X', '-A X -p tcp -j ACCEPT');
  const flushed = table('ACCEPT', '-A INPUT -s 10.0.0.1 -j DROP');
  const settled = settle({ base: made, mine: before, done: false }, flushed);
  expect(settled.tables[0]?.chains[0]?.policy).toBe('DROP');
  expect(textsOf(settled)).toEqual(['-i lo -j ACCEPT', '-j X', '-s 10.0.0.1 -j DROP']);
  expect(textsOf(settled, 'X')).toEqual(['-p tcp -j ACCEPT']);
});

test('a chain of ours that others use now is emptied, not removed', () => {
  const made = table('ACCEPT', ':X - [0:0]', '-A INPUT -j X', '-A X -p tcp -j ACCEPT');
  const before = table('ACCEPT');
  const live = table('ACCEPT', ':X - [0:0]', ':Y - [0:0]', '-A INPUT -j X', '-A X -p tcp -j ACCEPT', '-A Y -j X');
  const settled = settle({ base: made, mine: before, done: false }, live);
  expect(settled.tables[0]?.chains.map((chain) => chain.name)).toEqual(['INPUT', 'X', 'Y']);
  expect(textsOf(settled, 'X')).toEqual([]);
});

describe('for any rules', () => {
  const pair = anyRulesetPair({ family: 'ipv4' });
  const anyLive = anyRuleset({ family: 'ipv4' });
  const runs = { numRuns: 300 };

  test('undisturbed, it is what we want', () => {
    assert(
      property(pair, ([base, mine]) => sameRules(settle({ base, mine, done: false }, base), mine)),
      runs,
    );
  });

  test('done, it stays', () => {
    assert(
      property(pair, boolean(), ([base, mine], done) => sameRules(settle({ base, mine, done }, mine), mine)),
      runs,
    );
  });

  test('its own answer needs nothing more, whatever others did', () => {
    assert(
      property(pair, anyLive, ([base, mine], live) => {
        const once = settle({ base, mine, done: false }, live);
        return planCourse({ base, mine, done: true }, once, 'nft') === '';
      }),
      runs,
    );
  });
});
