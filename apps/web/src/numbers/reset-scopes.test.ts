import { parseSave } from '@sluice/iptables';
import { findChain, type RuleId } from '@sluice/netfilter';
import { expect, test } from 'vitest';
import { resetScopes } from './reset-scopes.ts';

const RUNNING = parseSave('*filter\n:INPUT DROP\n:X -\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j X\nCOMMIT\n', {
  family: 'ipv4',
}).ruleset;
const INPUT = { table: 'filter', chain: 'INPUT' } as const;
const second = findChain(RUNNING, INPUT)?.rules[1]?.id as RuleId;

test('from a rule: the rule, its chain, its table, everything', () => {
  expect(
    resetScopes(RUNNING, { kind: 'rule', ...INPUT, id: second }).map(({ words, scope }) => [words, scope]),
  ).toEqual([
    ['Rule 2 of INPUT', { ...INPUT, rule: 2 }],
    ['Chain INPUT and its policy', { ...INPUT, rule: null }],
    ['Table filter', { table: 'filter', chain: null, rule: null }],
    ['Every table', null],
  ]);
});

const ids = (selected: Parameters<typeof resetScopes>[1]) => resetScopes(RUNNING, selected).map(({ id }) => id);

test('what the host does not run is not offered', () => {
  expect(ids({ kind: 'rule', ...INPUT, id: 'draft:1' as RuleId })).toEqual(['chain', 'table', 'all']);
  expect(ids({ kind: 'chain', table: 'filter', chain: 'NEW' })).toEqual(['table', 'all']);
  expect(ids({ kind: 'chain', table: 'nat', chain: 'NEW' })).toEqual(['all']);
  expect(ids(null)).toEqual(['all']);
});
