import { FAMILIES } from '@sluice/netfilter';
import { corpus, rulesetOf, SEED } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyRules } from '../testing/small-world.ts';
import { audit, type Coverage, type CoverageArea } from '../index.ts';

const at = ({ across: xs, down: ys }: CoverageArea, x: number, y: number): boolean => xs.includes(x) && ys.includes(y);

/** The picture as text: `R` where the rule is, `1` where the first of the others is, `!` where the witness is, `.` where nobody is. */
function sketch({ across, down, areas: [own, ...others], witness }: Coverage): readonly string[] {
  return [
    `${down.field ?? ''} by ${across.field ?? ''}: ${across.bands.join(' | ')}`,
    ...down.bands.map((band, y) => {
      const cells = across.bands.map((_, x) => {
        const by = others.flatMap((each, n) => (at(each, x, y) ? [n + 1] : [])).join('');
        const here = witness.across === x && witness.down === y ? '!' : '';
        return `${at(own, x, y) ? 'R' : ''}${by}${here}` || '.';
      });
      return `${band}: ${cells.join(' | ')}`;
    }),
  ];
}

function pictureOf(...lines: readonly string[]): Coverage | null | undefined {
  const text = `*filter\n:INPUT DROP [0:0]\n:U - [0:0]\n${lines.join('\n')}\nCOMMIT\n`;
  const { findings } = audit({ ruleset: rulesetOf(text), backend: 'nft' });
  return findings.find(({ rule }) => rule !== null)?.coverage;
}

describe('what is drawn', () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    [
      'two fields on which two rules share the packets of a third',
      [
        '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A INPUT -p tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT',
        '-A INPUT -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT',
      ],
      [
        'states by destinationPort: 0–79 | 80 | 81–442 | 443 | 444–65535',
        'NEW: . | 2 | . | R2 | .',
        'ESTABLISHED: 1 | 1 | 1 | R1! | 1',
        'RELATED: 1 | 1 | 1 | 1 | 1',
        'INVALID: . | . | . | . | .',
        'UNTRACKED: . | . | . | . | .',
      ],
    ],
    [
      'a network within a network',
      ['-A INPUT -s 10.0.0.0/8 -j DROP', '-A INPUT -s 10.1.0.0/16 -p tcp -m tcp --dport 22 -j ACCEPT'],
      [
        'source by destinationPort: 0–21 | 22 | 23–65535',
        '0.0.0.0–9.255.255.255: . | . | .',
        '10.0.0.0/16: 1 | 1 | 1',
        '10.1.0.0/16: 1 | R1! | 1',
        '10.2.0.0–10.255.255.255: 1 | 1 | 1',
        '11.0.0.0–255.255.255.255: . | . | .',
      ],
    ],
    [
      'interfaces and protocols by their names',
      ['-A INPUT -i eth+ -j ACCEPT', '-A INPUT -i eth0 -p tcp -j DROP'],
      ['inInterface by protocol: tcp | others', 'eth0: R1! | 1', 'others: . | .', 'eth…: 1 | 1'],
    ],
    [
      'no protocol that is none',
      ['-A INPUT -s 10.0.0.0/8 -j DROP', '-A INPUT -s 10.0.0.0/8 -p icmp -j ACCEPT'],
      [' by protocol: icmp | others', 'any: R1! | 1'],
    ],
    [
      'one field where one tells all',
      [
        '-A INPUT -p tcp -m tcp --dport 1:1000 -j ACCEPT',
        '-A INPUT -p tcp -m tcp --dport 1001:65535 -j ACCEPT',
        '-A INPUT -p tcp -m tcp --dport 900:1100 -j DROP',
      ],
      [' by destinationPort: 0 | 1–899 | 900–1000 | 1001–1100 | 1101–65535', 'any: . | 1 | R1! | R2 | 2'],
    ],
  ])('%s', (_, rules, expected) => {
    const picture = pictureOf(...rules);
    expect(picture && sketch(picture)).toEqual(expected);
  });

  test('what is fixed is said, and what each rule takes', () => {
    const picture = pictureOf(
      '-A INPUT -i eth0 -s 10.0.0.0/8 -p udp -m udp --dport 53 -j DROP',
      '-A INPUT -i eth0 -s 10.1.0.0/16 -p udp -m udp --dport 53 -j ACCEPT',
    );
    expect(picture?.slice).toEqual(['in by eth0', 'udp', 'port 53']);
    expect(picture?.areas.map(({ rule, words }) => [rule.index, words.across])).toEqual([
      [1, '10.1.0.0/16'],
      [0, '10.0.0.0/8'],
    ]);
  });

  test('what goes round in the host comes in by lo', () => {
    const picture = pictureOf('-A INPUT -i lo -j ACCEPT', '-A INPUT -i lo -p tcp -j DROP');
    expect(picture && sketch(picture)).toEqual([' by protocol: tcp | others', 'any: R1! | 1']);
    expect(picture?.slice).toEqual(['in by lo']);
  });

  test('equal rules are no picture', () => {
    expect(pictureOf('-A INPUT -p tcp -j ACCEPT', '-A INPUT -p tcp -j ACCEPT')).toBeNull();
  });
});

/** Each packet of the rule that is drawn is taken by somebody who is drawn, and the witness is one of them. */
function expectTrue(picture: Coverage): void {
  const [own, ...others] = picture.areas;
  expect(own.across).toContain(picture.witness.across);
  expect(own.down).toContain(picture.witness.down);
  for (const x of own.across) {
    for (const y of own.down) {
      expect(others.some((each) => each.across.includes(x) && each.down.includes(y))).toBe(true);
    }
  }
  for (const axis of [picture.across, picture.down]) {
    expect(axis.bands).toHaveLength(new Set(axis.bands).size);
    expect(axis.bands).not.toContain('');
  }
}

test.each(FAMILIES)('pictures of any rules show what they claim: %s', (family) => {
  let drawn = 0;
  fc.assert(
    fc.property(anyRules(family), (text) => {
      for (const { coverage } of audit({ ruleset: rulesetOf(text, family), backend: 'nft' }).findings) {
        if (!coverage) continue;
        drawn++;
        expectTrue(coverage);
      }
    }),
    { numRuns: process.env['SLUICE_LONG'] === '1' ? 3000 : 120, seed: SEED, endOnFailure: true },
  );
  expect(drawn).toBeGreaterThan(20);
});

const dumps = corpus()?.dumps() ?? [];
test.skipIf(dumps.length === 0)('and those of real rulesets', () => {
  let drawn = 0;
  for (const { text, family } of dumps) {
    if (text.length > 200_000) continue;
    for (const { coverage } of audit({ ruleset: rulesetOf(text, family), backend: 'nft' }).findings) {
      if (!coverage) continue;
      drawn++;
      expectTrue(coverage);
    }
  }
  expect(drawn).toBeGreaterThan(50);
});
