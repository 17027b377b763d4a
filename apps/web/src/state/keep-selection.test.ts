import { parseSave } from '@sluice/iptables';
import type { Ruleset } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { keptSelection } from './keep-selection.ts';
import type { Selected } from './selection.ts';

const rulesetOf = (...rules: string[]): Ruleset =>
  parseSave(`*filter\n:INPUT DROP [0:0]\n${rules.map((rule) => `-A INPUT ${rule}\n`).join('')}COMMIT\n`, {
    family: 'ipv4',
  }).ruleset;
const select = (ruleset: Ruleset, index: number): Selected => {
  const rule = ruleset.tables[0]?.chains[0]?.rules[index];
  if (!rule) throw new Error('no such rule');
  return { kind: 'rule', table: 'filter', chain: 'INPUT', id: rule.id };
};
const chain: Selected = { kind: 'chain', table: 'filter', chain: 'INPUT' };

describe('the selection when the rules change', () => {
  it('stays on a rule that is still there', () => {
    const before = rulesetOf('-i lo -j ACCEPT');
    const after = rulesetOf('-j DROP', '-i lo -j ACCEPT');
    expect(keptSelection(select(before, 0), before, after)).toEqual(select(after, 1));
  });

  it('goes to the chain when the rule is gone', () => {
    const before = rulesetOf('-i lo -j ACCEPT', '-j DROP');
    expect(keptSelection(select(before, 1), before, rulesetOf('-i lo -j ACCEPT'))).toEqual(chain);
  });

  it('goes nowhere when the chain is gone', () => {
    const before = rulesetOf('-j DROP');
    expect(keptSelection(chain, before, { family: 'ipv4', tables: [] })).toBeNull();
  });

  it('waits for rules that have not been loaded yet', () => {
    const wanted = select(rulesetOf('-j DROP'), 0);
    expect(keptSelection(wanted, null, { family: 'ipv4', tables: [] })).toBe(wanted);
  });
});
