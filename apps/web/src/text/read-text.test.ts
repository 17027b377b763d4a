import { applySteps, diffRulesets, stepsBetween, type Step } from '@sluice/draft';
import { parseSave, printRuleset } from '@sluice/iptables';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import { anyEdits } from '@sluice/testkit/edits';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParts } from '../state/in-parts.ts';
import { readText } from './read-text.ts';

const TEXT = `*filter
:INPUT DROP [0:0]
:ENVOY - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -j ENVOY
COMMIT
`;
const BASE = parseSave(TEXT, { family: 'ipv4' }).ruleset;
const NEW = 'new' as RuleId;
const read = (text: string) => readText(text, BASE, () => NEW);

describe('an edited text', () => {
  it('that says what the draft says is the draft', () => {
    const reading = read(TEXT);
    expect(printRuleset(reading.ruleset, { counters: false })).toBe(TEXT);
    expect(reading.ruleset.tables[0]?.chains[0]).toBe(BASE.tables[0]?.chains[0]);
    expect(reading.blocking).toEqual([]);
  });

  it('knows what each line stands for', () => {
    const [first, second] = BASE.tables[0]?.chains[0]?.rules ?? [];
    const shown = read(TEXT).lines.map(({ line, kind, chain, id, counter }) => [line, kind, chain, id, counter]);
    expect(shown).toEqual([
      [1, 'table', '', null, null],
      [2, 'chain', 'INPUT', null, 'policy:filter/INPUT'],
      [3, 'chain', 'ENVOY', null, null],
      [4, 'rule', 'INPUT', first?.id, first?.id],
      [5, 'rule', 'INPUT', second?.id, second?.id],
    ]);
  });

  it.each([
    ['a chain that is not there', TEXT.replace('-A INPUT -j', '-A INPU -j'), 5],
    ['half an option', TEXT.replace('COMMIT', '-\nCOMMIT'), 6],
    ['an open quotation', TEXT.replace('-i lo', '-m comment --comment "lo'), 4],
    ['a table without its end', TEXT.replace('COMMIT\n', ''), 1],
    ['a command that is none of a save file', TEXT.replace('COMMIT', '-I INPUT 1 -j DROP\nCOMMIT'), 6],
    ['a line that makes several rules', TEXT.replace('-i lo', '-s 192.0.2.1,192.0.2.2'), 4],
  ])('is not acted upon with %s', (_name, text, line) => {
    expect(read(text).blocking[0]).toMatchObject({ line });
  });

  it('with a rule of wrong words holds that rule, and says what is wrong', async () => {
    const reading = read(TEXT.replace('-i lo', '-p tcp --dport 80800'));
    expect(reading.blocking).toEqual([]);
    const remarks = await inParts(reading.findRemarks(), { signal: new AbortController().signal });
    expect(remarks?.map(({ code, line }) => [code, line])).toContainEqual(['badValue', 4]);
    expect(reading.ruleset.tables[0]?.chains[0]?.rules[0]).toMatchObject({
      id: BASE.tables[0]?.chains[0]?.rules[0]?.id,
      text: '-p tcp --dport 80800 -j ACCEPT',
    });
  });
});

function drafted(base: Ruleset, steps: readonly Step[]): Ruleset {
  const result = applySteps(base, steps);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** What the review shows of a draft: where what happened to which words. */
function changesOf(base: Ruleset, draft: Ruleset): unknown {
  return diffRulesets(base, draft).chains.map(({ table, chain, state, policy, rows }) => {
    const changed = rows.filter(({ change }) => change !== 'same');
    const words = changed.map(({ change, before, after }) => [change, before?.rule.text, after?.rule.text]);
    return [`${table}/${chain} ${state}`, policy, words];
  });
}

describe('an edit in the text and the same edit on the map', () => {
  it('give the same draft', () => {
    fc.assert(
      fc.property(anyEdits(1), ({ base, steps }) => {
        const onMap = drafted(base, steps);
        const typed = readText(printRuleset(onMap, { counters: false }), base, () => NEW);
        expect(typed.blocking).toEqual([]);
        const inText = drafted(base, stepsBetween(base, typed.ruleset));
        expect(changesOf(base, inText)).toEqual(changesOf(base, onMap));
        expect(printRuleset(inText, { counters: false })).toBe(printRuleset(onMap, { counters: false }));
      }),
    );
  });
});
