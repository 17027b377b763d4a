import { createRule, printRuleset } from '@sluice/iptables';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import { anyRulesetPair, inputRules, rulesetOf } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { sameRules } from './diff.ts';
import { planChange, type PlanOptions } from './plan.ts';

/** The lines between `*table` and `COMMIT`, or the refusal's code. */
function planLines(before: Ruleset, after: Ruleset, options?: PlanOptions): readonly string[] {
  const plan = planChange(before, after, options);
  return plan.ok ? plan.value.operations.map(({ line }) => line) : [plan.error.code];
}

/** A filter table whose INPUT holds these texts, also such as no file can hold. */
function withTexts(texts: readonly string[]): Ruleset {
  const rules = texts.map((text, at) => createRule(text, `rule-${at}` as RuleId));
  return { family: 'ipv4', tables: [{ name: 'filter', chains: [{ name: 'INPUT', policy: 'ACCEPT', rules }] }] };
}

describe('within a chain', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['nothing', ['-j A'], ['-j A'], []],
    ['insert', ['-j A', '-j B'], ['-j A', '-j N', '-j B'], ['-I INPUT 2 -j N']],
    ['insert at the top', ['-j A'], ['-j N', '-j A'], ['-I INPUT 1 -j N']],
    ['append', ['-j A'], ['-j A', '-j N', '-j M'], ['-A INPUT -j N', '-A INPUT -j M']],
    ['into an empty chain', [], ['-j N'], ['-A INPUT -j N']],
    ['delete by words', ['-j A', '-j B'], ['-j B'], ['-D INPUT -j A']],
    ['delete the first of two equals by words', ['-j A', '-j B', '-j A'], ['-j B', '-j A'], ['-D INPUT -j A']],
    ['delete the second of two equals by number', ['-j A', '-j B', '-j A'], ['-j A', '-j B'], ['-D INPUT 3']],
    ['numbers count what is left', ['-j X', '-j A', '-j Y', '-j A'], ['-j A', '-j Y'], ['-D INPUT -j X', '-D INPUT 3']],
    [
      'what cannot be found by its words',
      ['-j X', '-m recent --set --name N --mask 255.255.255.255 --rsource', '-j A'],
      ['-j A'],
      ['-D INPUT -j X', '-D INPUT 1'],
    ],
    ['change', ['-j A', '-j B', '-j C'], ['-j A', '-j X', '-j C'], ['-D INPUT -j B', '-I INPUT 2 -j X']],
    ['a rule without words', ['', '-j A', '-j B'], ['-j A', '-j B', ''], ['-D INPUT', '-A INPUT']],
    [
      'the twin that the tool would confuse',
      ['-m connlabel --label 1 -j A', '-m connlabel ! --label 1 -j A'],
      ['-m connlabel --label 1 -j A'],
      ['-D INPUT 2'],
    ],
  ])('%s', (_name, before, after, lines) => {
    expect(planLines(inputRules(...before), inputRules(...after))).toEqual(lines);
  });
});

describe('counters', () => {
  it('travel with a rule that moves, within its chain and out of it', () => {
    const before = rulesetOf(
      '*filter\n:INPUT ACCEPT [0:0]\n:U - [0:0]\n[7:70] -A INPUT -j LOG\n[1:2] -A INPUT -j ACCEPT\n[1:2] -A INPUT -j DROP\n[3:4] -A U -j RETURN\nCOMMIT\n',
    );
    const [log] = before.tables[0]?.chains[0]?.rules ?? [];
    if (!log) throw new Error('no rule');
    const last = before.tables[0]?.chains[0]?.rules.at(-1)?.id ?? null;
    const within = applySteps(before, [
      { type: 'moveRule', table: 'filter', chain: 'INPUT', id: log.id, toChain: 'INPUT', after: last },
    ]);
    expect(within.ok && planLines(before, within.value)).toEqual(['-D INPUT -j LOG', '[7:70] -A INPUT -j LOG']);
    const out = applySteps(before, [
      { type: 'moveRule', table: 'filter', chain: 'INPUT', id: log.id, toChain: 'U', after: null },
    ]);
    expect(out.ok && planLines(before, out.value)).toEqual(['-D INPUT -j LOG', '[7:70] -I U 1 -j LOG']);
  });

  it('of policies are given back to legacy, which would lose them, and only where a table changes', () => {
    const before = rulesetOf(
      '*filter\n:INPUT DROP [5:6]\n:OUTPUT ACCEPT [7:8]\nCOMMIT\n*raw\n:OUTPUT ACCEPT [9:9]\nCOMMIT\n',
    );
    const after = rulesetOf(
      '*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n*raw\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n',
    );
    expect(planLines(before, after)).toEqual([':INPUT ACCEPT [5:6]']);
    expect(planLines(before, after, { backend: 'legacy' })).toEqual([':INPUT ACCEPT [5:6]', ':OUTPUT ACCEPT [7:8]']);
  });
});

