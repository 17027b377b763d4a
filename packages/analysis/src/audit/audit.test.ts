import { FAMILIES, findChain, HOOKS, type Ruleset } from '@sluice/netfilter';
import { corpus, gallery, rulesetOf, SEED } from '@sluice/testkit';
import { anyPackets, anyRules } from '../testing/small-world.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  audit,
  simulate,
  type Finding,
  type FindingKind,
  type Question,
  type RuleMention,
  type Trace,
} from '../index.ts';
import { withoutRule } from './without-rule.ts';

const filter = (...lines: readonly string[]): string => `*filter\n${lines.join('\n')}\nCOMMIT\n`;
const INPUT = ':INPUT DROP [0:0]';

/** What follows from the order of rules and from their calls; what packets of a host meet has tests of its own. */
const OF_ORDER: readonly FindingKind[] = [
  'shadowed',
  'covered',
  'dead',
  'impossible',
  'redundant',
  'uncalledChain',
  'emptyCall',
  'idleCall',
];

/** `shadowed INPUT 3 by INPUT 2`. */
function told({ findings }: { readonly findings: readonly Finding[] }): readonly string[] {
  return findings.map(({ kind, chain, rule, because }) => {
    const by = because.map((each) => `${each.chain} ${each.index + 1}`).join(', ');
    return [kind, chain.chain, ...(rule ? [rule.index + 1] : []), ...(by === '' ? [] : ['by', by])].join(' ');
  });
}

