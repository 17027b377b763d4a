import type { RuleId, Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applyGroup, applyStep, applySteps } from './apply.ts';
import { invertGroup, invertStep } from './invert.ts';
import type { Step } from './step.ts';
import { anyEdits, idAt, inputRules, meaning, rulesetOf, rulesOf, textsOf } from '@sluice/testkit';

const BASE = rulesetOf(`*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
*filter
:INPUT DROP [10:20]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
:OTHER - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -j ENVOY
-A ENVOY -j RETURN
COMMIT
`);

const NEW = 'new' as RuleId;
const GONE = 'gone' as RuleId;

function done(ruleset: Ruleset, step: Step): Ruleset {
  const result = applyStep(ruleset, step);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function filterChains(ruleset: Ruleset): readonly unknown[] {
  return ruleset.tables.find(({ name }) => name === 'filter')?.chains ?? [];
}

function idsOf(ruleset: Ruleset): readonly string[] {
  return ruleset.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.map(({ id }) => id)));
}

describe('a step', () => {
  it('inserts behind its neighbour, and at the top without one', () => {
    const second = {
      type: 'insertRule',
      table: 'filter',
      chain: 'INPUT',
      after: idAt(BASE, 0),
      id: NEW,
      text: '-j LOG',
    } as const;
    expect(textsOf(done(BASE, second))).toEqual(['-i lo -j ACCEPT', '-j LOG', '-p tcp -j ENVOY']);
    expect(textsOf(done(BASE, { ...second, after: null }))[0]).toBe('-j LOG');
  });

  it('keeps the identity of everything that it does not touch', () => {
    const after = done(BASE, { type: 'removeRule', table: 'filter', chain: 'INPUT', id: idAt(BASE, 0) });
    expect(after.tables[0]).toBe(BASE.tables[0]);
    expect(filterChains(after).map((chain, at) => chain === filterChains(BASE)[at])).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(rulesOf(after)[0]).toBe(rulesOf(BASE)[1]);
  });

  it('that changes nothing gives back the same value', () => {
    const place = { table: 'filter', chain: 'INPUT' } as const;
    expect(done(BASE, { type: 'setPolicy', ...place, policy: 'DROP' })).toBe(BASE);
    expect(done(BASE, { type: 'replaceRule', ...place, id: idAt(BASE, 0), text: '-i lo -j ACCEPT' })).toBe(BASE);
    expect(done(BASE, { type: 'moveRule', ...place, id: idAt(BASE, 1), toChain: 'INPUT', after: idAt(BASE, 0) })).toBe(
      BASE,
    );
    expect(done(BASE, { type: 'moveRule', ...place, id: idAt(BASE, 1), toChain: 'INPUT', after: idAt(BASE, 1) })).toBe(
      BASE,
    );
  });

  it('keeps the id of a rule that it edits or moves, and the counters of one that it moves', () => {
    const counted = rulesetOf(
      '*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n[5:50] -A INPUT -j LOG\n[1:2] -A A -j DROP\nCOMMIT\n',
    );
    const id = idAt(counted, 0);
    const moved = done(counted, {
      type: 'moveRule',
      table: 'filter',
      chain: 'INPUT',
      id,
      toChain: 'A',
      after: idAt(counted, 0, 'A'),
    });
    expect(rulesOf(moved, 'A')[1]).toBe(rulesOf(counted)[0]);
    const edited = done(moved, { type: 'replaceRule', table: 'filter', chain: 'A', id, text: '-j ACCEPT' });
    expect(rulesOf(edited, 'A')[1]).toMatchObject({ id, text: '-j ACCEPT', counters: undefined });
  });

  it('brings a table along, with its built-in chains in packet order, at its usual place', () => {
    const after = done(BASE, { type: 'createChain', table: 'mangle', chain: 'QOS' });
    expect(after.tables.map(({ name }) => name)).toEqual(['mangle', 'nat', 'filter']);
    expect(after.tables[0]?.chains.map(({ name, policy }) => `${name} ${policy}`)).toEqual([
      'PREROUTING ACCEPT',
      'INPUT ACCEPT',
      'FORWARD ACCEPT',
      'OUTPUT ACCEPT',
      'POSTROUTING ACCEPT',
      'QOS undefined',
    ]);
  });

  it('finds built-in chains that the host does not list', () => {
    const first = done(BASE, {
      type: 'insertRule',
      table: 'raw',
      chain: 'OUTPUT',
      after: null,
      id: NEW,
      text: '-j NOTRACK',
    });
    expect(textsOf(first, 'OUTPUT', 'raw')).toEqual(['-j NOTRACK']);
    const second = done(BASE, {
      type: 'insertRule',
      table: 'nat',
      chain: 'INPUT',
      after: null,
      id: NEW,
      text: '-j LOG',
    });
    expect(second.tables[0]?.chains.map(({ name }) => name)).toEqual(['PREROUTING', 'INPUT', 'OUTPUT']);
  });
});