describe('chains and tables', () => {
  it('come before the rules that call them, and go after the last call; callers first, then all emptied, then removed', () => {
    const before = rulesetOf(
      '*filter\n:INPUT ACCEPT [0:0]\n:X - [0:0]\n:Y - [0:0]\n-A INPUT -j X\n-A X -j Y\n-A Y -j DROP\nCOMMIT\n',
    );
    const after = rulesetOf('*filter\n:INPUT DROP [0:0]\n:NEW - [0:0]\n-A INPUT -j NEW\n-A NEW -j DROP\nCOMMIT\n');
    const plan = planChange(before, after);
    expect(plan).toMatchObject({ ok: true, value: { empty: false, tables: ['filter'] } });
    expect(plan.ok && plan.value.input).toBe(
      [
        '*filter',
        ':NEW - [0:0]',
        ':INPUT DROP [0:0]',
        '-D INPUT -j X',
        '-F X',
        '-F Y',
        '-X X',
        '-X Y',
        '-A INPUT -j NEW',
        '-A NEW -j DROP',
        'COMMIT',
        '',
      ].join('\n'),
    );
  });

  it('an existing chain is never declared again', () => {
    const before = rulesetOf('*filter\n:U - [0:0]\n-A U -j DROP\nCOMMIT\n');
    expect(planLines(before, rulesetOf('*filter\n:U - [0:0]\n-A U -j LOG\n-A U -j DROP\nCOMMIT\n'))).toEqual([
      '-I U 1 -j LOG',
    ]);
  });

  it('that vanish leave nothing behind', () => {
    const before = rulesetOf('*nat\n:OUTPUT DROP [1:1]\n:D - [0:0]\n-A OUTPUT -j D\nCOMMIT\n');
    expect(planLines(before, { family: 'ipv4', tables: [] })).toEqual([
      ':OUTPUT ACCEPT [1:1]',
      '-D OUTPUT -j D',
      '-X D',
    ]);
  });

  it('a policy that a text leaves open stays as it is', () => {
    expect(
      planLines(rulesetOf('*filter\n:INPUT DROP [1:1]\nCOMMIT\n'), rulesetOf('*filter\n:INPUT - [0:0]\nCOMMIT\n')),
    ).toEqual([]);
  });

  it('that do not change cost nothing', () => {
    const plan = planChange(inputRules('-j A'), inputRules('-j A'), { backend: 'legacy' });
    expect(plan).toEqual({ ok: true, value: { input: '', empty: true, tables: [], operations: [] } });
  });
});

describe('what cannot be written safely', () => {
  const poisoned = '-m comment --comment "x\nCOMMIT\n*nat\n-A PREROUTING -j ACCEPT\n"';
  test.each<[string, readonly string[], readonly string[], string]>([
    ['a poisoned rule that must go', [poisoned], [], 'controlCharacters'],
    ['a poisoned rule that must come', [], [poisoned], 'controlCharacters'],
    ['letters that were lost on reading', [], ['-m comment --comment \ufffd'], 'unreadable'],
    ['another table', [], ['-j ACCEPT -t nat'], 'ruleText'],
    ['a program to run as root', [], ['-j ACCEPT --modprobe=/tmp/x'], 'ruleText'],
    ['another command', [], ['-j ACCEPT -A OUTPUT'], 'ruleText'],
    ['an open quotation', [], ['-m comment --comment "x'], 'ruleText'],
    ['an endless line', [], [`-m comment --comment ${'x'.repeat(11_000)}`], 'tooLong'],
  ])('%s is refused', (_name, before, after, code) => {
    expect(planLines(withTexts(before), withTexts(after))).toEqual([code]);
  });

  it('a poisoned rule that stays, or goes with its chain, is not written', () => {
    expect(planLines(withTexts([poisoned, '-j A']), withTexts([poisoned, '-j A', '-j B']))).toEqual(['-A INPUT -j B']);
    const inChain = rulesetOf(`*filter\n:U - [0:0]\n-A U ${poisoned}\nCOMMIT\n`);
    expect(planLines(inChain, rulesetOf('*filter\nCOMMIT\n'))).toEqual(['-F U', '-X U']);
  });

  it('a chain that a restore file cannot name is refused', () => {
    const quoted = { name: 'a"b', rules: [] };
    expect(
      planLines({ family: 'ipv4', tables: [{ name: 'filter', chains: [quoted] }] }, { family: 'ipv4', tables: [] }),
    ).toEqual(['chainName']);
  });
});

it('the input read as a file on top of the old rules gives the new ones', () => {
  fc.assert(
    fc.property(anyRulesetPair({ family: 'ipv4' }), ([before, after]) => {
      const plan = planChange(before, after);
      if (!plan.ok) throw new Error(plan.error.message);
      const tables = before.tables.map((table) => {
        const work = plan.value.operations
          .filter((operation) => operation.table === table.name)
          .map(({ line }) => `${line}\n`);
        return printRuleset({ family: 'ipv4', tables: [table] }, { counters: true }).replace(
          'COMMIT\n',
          `${work.join('')}COMMIT\n`,
        );
      });
      expect(sameRules(rulesetOf(tables.join('')), after)).toBe(true);
      expect(planChange(after, rulesetOf(tables.join('')))).toMatchObject({ value: { empty: true } });
    }),
    { numRuns: 200 },
  );
});