describe('what is found', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ['nothing in an empty chain', [INPUT], []],
    [
      'shadowed by one',
      [INPUT, '-A INPUT -s 10.0.0.0/8 -j DROP', '-A INPUT -s 10.1.0.0/16 -p tcp -j ACCEPT'],
      ['shadowed INPUT 2 by INPUT 1'],
    ],
    [
      'shadowed by two together',
      [
        INPUT,
        '-A INPUT -p tcp --dport 1:1000 -j ACCEPT',
        '-A INPUT -p tcp --dport 1001:65535 -j ACCEPT',
        '-A INPUT -p tcp --dport 900:1100 -j DROP',
        '-A INPUT -p udp -j ACCEPT',
      ],
      ['shadowed INPUT 3 by INPUT 1, INPUT 2'],
    ],
    [
      'not shadowed: ports of another protocol',
      [INPUT, '-A INPUT -p tcp --dport 53 -j ACCEPT', '-A INPUT -p udp --dport 53 -j ACCEPT'],
      [],
    ],
    [
      'covered, in another order of words',
      [INPUT, '-A INPUT -s 10.0.0.1 -p tcp -j ACCEPT', '-A INPUT -p tcp -s 10.0.0.1/32 -j ACCEPT'],
      ['covered INPUT 2 by INPUT 1'],
    ],
    [
      'dead',
      [INPUT, '-A INPUT -p tcp -j ACCEPT', '-A INPUT -j REJECT', '-A INPUT -p udp -j ACCEPT'],
      ['dead INPUT 3 by INPUT 2'],
    ],
    [
      'through a called chain',
      [INPUT, ':U -', '-A INPUT -p tcp -j U', '-A INPUT -p tcp --dport 22 -j ACCEPT', '-A U -j DROP'],
      ['shadowed INPUT 2 by U 1'],
    ],
    [
      'a return spares what comes after its call',
      [
        INPUT,
        ':U -',
        '-A INPUT -j U',
        '-A INPUT -p tcp -j ACCEPT',
        '-A U -p tcp -j RETURN',
        '-A U -p tcp --dport 22 -j DROP',
        '-A U -p udp -j ACCEPT',
      ],
      ['shadowed U 2 by U 1'],
    ],
    [
      'a return brings packets back to what follows the call, past what would have taken them',
      [INPUT, ':U -', '-A INPUT -j U', '-A INPUT -p tcp -j ACCEPT', '-A U -p tcp -j RETURN', '-A U -j DROP'],
      [],
    ],
    [
      'and so does a goto whose chain has ended',
      [
        INPUT,
        ':U -',
        ':V -',
        '-A INPUT -j U',
        '-A INPUT -s 10.1.0.0/16 -m limit --limit 1/sec -j ACCEPT',
        '-A INPUT -s 10.2.0.0/16 -j ACCEPT',
        '-A U -s 10.1.0.1 -g V',
        '-A U -j DROP',
        '-A V -p tcp -j ACCEPT',
      ],
      ['shadowed INPUT 3 by U 2'],
    ],
    [
      'a return that may or may not happen takes nothing from what follows',
      [
        INPUT,
        ':U -',
        '-A INPUT -j U',
        '-A INPUT -p tcp -j ACCEPT',
        '-A U -p tcp -m limit --limit 1/sec -j RETURN',
        '-A U -j DROP',
      ],
      [],
    ],
    [
      'a goto takes its packets from the rest of the chain',
      [
        INPUT,
        ':U -',
        '-A INPUT -p tcp -g U',
        '-A INPUT -p tcp --dport 22 -j ACCEPT',
        '-A U -p tcp --dport 80 -j ACCEPT',
      ],
      ['shadowed INPUT 2 by INPUT 1'],
    ],
    [
      'what a caller asks for as well',
      [INPUT, ':U -', '-A INPUT -p tcp -j U', '-A U -p udp -j ACCEPT', '-A U -j ACCEPT'],
      ['impossible U 1'],
    ],
    [
      '-o in a chain called from INPUT',
      [INPUT, ':U -', '-A INPUT -j U', '-A U -o eth0 -j ACCEPT', '-A U -p tcp -j ACCEPT'],
      ['impossible U 1'],
    ],
    [
      'an interface within a wildcard',
      [INPUT, '-A INPUT -i eth+ -j ACCEPT', '-A INPUT -i eth0 -p tcp -j DROP', '-A INPUT -i wlan0 -j ACCEPT'],
      ['shadowed INPUT 2 by INPUT 1'],
    ],
    [
      'redundant by a wider rule behind it',
      [
        INPUT,
        '-A INPUT -s 10.0.0.1 -j ACCEPT',
        '-A INPUT -p tcp -s 10.0.0.0/8 -j ACCEPT',
        '-A INPUT -s 10.0.0.0/8 -j ACCEPT',
      ],
      ['redundant INPUT 1 by INPUT 2, INPUT 3', 'redundant INPUT 2 by INPUT 3'],
    ],
    [
      'not redundant: somebody else decides in between',
      [INPUT, '-A INPUT -s 10.0.0.1 -j ACCEPT', '-A INPUT -p tcp -j REJECT', '-A INPUT -s 10.0.0.0/8 -j ACCEPT'],
      [],
    ],
    [
      'not redundant: a log in between',
      [INPUT, '-A INPUT -s 10.0.0.1 -j ACCEPT', '-A INPUT -j LOG', '-A INPUT -s 10.0.0.0/8 -j ACCEPT'],
      [],
    ],
    [
      'nothing is claimed of a rate',
      [
        INPUT,
        '-A INPUT -p tcp -m limit --limit 1/s -j ACCEPT',
        '-A INPUT -p tcp --dport 22 -j DROP',
        '-A INPUT -j ACCEPT',
      ],
      [],
    ],
    [
      'the same set is the same set',
      [
        INPUT,
        '-A INPUT -m set --match-set a src -j ACCEPT',
        '-A INPUT -p tcp -m set --match-set a src -j DROP',
        '-A INPUT -p tcp -j ACCEPT',
      ],
      [],
    ],
    [
      'a mark that was set in between is another one',
      [
        INPUT,
        '-A INPUT -m mark --mark 0x1 -j ACCEPT',
        '-A INPUT -j MARK --set-xmark 0x1/0xffffffff',
        '-A INPUT -p tcp -m mark --mark 0x1 -j ACCEPT',
      ],
      [],
    ],
    ['never called', [INPUT, ':U -', '-A U -j DROP'], ['uncalledChain U']],
    ['an empty chain is called', [INPUT, ':U -', '-A INPUT -j U', '-A INPUT -p tcp -j ACCEPT'], ['emptyCall INPUT 1']],
    [
      'a chain that only comes back',
      [INPUT, ':U -', ':V -', '-A INPUT -j U', '-A INPUT -p tcp -j ACCEPT', '-A U -p tcp -j V', '-A V -j RETURN'],
      ['idleCall INPUT 1', 'idleCall U 1'],
    ],
  ])('%s', (_what, lines, expected) => {
    const { findings } = audit({ ruleset: rulesetOf(filter(...lines)), backend: 'nft' });
    expect(told({ findings: findings.filter(({ kind }) => OF_ORDER.includes(kind)) })).toEqual(expected);
  });

  test('the gallery of loose ends', () => {
    const text = gallery().find(({ name }) => name === 'loose-ends')?.saves[0]?.text ?? '';
    const { findings } = audit({ ruleset: rulesetOf(text), backend: 'nft' });
    expect(new Set(findings.map(({ kind }) => kind))).toContain('dead');
    expect(findings.map(({ sentence }) => sentence)).toContain(
      'filter INPUT rule 8 can never match: rule 7 before it takes every packet.',
    );
  });
});