describe('a refused step', () => {
  const place = { table: 'filter', chain: 'INPUT' } as const;
  test.each<[Step, string, string]>([
    [
      { type: 'insertRule', ...place, after: GONE, id: NEW, text: '' },
      'anchorMissing',
      'The rule that this step follows is gone from filter INPUT.',
    ],
    [
      { type: 'insertRule', ...place, chain: 'NONE', after: null, id: NEW, text: '' },
      'chainMissing',
      'The chain NONE is not in the filter table.',
    ],
    [
      { type: 'insertRule', ...place, after: null, id: idAt(BASE, 0), text: '' },
      'ruleExists',
      'This rule is in the ruleset already.',
    ],
    [
      { type: 'insertRule', ...place, after: null, id: NEW, text: '-j LOG\nCOMMIT' },
      'ruleText',
      'A rule is one line of text without control characters.',
    ],
    [
      { type: 'replaceRule', ...place, id: GONE, text: '' },
      'ruleMissing',
      'The rule that this step changes is gone from filter INPUT.',
    ],
    [
      { type: 'replaceRule', ...place, id: idAt(BASE, 0), text: '\u001b[2J' },
      'ruleText',
      'A rule is one line of text without control characters.',
    ],
    [
      { type: 'removeRule', ...place, id: GONE },
      'ruleMissing',
      'The rule that this step changes is gone from filter INPUT.',
    ],
    [
      { type: 'removeRule', ...place, chain: 'ENVOY', id: idAt(BASE, 0) },
      'ruleMissing',
      'The rule that this step changes is gone from filter ENVOY.',
    ],
    [
      { type: 'moveRule', ...place, id: idAt(BASE, 0), toChain: 'ENVOY', after: idAt(BASE, 1) },
      'anchorMissing',
      'The rule that this step follows is gone from filter ENVOY.',
    ],
    [
      { type: 'createChain', table: 'filter', chain: 'ENVOY' },
      'chainExists',
      'The filter table has a chain ENVOY already.',
    ],
    [{ type: 'createChain', table: 'filter', chain: 'a b' }, 'chainName', 'A chain name cannot hold blanks.'],
    [{ type: 'createChain', table: 'nat', chain: 'FORWARD' }, 'chainName', 'FORWARD is the name of a built-in chain.'],
    [
      { type: 'removeChain', table: 'filter', chain: 'INPUT' },
      'chainBuiltin',
      'INPUT is a built-in chain: it can be emptied, not removed.',
    ],
    [{ type: 'removeChain', table: 'filter', chain: 'ENVOY' }, 'chainNotEmpty', 'The chain ENVOY still holds a rule.'],
    [{ type: 'removeChain', table: 'nat', chain: 'ENVOY' }, 'chainMissing', 'The chain ENVOY is not in the nat table.'],
    [
      { type: 'setPolicy', table: 'filter', chain: 'ENVOY', policy: 'DROP' },
      'policyPlace',
      'Only built-in chains have a policy; ENVOY is none of the filter table.',
    ],
  ])('%j: %s', (step, code, message) => {
    expect(applyStep(BASE, step)).toEqual({ ok: false, error: { code, message, step } });
  });

  it('that would take a chain away from its caller names the caller', () => {
    const emptied = done(BASE, { type: 'removeRule', table: 'filter', chain: 'ENVOY', id: idAt(BASE, 0, 'ENVOY') });
    const result = applyStep(emptied, { type: 'removeChain', table: 'filter', chain: 'ENVOY' });
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'chainCalled', message: 'The chain ENVOY is still called from INPUT.' },
    });
  });

  it('undoes the whole group', () => {
    const steps: readonly Step[] = [
      { type: 'createChain', table: 'filter', chain: 'NEW' },
      { type: 'removeRule', ...place, id: GONE },
    ];
    expect(applyGroup(BASE, { label: 'both', steps })).toMatchObject({ ok: false, error: { step: steps[1] } });
    expect(rulesOf(BASE)).toHaveLength(2);
  });
});

