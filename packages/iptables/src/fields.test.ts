import { readFields, RULE_FIELDS, withField, type RuleFieldName, type RuleFields } from '@sluice/netfilter';
import { anyRuleText } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpec } from './rule-node.ts';
import { printSpec } from './spec-printer.ts';

const is = (value: string): { negated: boolean; value: string } => ({ negated: false, value });
const not = (value: string): { negated: boolean; value: string } => ({ negated: true, value });

type Edit = { [Name in RuleFieldName]: readonly [Name, RuleFields[Name]] }[RuleFieldName];

/** A rule, edits of its fields, and the rule that results. */
const EDITS: readonly (readonly [string, readonly Edit[], string])[] = [
  [
    '-j X',
    [
      ['protocol', is('tcp')],
      ['destinationPort', is('9090')],
    ],
    '-p tcp -m tcp --dport 9090 -j X',
  ],
  ['-j X', [['destinationPort', is('9090')]], '-p tcp -m tcp --dport 9090 -j X'],
  ['-p tcp -m tcp --dport 22', [['destinationPort', is('80,443')]], '-p tcp -m multiport --dports 80,443'],
  ['-p tcp -m multiport --dports 80,443', [['destinationPort', is('22')]], '-p tcp -m tcp --dport 22'],
  ['-p tcp -m tcp --dport 22', [['destinationPort', not('22')]], '-p tcp -m tcp ! --dport 22'],
  ['-p tcp -m tcp --dport 22', [['destinationPort', undefined]], '-p tcp'],
  ['-p tcp -m tcp --dport 22 --tcp-flags SYN SYN', [['destinationPort', is('')]], '-p tcp -m tcp --tcp-flags SYN SYN'],
  ['-p tcp -m tcp --sport 1 --dport 22', [['protocol', is('udp')]], '-p udp -m udp --sport 1 --dport 22'],
  ['-p tcp -m tcp --dport 22', [['protocol', is('icmp')]], '-p icmp'],
  ['-p tcp -m tcp --dport 22 -m mark --mark 0x1', [['protocol', undefined]], '-m mark --mark 0x1'],
  ['-p icmp -m icmp --icmp-type 8', [['protocol', is('tcp')]], '-p tcp'],
  ['-p udplite', [['destinationPort', is('53')]], '-p udplite -m multiport --dports 53'],
  [
    '-j X',
    [
      ['source', not('10.0.0.1')],
      ['inInterface', is('eth+')],
    ],
    '! -s 10.0.0.1/32 -i eth+ -j X',
  ],
  [
    '-s 10.0.0.1/32 -o lo',
    [
      ['source', undefined],
      ['outInterface', undefined],
    ],
    '',
  ],
  ['-j X', [['ctstates', { negated: false, value: ['NEW', 'RELATED'] }]], '-m conntrack --ctstate NEW,RELATED -j X'],
  ['-m state --state NEW', [['ctstates', { negated: true, value: ['INVALID'] }]], '-m state ! --state INVALID'],
  ['-m state --state NEW -j X', [['ctstates', { negated: false, value: [] }]], '-j X'],
  ['-j X', [['comment', `it's`]], String.raw`-m comment --comment "it\'s" -j X`],
  ['-m comment --comment a -j X', [['comment', '']], '-j X'],
  ['-j LOG --log-prefix x', [['target', { how: 'jump', name: 'ACCEPT' }]], '-j ACCEPT'],
  ['-j LOG --log-prefix x', [['target', { how: 'jump', name: 'LOG' }]], '-j LOG --log-prefix x'],
  ['-j X', [['target', { how: 'goto', name: 'X' }]], '-g X'],
  ['-j X', [['target', undefined]], ''],
  ['-m foo --bar "a b" -j X', [['source', is('::1')]], '-s ::1/128 -m foo --bar "a b" -j X'],
];

describe('fields of a rule', () => {
  it.each(EDITS)('%s %j', (text, edits, result) => {
    const edited = edits.reduce((spec, [name, value]) => withField(spec, name, value), readSpec(text));
    expect(printSpec(edited)).toBe(result);
  });

  it('shows a list of ports as one field', () => {
    expect(readFields(readSpec('-p tcp -m multiport ! --dports 80,443')).destinationPort).toEqual(not('80,443'));
  });

  it('changes nothing when a field is set to what it is', () => {
    const setting = { family: 'ipv4', table: 'filter', chain: 'INPUT', callees: ['A'] } as const;
    fc.assert(
      fc.property(anyRuleText(setting), fc.constantFrom(...RULE_FIELDS), (text, name) => {
        const spec = readSpec(text);
        expect(withField(spec, name, readFields(spec)[name])).toBe(spec);
      }),
    );
  });

  it('undoes an edit by setting the old value, and leaves the other fields alone', () => {
    const setting = { family: 'ipv4', table: 'filter', chain: 'INPUT', callees: ['A'] } as const;
    const edit: fc.Arbitrary<Edit> = fc.constantFrom(
      ['source', is('192.0.2.9')] as const,
      ['inInterface', not('wg0')] as const,
      ['ctstates', { negated: false, value: ['NEW'] }] as const,
      ['comment', 'why'] as const,
      ['target', { how: 'jump', name: 'DROP' }] as const,
    );
    fc.assert(
      fc.property(anyRuleText(setting), edit, (text, [name, value]) => {
        const spec = readSpec(text);
        const edited = withField(spec, name, value);
        const before = readFields(spec);
        const after = readFields(edited);
        expect(after[name]).toEqual(value);
        for (const other of RULE_FIELDS) if (other !== name) expect(after[other]).toEqual(before[other]);
        if (name !== 'target') expect(readFields(withField(edited, name, before[name]))).toEqual(before);
      }),
    );
  });
});