/** Whether a packet matched the rule, or may have. */
function asks({ steps }: Trace, { rule }: Finding): boolean {
  return steps.some((step) => step.kind === 'rule' && step.id === rule?.id && step.answer !== 'no');
}

const hookOf = ({ chain }: Finding): string | undefined => HOOKS.find((hook) => hook === chain.chain);

const textOf = (ruleset: Ruleset, rule: RuleMention): string => findChain(ruleset, rule)?.rules[rule.index]?.text ?? '';

function aloneInChain(ruleset: Ruleset, rule: RuleMention): Ruleset {
  const others = findChain(ruleset, rule)?.rules.filter(({ id }) => id !== rule.id) ?? [];
  return others.reduce((left, { id }) => withoutRule(left, { ...rule, id }), ruleset);
}

const NEVER = ['shadowed', 'covered', 'dead', 'impossible'];

function checkWitness(ruleset: Ruleset, finding: Finding): void {
  if (!finding.witness) return;
  const trace = simulate(ruleset, finding.witness.question, 'nft');
  expect(trace.fate, finding.sentence).toBe(finding.witness.fate);
  if (NEVER.includes(finding.kind)) {
    expect(asks(trace, finding), finding.sentence).toBe(false);
    // The packet is one of the rule's own: where the rule stands alone, it gets it.
    if (!finding.rule || finding.rule.chain !== hookOf(finding)) return;
    // A mark that the rules set themselves is none that a packet brings along.
    if (textOf(ruleset, finding.rule).includes('--mark')) return;
    const alone = simulate(aloneInChain(ruleset, finding.rule), finding.witness.question, 'nft');
    expect(
      asks(alone, finding),
      `${finding.sentence} ${textOf(ruleset, finding.rule)} ${JSON.stringify(finding.witness.question, spelled)}`,
    ).toBe(true);
  }
}

/** No packet matches what never matches, and no packet fares differently without what changes nothing. */
function checkPackets(ruleset: Ruleset, finding: Finding, packets: readonly Question[]): void {
  const { rule, fix, sentence } = finding;
  if (!rule) return;
  for (const question of packets) {
    const before = simulate(ruleset, question, 'nft');
    if (NEVER.includes(finding.kind)) {
      expect(before.steps.some((step) => step.kind === 'rule' && step.id === rule.id && step.answer === 'yes')).toBe(
        false,
      );
    }
    if (!fix?.keepsFates) continue;
    const after = simulate(withoutRule(ruleset, rule), question, 'nft');
    expect(after.fate, `${sentence} ${JSON.stringify(question, spelled)}`).toBe(before.fate);
  }
}

describe('what is found holds', () => {
  test.each(FAMILIES)('for random packets: %s', (family) => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(anyRules(family), fc.noShrink(anyPackets(family)), (text, packets) => {
        const ruleset = rulesetOf(text, family);
        for (const finding of audit({ ruleset, backend: 'nft' }).findings) {
          kinds.set(finding.kind, (kinds.get(finding.kind) ?? 0) + 1);
          checkWitness(ruleset, finding);
          checkPackets(ruleset, finding, packets);
        }
      }),
      { numRuns: process.env['SLUICE_LONG'] === '1' ? 3000 : 120, seed: SEED, endOnFailure: true },
    );
    // A world in which nothing is ever wrong would prove nothing.
    const found = (of: readonly string[]): number => of.reduce((sum, kind) => sum + (kinds.get(kind) ?? 0), 0);
    expect(found(NEVER)).toBeGreaterThan(10);
    expect(found(['redundant'])).toBeGreaterThan(5);
  });
});

const spelled = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);

const dumps = corpus()?.dumps() ?? [];
test.skipIf(dumps.length === 0)('witnesses of real rulesets', () => {
  let shown = 0;
  for (const { text, family } of dumps) {
    if (text.length > 200_000) continue;
    const ruleset = rulesetOf(text, family);
    for (const finding of audit({ ruleset, backend: 'nft' }).findings.slice(0, 40)) {
      checkWitness(ruleset, finding);
      shown += finding.witness ? 1 : 0;
    }
  }
  expect(shown).toBeGreaterThan(100);
});