describe('edits', () => {
  it('are taken back by their inverses', () => {
    fc.assert(
      fc.property(anyEdits(), ({ base, steps }) => {
        const after = applySteps(base, steps);
        if (!after.ok) throw new Error(after.error.message);
        const back = applySteps(after.value, invertGroup(base, { label: '', steps }));
        expect(back.ok && meaning(back.value)).toBe(meaning(base));
      }),
      { numRuns: 300 },
    );
  });

  it('one at a time are taken back by theirs, and the rules get their ids again', () => {
    fc.assert(
      fc.property(anyEdits(1), ({ base, steps }) => {
        for (const step of steps) {
          const back = applySteps(done(base, step), invertStep(base, step));
          if (!back.ok) throw new Error(back.error.message);
          expect(idsOf(back.value)).toEqual(idsOf(base));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('survive the way through JSON', () => {
    fc.assert(
      fc.property(anyEdits(), ({ base, steps }) => {
        const again = applySteps(base, JSON.parse(JSON.stringify(steps)) as readonly Step[]);
        const once = applySteps(base, steps);
        expect(again.ok && meaning(again.value)).toBe(once.ok && meaning(once.value));
      }),
    );
  });

  it('never change the ruleset they begin from', () => {
    fc.assert(
      fc.property(anyEdits(), ({ base, steps }) => {
        const before = meaning(base);
        applySteps(base, steps);
        expect(meaning(base)).toBe(before);
      }),
    );
  });

  it('that do not apply have no inverse', () => {
    expect(invertStep(BASE, { type: 'removeRule', table: 'filter', chain: 'INPUT', id: GONE })).toEqual([]);
    expect(
      invertGroup(inputRules(), {
        label: '',
        steps: [{ type: 'removeRule', table: 'filter', chain: 'INPUT', id: GONE }],
      }),
    ).toEqual([]);
  });
});

test.each([
  ['only its comment', '-p tcp -m comment --comment "the new one" -j ACCEPT', true],
  ['its comment taken away', '-p tcp -j ACCEPT', true],
  ['what it matches', '-p udp -m comment --comment old -j ACCEPT', false],
  ['its target', '-p tcp -m comment --comment old -j DROP', false],
])('a rule that is edited, %s: it counts on: %s', (_what, text, keeps) => {
  const base = rulesetOf(
    '*filter\n:INPUT ACCEPT [0:0]\n[7:70] -A INPUT -p tcp -m comment --comment old -j ACCEPT\nCOMMIT\n',
  );
  const edited = done(base, { type: 'replaceRule', table: 'filter', chain: 'INPUT', id: idAt(base, 0), text });
  expect(rulesOf(edited)[0]?.counters).toEqual(keeps ? { packets: 7n, bytes: 70n } : undefined);
});
