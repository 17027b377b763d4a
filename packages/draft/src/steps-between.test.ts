import { parseSave, printRuleset } from '@sluice/iptables';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import { anyEdits, anyRulesetPair, idAt, meaning, rulesetOf } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { diffRulesets, sameRules } from './diff.ts';
import { recogniseRules } from './recognise.ts';
import type { Step } from './step.ts';
import { stepsBetween } from './steps-between.ts';

const TEXT = `*filter
:INPUT DROP [9:9]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
:IDLE - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -j ENVOY
-A ENVOY -s 192.0.2.0/24 -j ACCEPT
-A ENVOY -j RETURN
COMMIT
`;
const BASE = rulesetOf(TEXT);
const INPUT = { table: 'filter', chain: 'INPUT' } as const;

/** Ids as a page gives them: each once. */
function freshIds(): () => RuleId {
  let count = 0;
  return () => `n${(count += 1)}` as RuleId;
}

/** The steps that an edited text asks for. */
function textSteps(before: Ruleset, text: string): readonly Step[] {
  const typed = parseSave(text, { family: before.family }).ruleset;
  return stepsBetween(before, recogniseRules(before, typed, freshIds()));
}

function done(before: Ruleset, steps: readonly Step[]): Ruleset {
  const result = applySteps(before, steps);
  if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.step)}`);
  return result.value;
}

/** A line of the text and what stands there afterwards. */
const swap = (from: string, to: string) => TEXT.replace(from, to);
const LO = '-A INPUT -i lo -j ACCEPT\n';
const SSH = '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n';
const CALL = '-A INPUT -j ENVOY\n';

describe('an edit of the text is the step that the map would make of it', () => {
  test.each<[string, string, readonly Step[]]>([
    ['nothing', TEXT, []],
    ['counters only', swap('[9:9]', '[7:7]'), []],
    [
      'a new line',
      swap(CALL, `-A INPUT -j LOG\n${CALL}`),
      [{ type: 'insertRule', ...INPUT, after: idAt(BASE, 1), id: 'n1' as RuleId, text: '-j LOG' }],
    ],
    [
      'another port',
      swap('22', '2222'),
      [{ type: 'replaceRule', ...INPUT, id: idAt(BASE, 1), text: '-p tcp -m tcp --dport 2222 -j ACCEPT' }],
    ],
    ['a line taken out', swap(SSH, ''), [{ type: 'removeRule', ...INPUT, id: idAt(BASE, 1) }]],
    [
      'a line moved up',
      swap(LO + SSH, SSH + LO),
      [{ type: 'moveRule', ...INPUT, id: idAt(BASE, 1), toChain: 'INPUT', after: null }],
    ],
    [
      'a line moved to another chain',
      swap(SSH, '').replace('-A ENVOY -j RETURN', `${SSH.replace('INPUT', 'ENVOY')}-A ENVOY -j RETURN`),
      [{ type: 'moveRule', ...INPUT, id: idAt(BASE, 1), toChain: 'ENVOY', after: idAt(BASE, 0, 'ENVOY') }],
    ],
    ['a policy', swap('DROP', 'ACCEPT'), [{ type: 'setPolicy', ...INPUT, policy: 'ACCEPT' }]],
    ['a policy left as it is', swap('DROP', '-'), []],
    ['a new chain', swap(':IDLE', ':NEW - [0:0]\n:IDLE'), [{ type: 'createChain', table: 'filter', chain: 'NEW' }]],
    ['a chain taken out', swap(':IDLE - [0:0]\n', ''), [{ type: 'removeChain', table: 'filter', chain: 'IDLE' }]],
    [
      'a chain with another name',
      TEXT.replaceAll('ENVOY', 'ADMIN'),
      [
        { type: 'createChain', table: 'filter', chain: 'ADMIN' },
        { type: 'replaceRule', ...INPUT, id: idAt(BASE, 2), text: '-j ADMIN' },
        {
          type: 'moveRule',
          table: 'filter',
          chain: 'ENVOY',
          id: idAt(BASE, 0, 'ENVOY'),
          toChain: 'ADMIN',
          after: null,
        },
        {
          type: 'moveRule',
          table: 'filter',
          chain: 'ENVOY',
          id: idAt(BASE, 1, 'ENVOY'),
          toChain: 'ADMIN',
          after: idAt(BASE, 0, 'ENVOY'),
        },
        { type: 'removeChain', table: 'filter', chain: 'ENVOY' },
      ],
    ],
  ])('%s', (_name, text, steps) => {
    expect(textSteps(BASE, text)).toEqual(steps);
  });
});

describe('any ruleset', () => {
  it('becomes any other one by the steps between them', () => {
    fc.assert(
      fc.property(anyRulesetPair({ family: 'ipv4' }), ([before, after]) => {
        const recognised = recogniseRules(before, after, freshIds());
        expect(sameRules(recognised, after)).toBe(true);
        const result = done(before, stepsBetween(before, recognised));
        expect(meaning(result)).toBe(meaning(after));
        expect(diffRulesets(result, recognised).chains).toEqual([]);
      }),
    );
  });

  it('comes back by no more steps than the map took, and one edit is one step', () => {
    fc.assert(
      fc.property(anyEdits(1), ({ base, steps }) => {
        const edited = done(base, steps);
        const typed = textSteps(base, printRuleset(edited, { counters: false }));
        expect(typed.length).toBeLessThanOrEqual(steps.length);
        expect(meaning(done(base, typed))).toBe(meaning(edited));
      }),
    );
  });

  it('edited at many places keeps the untouched chains as they are', () => {
    fc.assert(
      fc.property(anyEdits(), ({ base, steps }) => {
        const edited = done(base, steps);
        const typed = parseSave(printRuleset(edited, { counters: true }), { family: 'ipv4' }).ruleset;
        const recognised = recogniseRules(base, typed, freshIds());
        expect(meaning(done(base, stepsBetween(base, recognised)))).toBe(meaning(edited));
        const touched = new Set(
          steps.flatMap((step) => ('chain' in step ? ['toChain' in step ? step.toChain : step.chain, step.chain] : [])),
        );
        for (const [at, table] of base.tables.entries()) {
          for (const chain of table.chains) {
            if (touched.has(chain.name)) continue;
            expect(recognised.tables[at]?.chains.find(({ name }) => name === chain.name)).toBe(chain);
          }
        }
      }),
    );
  });
});
