import { diffRulesets, type ChainDiff } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { describe, expect, it } from 'vitest';
import { changesOf, sizeWords, tally } from './change-words.ts';

function diffOf(before: string, after: string): ChainDiff {
  const [one, two] = [before, after].map(
    (lines) => parseSave(`*filter\n${lines}\nCOMMIT\n`, { family: 'ipv4' }).ruleset,
  );
  const [chain] = one && two ? diffRulesets(one, two, { matchByText: true }).chains : [];
  if (!chain) throw new Error('nothing differs');
  return chain;
}

const POLICY = ':INPUT DROP [0:0]';
const rules = (...texts: string[]): string => [POLICY, ...texts.map((text) => `-A INPUT ${text}`)].join('\n');
const words = (diff: ChainDiff): readonly string[] =>
  changesOf(diff).map(({ title, name, note }) => `${title}${name === undefined ? '' : ` ${name}`} (${note})`);

describe('changes in words', () => {
  it('tells that a removed rule is kept, when it was disabled', () => {
    const diff = diffOf(rules('-i lo -j ACCEPT', '-j DROP'), rules('-i lo -j ACCEPT'));
    const id = diff.rows.find(({ change }) => change === 'removed')?.before?.rule.id ?? '';
    expect(changesOf(diff, new Set([id]))).toMatchObject([
      { change: 'removed', title: 'Disabled DROP rule', note: expect.stringMatching(/· kept in Sluice$/) as string },
    ]);
  });

  it('tells a new jump and a removed rule', () => {
    const diff = diffOf(
      rules('-i lo -j ACCEPT', '-s 10.0.0.1/32 -j DROP'),
      rules('-i lo -j ACCEPT', '-p tcp -m tcp --dport 9090 -j ENVOY'),
    );
    expect(words(diff)).toEqual(
      expect.arrayContaining(['Jump to ENVOY (#2 · tcp dport 9090)', 'Removed DROP rule (was #2 · from 10.0.0.1)']),
    );
    expect(tally(diff)).toBe('+1  −1');
    expect(sizeWords(diff)).toBe('2 rules become 2');
  });

  it('tells where a rule moved to, not how its number shifted', () => {
    const [a, b, c] = ['-i a -j ACCEPT', '-i b -j ACCEPT', '-i c -j ACCEPT'] as const;
    const diff = diffOf(rules(a, b, c), rules('-j LOG', a, c, b));
    expect(words(diff).some((line) => line.startsWith('Moved up') || line.startsWith('Moved down'))).toBe(true);
    expect(words(diffOf(rules(a, b, c), rules(c, a, b)))).toEqual(['Moved up (#3 to #1 · in c)']);
    expect(words(diffOf(rules(a, b, c), rules(b, c, a)))).toEqual(['Moved down (#1 to #3 · in a)']);
  });

  it('tells a policy', () => {
    expect(words(diffOf(':INPUT ACCEPT [0:0]', ':INPUT DROP [0:0]'))).toEqual(['Policy DROP (was ACCEPT)']);
  });

  it('tells a new and a deleted chain', () => {
    expect(words(diffOf(POLICY, `${POLICY}\n:WEB - [0:0]`))).toEqual(['New chain WEB (user-defined)']);
    expect(words(diffOf(`${POLICY}\n:WEB - [0:0]`, POLICY))).toEqual(['Deleted chain WEB (with its rules)']);
  });
});
