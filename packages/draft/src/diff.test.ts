import { applySteps } from './apply.ts';
import { diffRulesets, sameRules, type ChainDiff } from './diff.ts';
import type { Step } from './step.ts';
import type { RuleId } from '@sluice/netfilter';
import { anyEdits, anyRulesetPair, idAt, inputRules, rulesetOf } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

/** One row as a short line: its mark, its old and new place, its words. */
function lines(diff: ChainDiff | undefined): readonly string[] {
  const marks = { same: '=', added: '+', removed: '-', changed: '~', moved: '>' };
  return (diff?.rows ?? []).map((row) => {
    const rule = (row.after ?? row.before)?.rule;
    return `${marks[row.change]} ${row.before?.index ?? ''},${row.after?.index ?? ''} ${rule?.text}`;
  });
}

const place = { table: 'filter', chain: 'INPUT' } as const;
const BASE = inputRules('-j A', '-j B', '-j C', '-j D');

function edited(...steps: readonly Step[]): readonly string[] {
  const after = applySteps(BASE, steps);
  return after.ok ? lines(diffRulesets(BASE, after.value).chains[0]) : [after.error.message];
}

describe('rows', () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    [
      'insert',
      [{ type: 'insertRule', ...place, after: idAt(BASE, 1), id: 'n' as RuleId, text: '-j N' }],
      ['= 0,0 -j A', '= 1,1 -j B', '+ ,2 -j N', '= 2,3 -j C', '= 3,4 -j D'],
    ],
    [
      'remove',
      [{ type: 'removeRule', ...place, id: idAt(BASE, 1) }],
      ['= 0,0 -j A', '- 1, -j B', '= 2,1 -j C', '= 3,2 -j D'],
    ],
    [
      'remove the first',
      [{ type: 'removeRule', ...place, id: idAt(BASE, 0) }],
      ['- 0, -j A', '= 1,0 -j B', '= 2,1 -j C', '= 3,2 -j D'],
    ],
    [
      'edit',
      [{ type: 'replaceRule', ...place, id: idAt(BASE, 1), text: '-j X' }],
      ['= 0,0 -j A', '~ 1,1 -j X', '= 2,2 -j C', '= 3,3 -j D'],
    ],
    [
      'move up',
      [{ type: 'moveRule', ...place, id: idAt(BASE, 3), toChain: 'INPUT', after: null }],
      ['> 3,0 -j D', '= 0,1 -j A', '= 1,2 -j B', '= 2,3 -j C'],
    ],
    [
      'move and edit',
      [
        { type: 'moveRule', ...place, id: idAt(BASE, 0), toChain: 'INPUT', after: idAt(BASE, 3) },
        { type: 'replaceRule', ...place, id: idAt(BASE, 0), text: '-j X' },
      ],
      ['= 1,0 -j B', '= 2,1 -j C', '= 3,2 -j D', '~ 0,3 -j X'],
    ],
  ])('%s', (_name, steps, expected) => {
    expect(edited(...steps)).toEqual(expected);
  });

  it('pair equal rules in order when compared by words', () => {
    const diff = diffRulesets(inputRules('-j A', '-j B', '-j A'), inputRules('-j A', '-j A', '-j B', '-j A'), {
      matchByText: true,
    });
    expect(diff.changes).toBe(1);
    expect(lines(diff.chains[0]).filter((line) => line.startsWith('+'))).toEqual(['+ ,1 -j A']);
  });
});

describe('chains', () => {
  const before = rulesetOf('*filter\n:INPUT DROP [0:0]\n:OLD - [0:0]\n-A OLD -j RETURN\nCOMMIT\n');
  const after = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\n:NEW - [0:0]\nCOMMIT\n*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n');

  it('say what came, what went and which policy changed', () => {
    const diff = diffRulesets(before, after, { matchByText: true });
    expect(diff.chains.map(({ chain, state, policy, rows }) => ({ chain, state, policy, rows: rows.length }))).toEqual([
      { chain: 'INPUT', state: 'changed', policy: { before: 'DROP', after: 'ACCEPT' }, rows: 0 },
      { chain: 'NEW', state: 'created', policy: undefined, rows: 0 },
      { chain: 'OLD', state: 'removed', policy: undefined, rows: 1 },
    ]);
    expect(diff.changes).toBe(4);
  });

  it('that are built in and not listed count as empty with policy ACCEPT', () => {
    const listed = rulesetOf('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n*raw\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n');
    expect(sameRules({ family: 'ipv4', tables: [] }, listed)).toBe(true);
    expect(sameRules(listed, { family: 'ipv4', tables: [] })).toBe(true);
  });
});

describe('any two rulesets', () => {
  it('are the same exactly when nothing is listed, and rows rebuild both sides', () => {
    fc.assert(
      fc.property(anyRulesetPair({ family: 'ipv4' }), ([before, after]) => {
        expect(diffRulesets(before, before, { matchByText: true }).chains).toEqual([]);
        for (const { rows } of diffRulesets(before, after, { matchByText: true }).chains) {
          const news = rows.flatMap((row) => (row.after ? [row.after.index] : []));
          expect(news).toEqual([...news.keys()]);
          const olds = rows.flatMap((row) => (row.before ? [row.before.index] : []));
          expect(olds.toSorted((a, b) => a - b)).toEqual([...olds.keys()]);
          for (const row of rows) expect(row.change).not.toBe('changed');
        }
      }),
    );
  });

  it('differ only where a draft touched them', () => {
    fc.assert(
      fc.property(anyEdits(), ({ base, steps }) => {
        const after = applySteps(base, steps);
        if (!after.ok) throw new Error(after.error.message);
        const touched = new Set(
          steps.flatMap((step) => ('chain' in step ? ['toChain' in step ? step.toChain : step.chain, step.chain] : [])),
        );
        for (const { chain } of diffRulesets(base, after.value).chains) expect(touched).toContain(chain);
      }),
    );
  });
});
