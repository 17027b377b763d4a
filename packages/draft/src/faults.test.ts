import { createRule, parseSave } from '@sluice/iptables';
import type { RuleId } from '@sluice/netfilter';
import { expect, test } from 'vitest';
import { applySteps } from './apply.ts';
import { diffRulesets } from './diff.ts';
import { faultOf, findFaults } from './faults.ts';
import { planChange } from './plan.ts';
import type { Step } from './step.ts';

const BASE = parseSave('*filter\n:INPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n', { family: 'ipv4' }).ruleset;
const insert = (text: string, id = 'draft:1'): Step => ({
  type: 'insertRule',
  table: 'filter',
  chain: 'INPUT',
  after: null,
  id: id as RuleId,
  text,
});

test.each([
  ['a good rule', '-p tcp --dport 22 -j ACCEPT', false],
  ['a rule without words', '', false],
  ['an unknown module', '-m nosuch --nosuch 1 -j NOSUCH', false],
  ['a port that is none', '-p tcp --dport 99999', true],
  ['half an option', '-p tcp --dport', true],
  ['another table', '-j ACCEPT -t nat', true],
  ['an open quotation', '-m comment --comment "x', true],
  ['an endless line', `-m comment --comment ${'x'.repeat(11_000)}`, true],
])('%s is found exactly when no plan can be made', (_what, text, faulty) => {
  const after = applySteps(BASE, [insert(text)]);
  if (!after.ok) throw new Error(after.error.message);
  const faults = findFaults(diffRulesets(BASE, after.value), 'ipv4');
  expect(faults).toHaveLength(faulty ? 1 : 0);
  expect(planChange(BASE, after.value).ok).toBe(!faulty);
  if (faulty) expect(faults[0]).toMatchObject({ table: 'filter', chain: 'INPUT', index: 0, id: 'draft:1' });
});

test('a rule that the host runs is not judged, whatever its words', () => {
  const rule = createRule('-p tcp --dport 99999', 'x' as RuleId);
  expect(faultOf({ change: 'same', rule }, 'ipv4')).toBeNull();
  expect(faultOf({ change: 'moved', rule }, 'ipv4')).toBeNull();
  expect(faultOf({ change: 'changed', rule }, 'ipv4')).toMatch(/65535/);
});
