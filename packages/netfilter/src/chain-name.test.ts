import { expect, test } from 'vitest';
import { chainNameRefusal } from './chain-name.ts';

test.each([
  'INPUT_CHAIN_ENVOY',
  'f2b-sshd',
  'net-fw~',
  'custom:foo',
  '::x',
  ':#x',
  ':*x',
  '*a',
  "'a",
  'a\\b',
  'drop',
  'tcp',
  'COMMIT',
  'a'.repeat(28),
  'é'.repeat(14),
])('%s may name a chain', (name) => {
  expect(chainNameRefusal(name)).toBeNull();
});

test.each([
  ['', 'needs a name'],
  ['a b', 'blanks'],
  ['a\tb', 'control'],
  ['a\u0001b', 'control'],
  ['a\u007fb', 'control'],
  ['a\u00a0b', 'blanks'],
  ['a\nCOMMIT', 'control'],
  ['-a', 'start with “-”'],
  ['!a', 'start with “!”'],
  ['a"b', 'double quote'],
  ['INPUT', 'built-in'],
  ['POSTROUTING', 'built-in'],
  ['ACCEPT', 'target'],
  ['MASQUERADE', 'target'],
  ['standard', 'target'],
  ['a'.repeat(29), 'at most 28 bytes; this one takes 29'],
  ['é'.repeat(15), 'this one takes 30'],
  ['😀'.repeat(8), 'this one takes 32'],
])('%j may not', (name, why) => {
  expect(chainNameRefusal(name)).toContain(why);
});
