import { describe, expect, test } from 'vitest';
import { readQuery } from './query.ts';

const hits = (query: string, text: string, chain = 'INPUT'): boolean =>
  readQuery(query)?.hitsRule({ text }, chain) === true;

describe('a rule is found', () => {
  test.each([
    ['22', '-p tcp -m tcp --dport 22 -j ACCEPT', true],
    ['22', '-p tcp -m tcp --dport 2222 -j ACCEPT', false],
    ['22', '-p tcp -m tcp --dport 20:30 -j ACCEPT', true],
    ['22', '-p tcp -m multiport --dports 80,20:30 -j ACCEPT', true],
    ['22', '-p tcp -j REDIRECT --to-ports 20-21', false],
    ['22', '-j MARK --set-xmark 22', true],
    ['10.9.1.7', '-s 10.9.0.0/16 -j DROP', true],
    ['10.9.1.7', '-s 10.9.1.7/32 -j DROP', true],
    ['10.9.1.7', '-s 10.9.1.8/31 -j DROP', false],
    ['10.9.1.7', '-s 0.0.0.0/0 -j DROP', false],
    ['10.9.1.7', '-j DNAT --to-destination 10.9.1.7:80', true],
    ['10.9.1.7', '-s 10.9.1.70/32 -j DROP', false],
    ['10.9.1.7', '-s 110.9.1.7/32 -j DROP', false],
    ['10.9.1.7', '-m iprange --src-range 10.9.0.1-10.9.2.1 -j DROP', true],
    ['10.9.1.7', '-m iprange --dst-range 10.9.1.8-10.9.2.1 -j DROP', false],
    ['10.9.1.7', '-p tcp -j SNAT --to-source 10.9.1.1-10.9.1.9:1024-65535', true],
    ['10.9.1.7', '-m comment --comment "not for 10.9.1.7." -j DROP', true],
    ['2001:db8::7', '-m iprange --src-range 2001:db8::1-2001:db8::ffff -j DROP', true],
    ['2001:db8::7', '-s 2001:db8::77/128 -j DROP', false],
    ['2001:db8::7', '-j DNAT --to-destination [2001:db8::7]:80', true],
    ['10.9.0.0/16', '-s 10.0.0.0/8 -j DROP', true],
    ['10.9.0.0/16', '-s 10.9.1.0/24 -j DROP', false],
    ['2001:db8::7', '-s 2001:db8::/32 -j DROP', true],
    ['2001:db9::7', '-s 2001:db8::/32 -j DROP', false],
    ['10.9.', '-s 10.9.1.0/24 -j DROP', true],
    ['-A INPUT -p tcp', '-p tcp -j LOG', true],
    ['-A FORWARD', '-p tcp -j LOG', false],
    ['(Admin)', '-m comment --comment "the (admin) port"', true],
    ['port:22', '-j MARK --set-xmark 22', false],
    ['port:22', '-p tcp -m tcp --sport 22', true],
    ['addr:10.9.1.7', '-d 10.9.0.0/16', true],
    ['if:eth0', '-i eth0 -j ACCEPT', true],
    ['if:eth0', '-o eth+ -j ACCEPT', true],
    ['if:eth0', '-m comment --comment eth0', false],
    ['set:block', '-m set --match-set blocked src', true],
    ['comment:ssh', '-m comment --comment "for ssh only" -j ACCEPT', true],
    ['comment:accept', '-m comment --comment ssh -j ACCEPT', false],
    ['target:drop', '-j DROP', true],
    ['target:web', '-g WEB', true],
    ['port:22 if:eth0', '-i eth0 -p tcp -m tcp --dport 22', true],
    ['port:22 if:eth1', '-i eth0 -p tcp -m tcp --dport 22', false],
  ])('%j in %j: %s', (query, text, found) => {
    expect(hits(query, text)).toBe(found);
  });

  test('nothing typed finds nothing', () => {
    expect(readQuery('  ')).toBeNull();
  });
});
