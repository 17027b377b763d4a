import { describe, expect, it } from 'vitest';
import type { MatchUse, OptionUse, RuleSpec } from './rule.ts';
import { findMatch } from './extensions/registry.ts';
import { optionUseIn, protocolsWanted, withMatch, withModuleOption, withoutMatch } from './rule-modules.ts';

const use = (name: string, ...values: string[]): OptionUse => ({ name, negated: false, values });
const rule = (...matches: MatchUse[]): RuleSpec => ({ matches });
const yes = { negated: false, values: [] };

describe('one option of a rule', () => {
  const recent = rule({ module: 'recent', options: [use('--update'), use('--seconds', '60')] });

  it('is given behind the others, changed in its place, and taken away', () => {
    const given = withModuleOption(recent, 0, '--hitcount', { negated: false, values: ['4'] });
    expect(given.matches[0]?.options.map(({ name }) => name)).toEqual(['--update', '--seconds', '--hitcount']);
    const changed = withModuleOption(given, 0, '--seconds', { negated: false, values: ['30'] });
    expect(changed.matches[0]?.options[1]).toEqual(use('--seconds', '30'));
    expect(withModuleOption(given, 0, '--hitcount', undefined)).toEqual(recent);
  });

  it('takes the place of one that may not stand beside it', () => {
    const checks = withModuleOption(recent, 0, '--rcheck', yes);
    expect(checks.matches[0]?.options.map(({ name }) => name)).toEqual(['--seconds', '--rcheck']);
    const notes = withModuleOption(recent, 0, '--set', yes);
    expect(notes.matches[0]?.options.map(({ name }) => name)).toEqual(['--set']);
  });

  it('takes with it what means nothing without it', () => {
    const owner = rule({ module: 'owner', options: [use('--gid-owner', '5'), use('--suppl-groups')] });
    expect(withModuleOption(owner, 0, '--gid-owner', undefined).matches[0]?.options).toEqual([]);
  });

  it('of the target is one, too; where there is no module, nothing changes', () => {
    const logs: RuleSpec = { matches: [], target: { how: 'jump', name: 'LOG', options: [] } };
    const changed = withModuleOption(logs, 'target', '--log-uid', yes);
    expect(optionUseIn(changed, 'target', '--log-uid')).toMatchObject(yes);
    expect(withModuleOption(logs, 3, '--seconds', yes)).toBe(logs);
  });
});

describe('one more match', () => {
  it('brings the protocol that it needs, and keeps one that is there', () => {
    expect(withMatch(rule(), 'tcp', 'ipv4').protocol).toEqual({ negated: false, value: 'tcp' });
    expect(withMatch(rule(), 'limit', 'ipv4')).toEqual(rule({ module: 'limit', options: [] }));
    const udp: RuleSpec = { protocol: { negated: false, value: '17' }, matches: [] };
    expect(withMatch(udp, 'multiport', 'ipv4').protocol).toBe(udp.protocol);
  });

  it('is in the way of a protocol that it does not go with', () => {
    const tcp = findMatch('tcp');
    if (!tcp) throw new Error('tcp is known');
    expect(protocolsWanted({ protocol: { negated: false, value: 'udp' }, matches: [] }, tcp, 'ipv4')).toEqual(['tcp']);
    expect(protocolsWanted({ protocol: { negated: false, value: '6' }, matches: [] }, tcp, 'ipv4')).toBeNull();
    expect(protocolsWanted(rule(), tcp, 'ipv4')).toBeNull();
  });

  it('goes again', () => {
    expect(withoutMatch(withMatch(rule(), 'limit', 'ipv4'), 0)).toEqual(rule());
  });
});
