import { parseSave } from '@sluice/iptables';
import { findChain, type RuleId } from '@sluice/netfilter';
import { expect, test } from 'vitest';
import { rulesByHeat } from './rule-heat.ts';

const RUNNING = parseSave(
  '*filter\n:INPUT DROP\n-A INPUT -i a -j DROP\n-A INPUT -i b -j DROP\n-A INPUT -i c -j DROP\n-A INPUT -i d -j DROP\nCOMMIT\n',
  { family: 'ipv4' },
).ruleset;
const ids = findChain(RUNNING, { table: 'filter', chain: 'INPUT' })?.rules.map(({ id }) => id) ?? [];
const PAST = {
  keys: [ids[1] ?? '', ids[2] ?? '', 'policy:filter/INPUT'],
  marks: [],
  spans: [{ from: 0, to: 10_000, at: [0, 1, 2], packets: [3, 8, 99], bytes: [1, 1, 1] }],
};

test('the hottest by rate, the coldest by how little they ever counted; policies are no rules', () => {
  const totals = new Map<RuleId | undefined, bigint>([[ids[0], 7n]]);
  const { hottest, coldest, cold } = rulesByHeat(RUNNING, PAST, { most: 8, totalOf: (id) => totals.get(id) ?? 0n });
  expect(hottest.map(({ number, flow }) => [number, flow.packets])).toEqual([
    [3, 8],
    [2, 3],
  ]);
  expect([cold, coldest.map(({ number }) => number)]).toEqual([2, [4, 1]]);
});

test('no more than asked for', () => {
  const { hottest, coldest, cold } = rulesByHeat(RUNNING, PAST, { most: 1, totalOf: () => 0n });
  expect([hottest.length, coldest.map(({ number }) => number), cold]).toEqual([1, [1], 2]);
});
