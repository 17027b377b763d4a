import { rulesetOf } from '@sluice/testkit';
import type { Family } from '@sluice/netfilter';
import { describe, expect, test } from 'vitest';
import { audit, simulate, type FindingKind } from '../index.ts';

const filter = (...lines: readonly string[]): string => `*filter\n${lines.join('\n')}\nCOMMIT\n`;
const CLOSED = [':INPUT DROP [0:0]', ':FORWARD DROP [0:0]', ':OUTPUT ACCEPT [0:0]'];
const LO = '-A INPUT -i lo -j ACCEPT';
const ANSWERS = '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
const NAT = (rule: string): string => `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING ${rule}\nCOMMIT\n`;

type Case = readonly [FindingKind, Family, bad: string, good: string];

/* Each with the rules that it is about, and with rules that are right. */
const CASES: readonly Case[] = [
  [
    'repliesDropped',
    'ipv4',
    filter(...CLOSED, LO, '-A INPUT -p tcp --dport 22 -j ACCEPT'),
    filter(...CLOSED, LO, ANSWERS, '-A INPUT -p tcp --dport 22 -j ACCEPT'),
  ],
  [
    'repliesDropped',
    'ipv4',
    filter(
      ':INPUT DROP [0:0]',
      ':OUTPUT DROP [0:0]',
      LO,
      '-A OUTPUT -o lo -j ACCEPT',
      '-A INPUT -p tcp --dport 22 -j ACCEPT',
    ),
    filter(
      ':INPUT DROP [0:0]',
      ':OUTPUT DROP [0:0]',
      LO,
      '-A OUTPUT -o lo -j ACCEPT',
      '-A INPUT -p tcp --dport 22 -j ACCEPT',
      '-A OUTPUT -p tcp --sport 22 -j ACCEPT',
    ),
  ],
  ['loopbackDropped', 'ipv4', filter(...CLOSED, ANSWERS), filter(...CLOSED, LO, ANSWERS)],
  [
    'neighboursDropped',
    'ipv6',
    filter(...CLOSED, LO, ANSWERS),
    filter(...CLOSED, LO, ANSWERS, '-A INPUT -p ipv6-icmp -j ACCEPT'),
  ],
  [
    'openInput',
    'ipv4',
    filter(':INPUT ACCEPT [0:0]', LO, ANSWERS, '-A INPUT -p tcp --dport 22 -j ACCEPT'),
    filter(':INPUT ACCEPT [0:0]', LO, ANSWERS, '-A INPUT -p tcp --dport 22 -j ACCEPT', '-A INPUT -j DROP'),
  ],
  [
    'natDropped',
    'ipv4',
    NAT('-p tcp --dport 8443 -j DNAT --to-destination 10.8.0.5:443') + filter(...CLOSED, LO, ANSWERS),
    NAT('-p tcp --dport 8443 -j DNAT --to-destination 10.8.0.5:443') +
      filter(...CLOSED, LO, ANSWERS, '-A FORWARD -d 10.8.0.5 -j ACCEPT'),
  ],
  [
    'acceptsAll',
    'ipv4',
    filter(...CLOSED, '-A INPUT -j ACCEPT', '-A INPUT -s 192.0.2.0/24 -j DROP'),
    filter(...CLOSED, '-A INPUT -s 192.0.2.0/24 -j DROP', '-A INPUT -j ACCEPT'),
  ],
  [
    'repliesLate',
    'ipv4',
    filter(
      ...CLOSED,
      LO,
      ...Array.from({ length: 12 }, (_, at) => `-A INPUT -p tcp --dport ${100 + at} -j ACCEPT`),
      ANSWERS,
    ),
    filter(
      ...CLOSED,
      LO,
      ANSWERS,
      ...Array.from({ length: 12 }, (_, at) => `-A INPUT -p tcp --dport ${100 + at} -j ACCEPT`),
    ),
  ],
  [
    'logUnlimited',
    'ipv4',
    filter(...CLOSED, LO, ANSWERS, '-A INPUT -j LOG --log-prefix "no: "'),
    filter(...CLOSED, LO, ANSWERS, '-A INPUT -m limit --limit 5/min -j LOG --log-prefix "no: "'),
  ],
  [
    'openService',
    'ipv4',
    filter(...CLOSED, LO, ANSWERS, '-A INPUT -p tcp --dport 3306 -j ACCEPT'),
    filter(...CLOSED, LO, ANSWERS, '-A INPUT -s 10.0.0.0/8 -p tcp --dport 3306 -j ACCEPT'),
  ],
];

describe('what ordinary packets meet', () => {
  test.each(CASES)('%s (%s)', (kind, family, bad, good) => {
    const ruleset = rulesetOf(bad, family);
    const found = audit({ ruleset, backend: 'nft' }).findings.find((each) => each.kind === kind);
    expect(found).toBeDefined();
    if (found?.witness) expect(simulate(ruleset, found.witness.question, 'nft').fate).toBe(found.witness.fate);
    const kinds = audit({ ruleset: rulesetOf(good, family), backend: 'nft' }).findings.map((each) => each.kind);
    expect(kinds).not.toContain(kind);
  });

  test('IPv6 open where IPv4 is closed', () => {
    const beside = rulesetOf(filter(...CLOSED, LO, ANSWERS, '-A INPUT -p tcp --dport 80 -j ACCEPT'));
    const open = rulesetOf(filter(':INPUT ACCEPT [0:0]'), 'ipv6');
    const { findings } = audit({ ruleset: open, backend: 'nft', beside });
    expect(findings.map(({ sentence }) => sentence)).toContain(
      'IPv6 lets in what IPv4 refuses: new connections to tcp ports 22, 443, 3306 and 4 more.',
    );
    const shut = rulesetOf(filter(...CLOSED), 'ipv6');
    expect(audit({ ruleset: shut, backend: 'nft', beside }).findings.map(({ kind }) => kind)).not.toContain('sixOpen');
  });
});
