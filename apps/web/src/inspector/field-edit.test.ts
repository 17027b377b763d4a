import { printSpec, readSpec } from '@sluice/iptables';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasPorts, problemIn, problemOf, withTyped, type TextFieldName } from './field-edit.ts';

import { readFields } from '@sluice/netfilter';

const FIELDS: readonly TextFieldName[] = [
  'protocol',
  'source',
  'destination',
  'inInterface',
  'outInterface',
  'sourcePort',
  'destinationPort',
  'comment',
];

/** What people type by mistake, and what else fits a line. */
const ODD = fc.oneof(
  fc.constantFrom('99999', '--dport', '-x', '"', '\\', '1:2:3', '1.2.3.4/99', 'a b', "it's", '22,x', '!', '$(x)'),
  fc.string({ maxLength: 40, unit: 'grapheme-ascii' }),
);

const type = (rule: string, ...typings: (readonly [TextFieldName, string])[]): string =>
  printSpec(
    typings.reduce((spec, [name, text]) => withTyped(spec, name, { text, negated: false }), readSpec(rule)),
    { family: 'ipv4' },
  );

describe('typing into the fields of a rule', () => {
  it.each([
    ['-j ENVOY', [['destinationPort', '9090']], '-p tcp -m tcp --dport 9090 -j ENVOY'],
    [
      '-j ENVOY',
      [
        ['protocol', 'tcp'],
        ['destinationPort', '9090'],
      ],
      '-p tcp -m tcp --dport 9090 -j ENVOY',
    ],
    ['-j ENVOY', [['destinationPort', 'udp/53']], '-p udp -m udp --dport 53 -j ENVOY'],
    ['-j ENVOY', [['destinationPort', '53 udp']], '-p udp -m udp --dport 53 -j ENVOY'],
    ['-j ENVOY', [['destinationPort', 'tcp']], '-p tcp -j ENVOY'],
    ['-j ENVOY', [['destinationPort', '! 22']], '-p tcp -m tcp ! --dport 22 -j ENVOY'],
    ['-j ENVOY', [['source', '!192.0.2.1']], '! -s 192.0.2.1/32 -j ENVOY'],
    ['-p tcp -m tcp --dport 22 -j ENVOY', [['destinationPort', '']], '-p tcp -j ENVOY'],
    ['-j ENVOY', [['comment', 'why "so"']], String.raw`-m comment --comment "why \"so\"" -j ENVOY`],
  ] satisfies [string, [TextFieldName, string][], string][])('%s with %j is %s', (rule, typings, text) => {
    expect(type(rule, ...typings)).toBe(text);
  });

  it('says what is wrong with a value, and nothing about what was wrong before', () => {
    const rule = readSpec('-j ACCEPT');
    const port = withTyped(rule, 'destinationPort', { text: '99999', negated: false });
    expect(problemOf(rule, port, 'ipv4')).toMatch(/65535/);
    expect(problemOf(port, withTyped(port, 'source', { text: '10.0.0.1', negated: false }), 'ipv4')).toBeNull();
  });

  it.each([
    ['-p tcp -m tcp --dport 99999 -j X', { destinationPort: /65535/ }],
    ['-s 10.0.0.1/99 -p 300 -j X', { source: /10.0.0.1\/99/, protocol: /255/ }],
    ['-p tcp -m tcp --dport 22 -m limit --limit x -j X', {}],
    ['-j ACCEPT -t nat', {}],
  ] satisfies [string, Partial<Record<TextFieldName, RegExp>>][])(
    'finds the fields that are wrong in %s',
    (text, wrong) => {
      for (const name of FIELDS) {
        const problem = problemIn(readSpec(text), name, 'ipv4');
        const expected: RegExp | undefined = (wrong as Partial<Record<TextFieldName, RegExp>>)[name];
        if (expected) expect(problem).toMatch(expected);
        else expect(problem).toBeNull();
      }
    },
  );

  it('keeps what was typed wrongly: the words of the rule say it, and which field is wrong', () => {
    const rule = readSpec('-p tcp -m tcp --dport 22 -j ACCEPT');
    fc.assert(
      fc.property(fc.constantFrom(...FIELDS), ODD, (name, text) => {
        const typed = withTyped(rule, name, { text, negated: false });
        fc.pre(problemOf(rule, typed, 'ipv4') !== null);
        const words = printSpec(typed, { family: 'ipv4' });
        const said = readSpec(words);
        // In the spelling of iptables: protocols in small letters, `22,x` as `22.0.0.0/32,x`.
        expect(printSpec(said, { family: 'ipv4' })).toBe(words);
        expect(problemIn(said, name, 'ipv4')).not.toBeNull();
      }),
      { numRuns: 300, examples: [['destination', '22,x']] },
    );
  });

  it('offers ports only where a protocol has them', () => {
    const rules = ['-j X', '-p tcp', '-p 17', '-p icmp', '! -p tcp', '-p esp'];
    expect(rules.map((rule) => hasPorts(readFields(readSpec(rule))))).toEqual([true, true, true, false, false, false]);
  });
});
