import { inputRules } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { warnOfAbsentInterfaces } from './absent-interfaces.ts';

const warned = (...rules: readonly string[]): readonly string[] =>
  warnOfAbsentInterfaces(inputRules('-i old0 -j ACCEPT'), inputRules(...rules), ['lo', 'eth0']).map(
    (words) => /interface (\S+),/.exec(words)?.[1] ?? words,
  );

test.each([
  ['one that is there', ['-i eth0 -j ACCEPT'], []],
  ['one that is not', ['-i wg0 -j ACCEPT'], ['wg0']],
  ['the same twice', ['-i wg0 -j ACCEPT', '! -i wg0 -j DROP'], ['wg0']],
  ['one that live rules name already', ['-i old0 -j DROP'], []],
  ['all that begin so', ['-i eth+ -j ACCEPT', '-i wlan+ -j ACCEPT'], ['wlan+']],
  ['words that only look so', ['-m comment --comment "say -i wg0 twice" -j ACCEPT'], []],
])('%s', (_what, rules, expected) => {
  expect(warned(...rules)).toEqual(expected);
});
