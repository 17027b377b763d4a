import { expect, it, test } from 'vitest';
import { readRuleLines } from './rule-lines.ts';

test.each([
  ['-A INPUT -p tcp -j ACCEPT', ['-p tcp -j ACCEPT']],
  ['sudo iptables -t nat -I PREROUTING 3 -i wan0 -j LOG', ['-i wan0 -j LOG']],
  ['/usr/sbin/ip6tables -A INPUT -i lo -j ACCEPT', ['-i lo -j ACCEPT']],
  ['ip6tables-legacy -A INPUT -i lo -j ACCEPT', ['-i lo -j ACCEPT']],
  ['[5:300] -A WEB -j RETURN', ['-j RETURN']],
  ['-p udp --dport 53 -j ACCEPT', ['-p udp -m udp --dport 53 -j ACCEPT']],
  ['# a remark\n\n-A A -j LOG\n-A B -j DROP\n', ['-j LOG', '-j DROP']],
  ['-A INPUT -s 192.0.2.1,192.0.2.2 -j DROP', ['-s 192.0.2.1/32 -j DROP', '-s 192.0.2.2/32 -j DROP']],
  ['', []],
])('%j reads as rules', (text, rules) => {
  expect(readRuleLines(text, { family: 'ipv4' })).toEqual({ ok: true, value: rules });
});

test.each([
  ['-A INPUT -j LOG\n-P INPUT DROP', 'notARule', 2],
  ['*filter\n-A INPUT -j LOG\nCOMMIT', 'notARule', 1],
  ['-A INPUT -s 2001:db8::1 -j DROP', 'badValue', 1],
  ['have a nice day', undefined, 1],
])('%j is refused at its line', (text, code, line) => {
  const read = readRuleLines(text, { family: 'ipv4' });
  expect(read.ok).toBe(false);
  if (!read.ok) expect(read.error).toMatchObject({ line, ...(code === undefined ? {} : { code }) });
});

it('takes a rule along to the other family, where its words fit', () => {
  expect(readRuleLines('iptables -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT', { family: 'ipv6' })).toEqual({
    ok: true,
    value: ['-p tcp -m tcp --dport 22 -j ACCEPT'],
  });
});
