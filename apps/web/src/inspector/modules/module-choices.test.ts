import { parseSave, readSpec } from '@sluice/iptables';
import type { RuleId } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { hiddenMatch, matchChoices, targetChoices, type ChoicePlace } from './module-choices.ts';

const { ruleset } = parseSave('*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n', { family: 'ipv4' });

const place = (chain: string, rule: string): ChoicePlace => ({
  ruleset,
  rule: { table: 'filter', chain, id: 'x' as RuleId },
  spec: readSpec(rule),
  family: 'ipv4',
  backend: 'nft',
});

const refusalOf = (choices: ReturnType<typeof matchChoices>, name: string): string | null | undefined =>
  choices.find(({ module }) => module.name === name)?.refusal;

describe('what a rule can get', () => {
  it('is every match, the usual ones first, with the reason where it cannot be', () => {
    const choices = matchChoices(place('INPUT', '-p udp'));
    expect(choices[0]?.module.name).toBe('conntrack');
    expect(refusalOf(choices, 'limit')).toBeNull();
    expect(refusalOf(choices, 'owner')).toMatch(/INPUT.*OUTPUT/);
    expect(refusalOf(choices, 'tcp')).toMatch(/protocol tcp/);
    expect(refusalOf(choices, 'hbh')).toMatch(/IPv4/);
    expect(refusalOf(choices, 'comment')).toBeUndefined();
    expect(refusalOf(matchChoices(place('OUTPUT', '')), 'owner')).toBeNull();
  });

  it('is every target, too', () => {
    const choices = targetChoices(place('INPUT', ''));
    expect(refusalOf(choices, 'REJECT')).toBeNull();
    expect(refusalOf(choices, 'MASQUERADE')).toMatch(/nat/);
  });

  it('is more of a match that is there already, or the same match once more', () => {
    expect(hiddenMatch(readSpec('-p tcp -m tcp --dport 22'), 'tcp')).toBe(0);
    expect(hiddenMatch(readSpec('-p tcp -m multiport --dports 1,2'), 'multiport')).toBeUndefined();
    expect(hiddenMatch(readSpec('-m limit --limit 1/s'), 'limit')).toBeUndefined();
  });
});
