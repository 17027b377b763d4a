import { rulesetOf } from '@sluice/testkit';
import type { Family } from '@sluice/netfilter';
import { describe, expect, test } from 'vitest';
import { forecast, type Forecast, type Watched } from './index.ts';

const OWN: Watched = {
  kind: 'own',
  family: 'ipv4',
  local: { address: '198.51.100.1', port: 22 },
  remote: { address: '192.0.2.9', port: 50_000 },
  link: 'eth0',
};
const LOOPBACK: Watched = { kind: 'loopback', family: 'ipv4' };

function look(before: string, after: string, watched: Watched): string {
  const [found] = forecast(
    { before: parsed(before, watched.family), after: parsed(after, watched.family), backend: 'nft' },
    [watched],
  ) as [Forecast];
  const by = found.by.kind === 'rule' ? `${found.by.chain} ${found.by.index + 1}` : found.by.kind;
  return [found.outlook, found.part, by, ...(found.tracksAnew ? ['tracks anew'] : [])].join(' ');
}

const parsed = (lines: string, family: Family) => rulesetOf(`*filter\n${lines}\nCOMMIT\n`, family);

const OPEN = ':INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]';
const SHUT = ':INPUT DROP [0:0]\n:OUTPUT ACCEPT [0:0]';
const ESTABLISHED = '-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT';
const SSH = '-A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT';
const GUARDED = `${SHUT}\n${ESTABLISHED}\n${SSH}\n-A INPUT -i lo -j ACCEPT`;

describe('one’s own connection', () => {
  test.each([
    ['nothing changes', GUARDED, GUARDED, 'keeps'],
    ['new ones are shut out while the open one lives', GUARDED, `${SHUT}\n${ESTABLISHED}`, 'loses new policy'],
    ['the open one dies while new ones are let in', GUARDED, `${SHUT}\n${SSH}`, 'loses open policy'],
    ['answers do not leave', GUARDED, GUARDED.replace(':OUTPUT ACCEPT', ':OUTPUT DROP'), 'loses newAnswer policy'],
    [
      'a rule shuts it out',
      GUARDED,
      `${SHUT}\n-A INPUT -s 192.0.2.0/24 -j DROP\n${ESTABLISHED}\n${SSH}`,
      'loses new INPUT 1',
    ],
    ['by another link', GUARDED, `${SHUT}\n${ESTABLISHED}\n-A INPUT -i eth1 -j ACCEPT`, 'loses new policy'],
    ['nobody knows', GUARDED, `${SHUT}\n-A INPUT -m set --match-set friends src -j ACCEPT`, 'unknown new policy'],
    ['it never was let in', SHUT, SHUT, 'shut new policy'],
  ])('%s', (_what, before, after, expected) => {
    expect(look(before, after, OWN)).toMatch(new RegExp(`^${expected}`));
  });

  test('connections that nobody tracked before are not ESTABLISHED after', () => {
    const after = `${SHUT}\n${ESTABLISHED}\n-A INPUT -p tcp --dport 22 --syn -j ACCEPT`;
    expect(look(OPEN, after, OWN)).toBe('loses open policy tracks anew');
    expect(look(`${OPEN}\n${ESTABLISHED}`, after, OWN)).toBe('keeps new INPUT 2');
  });
});

test('what a new connection and the open one need are told apart', () => {
  const told = (after: string) => {
    const change = { before: parsed(GUARDED, 'ipv4'), after: parsed(after, 'ipv4'), backend: 'nft' } as const;
    const [{ asNew, asOpen }] = forecast(change, [OWN]) as [Forecast];
    return [asNew.outlook, asOpen?.outlook];
  };
  expect(told(GUARDED)).toEqual(['keeps', 'keeps']);
  expect(told(`${SHUT}\n${ESTABLISHED}`)).toEqual(['loses', 'keeps']);
  expect(told(`${SHUT}\n${SSH}`)).toEqual(['keeps', 'loses']);
});

test('loopback is this host to itself', () => {
  expect(look(GUARDED, GUARDED, LOOPBACK)).toMatch(/^keeps/);
  expect(look(GUARDED, `${SHUT}\n${ESTABLISHED}\n${SSH}`, LOOPBACK)).toBe('loses new policy');
});

test('neighbour discovery is never ESTABLISHED', () => {
  const neighbours: Watched = { kind: 'neighbours', family: 'ipv6' };
  expect(look(OPEN, `${SHUT}\n${ESTABLISHED}`, neighbours)).toBe('loses new policy');
  expect(look(OPEN, `${SHUT}\n-A INPUT -p ipv6-icmp -j ACCEPT`, neighbours)).toMatch(/^keeps/);
});

test('a family that does not change is not asked about', () => {
  const change = { before: parsed(OPEN, 'ipv6'), after: parsed(SHUT, 'ipv6'), backend: 'nft' } as const;
  expect(forecast(change, [OWN])).toEqual([]);
});
