import { anyRuleText } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpec } from './rule-node.ts';
import { targetAtSight } from './target-at-sight.ts';

/** What the reader finds, as far as the glance says anything. */
function expectTheSame(text: string): void {
  const seen = targetAtSight(text);
  if (seen === undefined) return;
  const { target } = readSpec(text);
  expect(seen).toEqual(target ? { how: target.how, name: target.name } : null);
}

/** Words that make a rule hard to read. */
const WORDS = [
  '-j -g -jX --jump --goto --ju -j X KUBE-SVC ! # " "" "-j -j" -"j" "-d" -d -p tcp -m set -m comment --comment -c 5'.split(
    ' ',
  ),
  '--match-set --match-s --tcp-flags --set-counters --set-c -m tcp foo --bar -f --dport 22 -t nat -A -w'.split(' '),
  ['--chunk-types', '-m', 'sctp', '-p', 'sctp', '', '\t', '-', '--', '\\', '"a \\" -j X"', '"a b"', '"-j b"'],
].flat();

describe('the target at sight', () => {
  it('is the one that reading all words finds, whatever the words are', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 9 }), (words) => expectTheSame(words.join(' '))),
      { numRuns: 5000 },
    );
  });

  it('is that of rules as hosts have them', () => {
    const setting = { family: 'ipv4', table: 'filter', chain: 'INPUT', callees: ['A', 'f2b-sshd', '::x'] } as const;
    fc.assert(fc.property(anyRuleText(setting), expectTheSame));
  });

  it.each([
    ['-j KUBE-FIREWALL', 'jump', 'KUBE-FIREWALL'],
    ['-g X', 'goto', 'X'],
    ['-d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https" -m tcp --dport 443 -j KUBE-SVC-A', 'jump'],
    ['-m comment --comment "a b" -j KUBE-SEP-B', 'jump', 'KUBE-SEP-B'],
    ['-p tcp -m comment --comment c -m tcp -j DNAT --to-destination 10.0.0.1:80', 'jump', 'DNAT'],
    ['! -s 10.0.0.0/8 -j DROP', 'jump', 'DROP'],
  ])('is seen in %s', (text, how, name = 'KUBE-SVC-A') => {
    expect(targetAtSight(text)).toEqual({ how, name });
  });

  it('is known to be missing', () => {
    expect(targetAtSight('-s 192.0.2.1/32 -p tcp')).toBeNull();
  });
});
