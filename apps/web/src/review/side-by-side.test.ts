import { diffRulesets, type DiffRow } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldUnchanged, sideBySide, type DiffLine } from './side-by-side.ts';

function rulesetOf(rules: readonly string[]) {
  const lines = rules.map((rule) => `-A INPUT -s 10.0.0.${rule} -j ACCEPT\n`).join('');
  return parseSave(`*filter\n:INPUT ACCEPT [0:0]\n${lines}COMMIT\n`, { family: 'ipv4' }).ruleset;
}

function rowsOf(before: readonly string[], after: readonly string[]): readonly DiffRow[] {
  return diffRulesets(rulesetOf(before), rulesetOf(after), { matchByText: true }).chains[0]?.rows ?? [];
}

const column = (lines: readonly DiffLine[], side: 'before' | 'after') =>
  lines.flatMap((line) => (line[side] ? [line[side].index] : []));

describe('two columns', () => {
  it('gives a moved rule a line on each side', () => {
    const lines = sideBySide(rowsOf(['1', '2', '3'], ['3', '1', '2']));
    expect(lines.map(({ change, before, after }) => [change, before?.index, after?.index])).toEqual([
      ['moved', undefined, 0],
      ['same', 0, 1],
      ['same', 1, 2],
      ['moved', 2, undefined],
    ]);
  });

  it('keeps the order of both sides, whatever changed', () => {
    const rules = fc.shuffledSubarray(['1', '2', '3', '4', '5', '6', '7', '8']);
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const rows = rowsOf(before, after);
        fc.pre(rows.length > 0);
        const lines = sideBySide(rows);
        expect(column(lines, 'before')).toEqual(before.map((_, index) => index));
        expect(column(lines, 'after')).toEqual(after.map((_, index) => index));
      }),
    );
  });
});

describe('folding', () => {
  const many = Array.from({ length: 20 }, (_, index) => String(index + 1));

  it('hides what is far from every change, and loses nothing', () => {
    const lines = sideBySide(rowsOf(many, many.toSpliced(10, 1)));
    const pieces = foldUnchanged(lines);
    expect(pieces.map((piece) => (piece.kind === 'fold' ? piece.lines.length : 1))).toEqual([8, 1, 1, 1, 1, 1, 7]);
    expect(pieces.flatMap((piece) => (piece.kind === 'fold' ? piece.lines : [piece.line]))).toEqual(lines);
  });

  it('does not fold a single line', () => {
    const lines = sideBySide(rowsOf(['1', '2', '3', '4'], ['1', '2', '3', '5']));
    expect(foldUnchanged(lines).every(({ kind }) => kind === 'line')).toBe(true);
  });
});
