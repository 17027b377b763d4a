import { readQuestion, simulate } from '@sluice/analysis';
import { findChain, type Hook } from '@sluice/netfilter';
import { parseSave } from '@sluice/iptables';
import { expect, test } from 'vitest';
import { packetOfRule } from './packet-of-rule.ts';

/** Each rule alone in its chain: the packet that is made from it meets it. */
test.each<readonly [Hook, string]>([
  ['INPUT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
  ['INPUT', '-s 10.0.0.0/8 -i eth0 -j ACCEPT'],
  ['INPUT', '-i br+ -p udp -m udp --sport 53 -j ACCEPT'],
  ['INPUT', '-p tcp -m multiport --dports 80,443,8000:8100 -m conntrack --ctstate NEW -j ACCEPT'],
  ['INPUT', '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'],
  ['FORWARD', '-d 198.51.100.7/32 -o eth1 -p udp -j ACCEPT'],
  ['OUTPUT', '-o eth0 -p icmp -j ACCEPT'],
])('%s %s', (hook, text) => {
  const ruleset = parseSave(`*filter\n:${hook} DROP [0:0]\n-A ${hook} ${text}\nCOMMIT\n`, { family: 'ipv4' }).ruleset;
  const rule = findChain(ruleset, { table: 'filter', chain: hook })?.rules[0];
  const words = rule && packetOfRule(rule.spec, hook);
  const question = readQuestion({ src: '192.0.2.1', dst: '192.0.2.2', sport: '1024', dport: '1', ...words }, 'ipv4');
  if (!question.ok) throw new Error(question.error.word);
  const { fate, endings } = simulate(ruleset, question.value, 'nft');
  expect({ fate, by: endings[0]?.by }).toMatchObject({ fate: 'accepted', by: { kind: 'rule', index: 0 } });
});

test('what a rule negates says nothing of the packet', () => {
  const ruleset = parseSave('*filter\n:INPUT DROP [0:0]\n-A INPUT ! -s 10.0.0.0/8 ! -i lo -j DROP\nCOMMIT\n', {
    family: 'ipv4',
  }).ruleset;
  const rule = findChain(ruleset, { table: 'filter', chain: 'INPUT' })?.rules[0];
  expect(rule && packetOfRule(rule.spec, 'INPUT')).toEqual({ path: 'arriving' });
});
