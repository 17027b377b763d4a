import type { RuleToTranslate } from '@sluice/protocol/helper';
import { expect, test } from 'vitest';
import { HelperRefusal } from './failure.ts';
import { resolveProgram } from './programs.ts';
import { translateRule } from './translation.ts';

const here = resolveProgram('iptables-restore-translate').found;
// oxlint-disable-next-line no-console -- a skip is said aloud
if (!here) console.warn('skipped: this machine has no iptables-restore-translate');

const SAID: readonly (readonly [RuleToTranslate, string])[] = [
  [
    { family: 'ipv4', table: 'filter', chain: 'INPUT', text: '-p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY' },
    'add rule ip filter INPUT tcp dport 9090 counter jump INPUT_CHAIN_ENVOY',
  ],
  [
    { family: 'ipv6', table: 'filter', chain: 'OUTPUT', text: '-d 2001:db8::/32 -j DROP' },
    'add rule ip6 filter OUTPUT ip6 daddr 2001:db8::/32 counter drop',
  ],
  [
    { family: 'ipv4', table: 'nat', chain: 'MY_CHAIN', text: '-p udp -g OTHER' },
    'add rule ip nat MY_CHAIN ip protocol udp counter goto OTHER',
  ],
  [
    { family: 'ipv4', table: 'filter', chain: 'INPUT', text: '-m comment --comment "a; $(reboot)" -j ACCEPT' },
    'add rule ip filter INPUT counter accept comment "a; $(reboot)"',
  ],
];

test.skipIf(!here).each(SAID)('%j', async (rule, line) => {
  expect(await translateRule(rule)).toEqual({ line });
});

test.skipIf(!here)('a rule for which nftables has no words stays one of iptables, and that is said', async () => {
  const { line, absent } = await translateRule({
    family: 'ipv4',
    table: 'filter',
    chain: 'INPUT',
    text: '-m recent --set --name x --mask 255.255.255.255 --rsource',
  });
  expect(line).toBeUndefined();
  expect(absent).toContain('nftables has no words');
});

test.each(['-s host.example -j DROP', '-j ACCEPT\nCOMMIT', '-p nonsense -j ACCEPT', '-p tcp --bogus x'])(
  'what is not exactly one rule is refused before any tool reads it: %s',
  async (text) => {
    const wanted = { family: 'ipv4', table: 'filter', chain: 'INPUT', text } as const;
    await expect(translateRule(wanted)).rejects.toThrow(HelperRefusal);
  },
);

test('a quote within a comment, which the tool would let end it, is not translated', async () => {
  const text = '-m comment --comment "a\\" drop \\"b" -j ACCEPT';
  const { line, absent } = await translateRule({ family: 'ipv4', table: 'filter', chain: 'INPUT', text });
  expect(line).toBeUndefined();
  expect(absent).toContain('quote');
});
