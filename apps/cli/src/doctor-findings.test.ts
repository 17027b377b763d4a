import type { HostFacts } from '@sluice/helper';
import type { FamilyReading } from '@sluice/protocol/helper';
import { expect, test } from 'vitest';
import { findingsOf } from './doctor-findings.ts';

const tool = (program: string, version = 'iptables v1.8.9') => ({
  program,
  path: `/usr/sbin/${program}`,
  version,
  reason: null,
  purpose: 'work',
});

const reading = (family: 'ipv4' | 'ipv6', lines: string, more: Partial<FamilyReading> = {}): FamilyReading => ({
  family,
  backend: 'nft',
  otherBackendHasRules: false,
  encoding: 'utf8',
  fingerprint: '',
  aliens: [],
  text: lines === '' ? '' : `*filter\n${lines}COMMIT\n`,
  ...more,
});

const FOUR = ':INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n';

const facts = (families: readonly FamilyReading[] = [], more: Partial<HostFacts> = {}): HostFacts => ({
  root: true,
  tools: ['iptables-nft-save', 'iptables-legacy-save', 'nft', 'ipset'].map((program) => tool(program)),
  sandbox: { possible: true, unshare: [] },
  usual: 'nft',
  rules: { takenAt: 0, version: 'iptables 1.8.9', interfaces: [], families },
  lockHolder: null,
  bootFiles: { ipv4: '/etc/iptables/rules.v4', ipv6: '/etc/iptables/rules.v6' },
  connections: { tracked: 5, most: 1000 },
  ipv6: true,
  ...more,
});

/** What is wrong, with the first words of what to do. */
const troubles = (given: HostFacts): readonly string[] =>
  findingsOf(given)
    .filter(({ level }) => level !== 'good')
    .map(({ level, what }) => `${level}: ${what}`);

const without = (...programs: readonly string[]) =>
  facts().tools.map((one) =>
    programs.includes(one.program)
      ? { ...one, path: null, version: '', reason: `${one.program} is not installed` }
      : one,
  );

test('a machine in order has nothing to say', () => {
  expect(troubles(facts([reading('ipv4', FOUR), reading('ipv6', FOUR)]))).toEqual([]);
});

const CASES: readonly (readonly [string, HostFacts, readonly RegExp[]])[] = [
  ['a missing tool', facts([], { tools: without('ipset') }), [/^missing: ipset is not installed/]],
  ['one backend is enough', facts([], { tools: without('iptables-legacy-save') }), []],
  [
    'no backend at all',
    facts([], { tools: without('iptables-legacy-save', 'iptables-nft-save') }),
    [/^missing: iptables-nft-save/, /^missing: iptables-legacy-save/],
  ],
  ['tools without a lock', facts([], { tools: [tool('iptables-legacy-save', 'v1.4.21')] }), [/knows no lock/]],
  ['tools with one lock only', facts([], { tools: [tool('iptables-nft-save', 'v1.8.2')] }), [/cannot be held/]],
  ['no namespaces', facts([], { sandbox: { possible: false, reason: 'no.' } }), [/^missing: No sandbox/]],
  ['no root', facts([], { root: false, rules: 'Only root.' }), [/^risk: You are not root/]],
  ['unreadable rules', facts([], { rules: 'It ended.' }), [/^missing: The rules cannot be read. It ended/]],
  ['a lock that is held', facts([], { lockHolder: { pid: 7, name: 'sleep' } }), [/held by sleep \(process 7\)/]],
  [
    'rules in both backends',
    facts([reading('ipv4', FOUR, { otherBackendHasRules: true }), reading('ipv6', FOUR)]),
    [/^risk: The IPv4 rules are in both backends/],
  ],
  [
    'rules where plain iptables does not look',
    facts([reading('ipv4', FOUR, { backend: 'legacy' }), reading('ipv6', FOUR)]),
    [/^risk: Plain iptables is nft, the rules are in legacy/],
  ],
  [
    'native rules',
    facts([
      reading('ipv4', FOUR, { aliens: [{ table: 'filter', chain: 'INPUT', reason: '' }] }),
      reading('ipv6', FOUR),
    ]),
    [/^risk: filter INPUT: native nftables rules/],
  ],
  [
    'another owner',
    facts([reading('ipv4', `${FOUR}:f2b-sshd - [0:0]\n`), reading('ipv6', FOUR)]),
    [/^risk: fail2ban keeps rules of its own here/],
  ],
  ['an open side', facts([reading('ipv4', FOUR), reading('ipv6', '')]), [/^risk: IPv4 is filtered and IPv6 is open/]],
  ['no IPv6, no open side', facts([reading('ipv4', FOUR)], { ipv6: false }), []],
  ['nothing at the start', facts([], { bootFiles: null }), [/^risk: Nothing loads rules/]],
  ['nothing tracked', facts([], { connections: null }), [/^risk: No connection is tracked yet/]],
  ['a full table', facts([], { connections: { tracked: 950, most: 1000 } }), [/^risk: 950 of 1,000 connections/]],
];

test.each(CASES)('%s', (_what, given, expected) => {
  const said = troubles(given);
  expect(said).toHaveLength(expected.length);
  for (const [at, words] of expected.entries()) expect(said[at]).toMatch(words);
});

test('the worst stands first, and whatever is wrong says what to do', () => {
  const findings = findingsOf(facts([], { connections: null, tools: without('nft'), bootFiles: null }));
  expect(findings.map(({ level }) => level).join(' ')).toMatch(/^(missing )+(risk )+good/);
  expect(findings.every(({ level, advice }) => level === 'good' || advice !== undefined)).toBe(true);
});
