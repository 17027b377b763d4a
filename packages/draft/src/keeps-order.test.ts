import { meaning, rulesetOf, textsOf } from '@sluice/testkit';
import { printSpec } from '@sluice/iptables';
import { findChain, findTarget, type RuleId, type RuleSpec, type Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { extractRules } from './extract-rules.ts';
import { inlineCall } from './inline-call.ts';
import { invertGroup } from './invert.ts';
import type { RuleRef } from './rule-edits.ts';
import type { Step } from './step.ts';

function filterOf(...lines: readonly string[]): Ruleset {
  const rules = lines.map((line) => `-A ${line}\n`).join('');
  return rulesetOf(`*filter\n:INPUT DROP [0:0]\n:C0 - [0:0]\n:C1 - [0:0]\n:C2 - [0:0]\n${rules}COMMIT\n`);
}

function refAt(ruleset: Ruleset, chain: string, index: number): RuleRef {
  const id = findChain(ruleset, { table: 'filter', chain })?.rules[index]?.id;
  if (id === undefined) throw new Error(`no rule ${index} in ${chain}`);
  return { table: 'filter', chain, id };
}

function newIds(): () => RuleId {
  let next = 0;
  return () => `new-${next++}` as RuleId;
}

function done(ruleset: Ruleset, steps: readonly Step[]): Ruleset {
  const result = applySteps(ruleset, steps);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('extracting rules', () => {
  const base = filterOf('INPUT -i lo -j ACCEPT', 'INPUT -p tcp -j LOG', 'INPUT -p tcp -j DROP', 'INPUT -j C0');
  const extract = (indices: readonly number[], from = base, chain = 'INPUT') =>
    extractRules(
      from,
      indices.map((index) => refAt(from, chain, index)),
      { name: 'NEW', callId: 'call' as RuleId },
    );

  it('leaves a call where they stood', () => {
    const steps = extract([2, 1]);
    if (!steps.ok) throw new Error(steps.error.message);
    const after = done(base, steps.value);
    expect(textsOf(after)).toEqual(['-i lo -j ACCEPT', '-j NEW', '-j C0']);
    expect(textsOf(after, 'NEW')).toEqual(['-p tcp -j LOG', '-p tcp -j DROP']);
  });

  test.each([
    ['rules with another one between them', [0, 2], 'apart'],
    ['a rule that returns', [0], 'return', filterOf('INPUT -p tcp -j RETURN')],
    ['a rule that goes', [0], 'goto', filterOf('INPUT -g C0')],
    ['none', [], 'nothing'],
  ])('refuses %s', (_, indices, code, from = base) => {
    expect(extract(indices, from)).toMatchObject({ ok: false, error: { code } });
  });
});

/** Inlines the first rule of INPUT. */
function inline(base: Ruleset) {
  return inlineCall(base, refAt(base, 'INPUT', 0), newIds());
}

describe('inlining a call', () => {
  it('gives each rule the conditions of the call, and takes the chain away with its last caller', () => {
    const base = filterOf(
      'INPUT -p tcp -m tcp --dport 22 -m comment --comment bans -j C0',
      'C0 -s 192.0.2.1/32 -j DROP',
      'C0 -i wan0 -m comment --comment own -j C1',
      'C0 -p tcp',
      'C0 -j RETURN',
    );
    const steps = inline(base);
    if (!steps.ok) throw new Error(steps.error.message);
    const after = done(base, steps.value);
    expect(textsOf(after)).toEqual([
      '-s 192.0.2.1/32 -p tcp -m tcp --dport 22 -m comment --comment bans -j DROP',
      '-i wan0 -p tcp -m tcp --dport 22 -m comment --comment own -j C1',
      '-p tcp -m tcp --dport 22 -m comment --comment bans',
    ]);
    expect(findChain(after, { table: 'filter', chain: 'C0' })).toBeUndefined();
  });

  it('keeps the chain while somebody else calls it', () => {
    const base = filterOf('INPUT -j C0', 'C1 -j C0', 'C0 -j DROP');
    const steps = inline(base);
    expect(steps.ok && textsOf(done(base, steps.value), 'C0')).toEqual(['-j DROP']);
  });

  test.each([
    ['a chain that returns early', 'return', ['INPUT -j C0', 'C0 -p tcp -j RETURN', 'C0 -j DROP']],
    ['a chain that goes on', 'goto', ['INPUT -j C0', 'C0 -g C1']],
    ['a goto', 'goto', ['INPUT -g C0', 'C0 -j DROP']],
    ['what is no call', 'noJump', ['INPUT -j ACCEPT']],
    ['a test that may answer otherwise', 'condition', ['INPUT -m limit --limit 5/min -j C0', 'C0 -j LOG']],
    ['two tests of one thing', 'clash', ['INPUT -s 192.0.2.0/24 -j C0', 'C0 -s 192.0.2.1/32 -j DROP']],
    ['two ports', 'clash', ['INPUT -p tcp -m tcp --dport 1 -j C0', 'C0 -p tcp -m tcp --dport 2 -j DROP']],
    ['a rule that changes the packet', 'changes', ['INPUT -i lo -j C0', 'C0 -j C1', 'C0 -j DROP', 'C1 -j UNHEARDOF']],
  ])('refuses %s', (_, code, lines) => {
    expect(inline(filterOf(...lines))).toMatchObject({ ok: false, error: { code } });
  });
});

/*
 * The property: a packet is a set of answers to single conditions. A walk by the kernel's rules of jump, goto, return and
 * policy gives what happens to it, in order; that must be the same before and after.
 */

const CONDITIONS = ['-i lo', '-o wan0', '-s 192.0.2.1/32', '-d 198.51.100.0/24', '-p tcp', '-m mark --mark 0x1'];
const TARGETS = ['-j ACCEPT', '-j DROP', '-j LOG --log-prefix a', '-j LOG --log-prefix b', '-j RETURN', ''];

/** Chains call only those that come later, so that there is no loop. */
const anyLines: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    ...['INPUT', 'C0', 'C1', 'C2'].map((chain, at) => {
      const calls = ['C0', 'C1', 'C2'].slice(at).flatMap((callee) => [`-j ${callee}`, `-j ${callee}`, `-g ${callee}`]);
      const line = fc.tuple(fc.subarray(CONDITIONS, { maxLength: 2 }), fc.constantFrom(...TARGETS, ...calls));
      return fc
        .array(line, { maxLength: 4 })
        .map((all) => all.map(([tests, target]) => `${chain} ${[...tests, target].join(' ')}`));
    }),
  )
  .map((all) => all.flat());

type Packet = (condition: string) => boolean;

/** What happens to the packet, in order; the last word is its verdict. */
function walk(ruleset: Ruleset, packet: Packet): readonly string[] {
  const happened: string[] = [];
  const run = (chain: string): boolean => {
    for (const { spec } of findChain(ruleset, { table: 'filter', chain })?.rules ?? []) {
      if (!conditionsOf(spec).every(packet) || !spec.target) continue;
      const { how, name } = spec.target;
      if (name === 'RETURN') return false;
      if (findChain(ruleset, { table: 'filter', chain: name })) {
        const ended = run(name);
        if (ended || how === 'goto') return ended;
        continue;
      }
      happened.push(printSpec({ matches: [], target: spec.target }));
      if (findTarget(name)?.ends === true) return true;
    }
    return false;
  };
  if (!run('INPUT')) happened.push('policy');
  return happened;
}

function conditionsOf(spec: RuleSpec): readonly string[] {
  const { matches, target: _, ...fields } = spec;
  const single = Object.entries(fields).map(([name, value]) => printSpec({ matches: [], [name]: value }));
  return [...single, ...matches.map((match) => printSpec({ matches: [match] }))];
}

/** All packets that differ in what the conditions ask. */
const PACKETS: readonly Packet[] = Array.from({ length: 2 ** CONDITIONS.length }, (_, bits) => {
  const truths = new Map(CONDITIONS.map((condition, at) => [condition, ((bits >> at) & 1) === 1]));
  return (condition) => truths.get(condition) ?? false;
});

function expectSame(base: Ruleset, steps: readonly Step[]): void {
  const after = done(base, steps);
  for (const packet of PACKETS) expect(walk(after, packet)).toEqual(walk(base, packet));
  expect(meaning(done(after, invertGroup(base, { label: '', steps })))).toBe(meaning(base));
}

describe('for every packet the same happens in the same order', () => {
  it('after any extraction that is not refused', () => {
    let extracted = 0;
    fc.assert(
      fc.property(anyLines, fc.nat(3), fc.nat(3), (lines, from, length) => {
        const base = filterOf(...lines);
        for (const chain of ['INPUT', 'C0', 'C1']) {
          const rules = findChain(base, { table: 'filter', chain })?.rules.slice(from, from + length + 1) ?? [];
          const refs = rules.map(({ id }) => ({ table: 'filter', chain, id }) as const);
          const steps = extractRules(base, refs, { name: 'NEW', callId: 'call' as RuleId });
          if (!steps.ok) continue;
          extracted += 1;
          expectSame(base, steps.value);
        }
      }),
      { numRuns: 50 },
    );
    expect(extracted).toBeGreaterThan(10);
  });

  it('after any inlining that is not refused', () => {
    let inlined = 0;
    fc.assert(
      fc.property(anyLines, (lines) => {
        const base = filterOf(...lines);
        for (const chain of ['INPUT', 'C0', 'C1']) {
          for (const { id } of findChain(base, { table: 'filter', chain })?.rules ?? []) {
            const steps = inlineCall(base, { table: 'filter', chain, id }, newIds());
            if (!steps.ok) continue;
            inlined += 1;
            expectSame(base, steps.value);
          }
        }
      }),
      { numRuns: 80 },
    );
    expect(inlined).toBeGreaterThan(10);
  });
});
