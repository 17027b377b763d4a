import type { Ruleset } from '@sluice/netfilter';
import { expect, test } from 'vitest';
import { parseSave } from '@sluice/iptables';
import { planCounterReset, type CounterScope } from './counter-reset.ts';

const RULES = parseSave('*nat\n:PREROUTING ACCEPT\nCOMMIT\n*filter\n:INPUT DROP\n:X -\n-A INPUT -j X\nCOMMIT\n', {
  family: 'ipv4',
}).ruleset;

function inputOf(scope: CounterScope | null, ruleset: Ruleset = RULES): string {
  const planned = planCounterReset(ruleset, scope);
  return planned.ok ? planned.value : planned.error.code;
}

test.each<[string, CounterScope | null, string]>([
  ['everything', null, '*nat\n-Z\nCOMMIT\n*filter\n-Z\nCOMMIT\n'],
  ['a table', { table: 'nat', chain: null, rule: null }, '*nat\n-Z\nCOMMIT\n'],
  ['a table that is not there', { table: 'raw', chain: null, rule: null }, 'notThere'],
  ['a rule of no chain', { table: 'nat', chain: null, rule: 1 }, 'notThere'],
  ['a chain', { table: 'filter', chain: 'X', rule: null }, '*filter\n-Z X\nCOMMIT\n'],
  ['a rule', { table: 'filter', chain: 'INPUT', rule: 1 }, '*filter\n-Z INPUT 1\nCOMMIT\n'],
  ['a rule that is not there', { table: 'filter', chain: 'INPUT', rule: 2 }, 'notThere'],
  ['a chain that is not there', { table: 'nat', chain: 'X', rule: null }, 'notThere'],
  ['a chain of the host named to be read as more', { table: 'nat', chain: 'X\n-F', rule: null }, 'notThere'],
])('%s', (_what, scope, input) => expect(inputOf(scope)).toBe(input));

test('a chain whose name cannot be written is refused, also where the host has it', () => {
  const tables: Ruleset['tables'] = [{ name: 'filter', chains: [{ name: 'X -F', rules: [] }] }];
  expect(inputOf({ table: 'filter', chain: 'X -F', rule: null }, { family: 'ipv4', tables })).toBe('chainName');
});
