import { describe, expect, test } from 'vitest';
import type { SetHead } from './ip-set.ts';
import { setNameRefusal } from './ip-set.ts';
import { readMember } from './set-members.ts';
import { SET_TYPES } from './set-types.ts';

const of = (type: string, ...words: string[]): SetHead => ({ name: 'it', type, words });

describe('members', () => {
  test.each<[SetHead, string, readonly string[]]>([
    [of('hash:ip'), ' 192.0.2.7 ', ['192.0.2.7']],
    [of('hash:ip'), '192.0.2.6/31', ['192.0.2.6', '192.0.2.7']],
    [of('hash:ip'), '192.0.2.254-192.0.3.1', ['192.0.2.254', '192.0.2.255', '192.0.3.0', '192.0.3.1']],
    [of('hash:ip', 'netmask', '24'), '10.0.0.77', ['10.0.0.0']],
    [of('hash:ip', 'family', 'inet6'), '2001:DB8:0::7', ['2001:db8::7']],
    [of('hash:net'), '10.1.2.3/8', ['10.0.0.0/8']],
    [of('hash:net'), '10.1.2.3/32', ['10.1.2.3']],
    [of('hash:net'), '0.0.0.0/0', ['0.0.0.0/1', '128.0.0.0/1']],
    [of('hash:net'), '10.1.0.0/16 nomatch', ['10.1.0.0/16 nomatch']],
    [of('hash:net', 'family', 'inet6'), '2001:db8::1/64', ['2001:db8::/64']],
    [of('hash:net,iface'), '0.0.0.0/0,eth0', ['0.0.0.0/0,eth0']],
    [of('hash:ip,port'), '192.0.2.7,443', ['192.0.2.7,tcp:443']],
    [of('hash:ip,port'), '192.0.2.7,UDP:domain', ['192.0.2.7,udp:53']],
    [of('hash:net,port'), '10.0.0.0/8,tcp:80-82', ['10.0.0.0/8,tcp:80', '10.0.0.0/8,tcp:81', '10.0.0.0/8,tcp:82']],
    [of('bitmap:port'), '1000-1002', ['1000', '1001', '1002']],
    [of('bitmap:port'), 'https', ['443']],
    [of('hash:mac'), 'aa:bb:cc:dd:ee:ff', ['AA:BB:CC:DD:EE:FF']],
    [of('hash:ip,mark'), '192.0.2.7,16', ['192.0.2.7,0x00000010']],
    [of('list:set'), 'blocked', ['blocked']],
    [
      of('hash:ip', 'timeout', '60', 'comment'),
      '192.0.2.7 timeout 5 comment "a, b"',
      ['192.0.2.7 timeout 5 comment "a, b"'],
    ],
  ])('%o takes %s', (set, text, members) => {
    expect(readMember(set, text)).toEqual({ ok: true, value: members });
  });

  test.each<[SetHead, string, RegExp]>([
    [of('hash:ip'), 'example.org', /not an IPv4 address/],
    [of('hash:ip'), '10.0.0.0/8', /16,777,216 addresses.*hash:net/],
    [of('hash:ip'), '192.0.2.9-192.0.2.1', /not an IPv4 address/],
    [of('hash:ip'), '192.0.2.7,tcp:80', /2 parts/],
    [of('hash:ip'), '192.0.2.7 timeout 5', /without timeouts/],
    [of('hash:ip'), '192.0.2.7 comment "x"', /without comments/],
    [of('hash:ip'), '192.0.2.7 nomatch', /Only sets of networks/],
    [of('hash:ip', 'comment'), '192.0.2.7 comment "a\nadd x y"', /no option/],
    [of('hash:ip', 'comment'), '192.0.2.7 comment "a" ; destroy', /no option/],
    [of('hash:net'), '10.0.0.0/33', /not an IPv4 network/],
    [of('bitmap:port'), '70000', /not a port/],
    [of('bitmap:port'), '20-10', /not a port/],
    [of('list:set'), '-f', /not the name of a set/],
    [of('hash:new'), 'x', /not known/],
  ])('%o refuses %s', (set, text, why) => {
    const read = readMember(set, text);
    expect(read.ok ? read.value.join() : read.error).toMatch(why);
  });

  test('the example of every type is a member of it, as it stands', () => {
    for (const type of SET_TYPES) {
      expect(readMember(of(type.name), type.example), type.name).toEqual({ ok: true, value: [type.example] });
    }
  });
});

describe('names', () => {
  test.each(['', 'a b', '-x', '!x', '#x', 'x"y', 'a\nb', 'é'.repeat(16)])('%j is refused', (name) => {
    expect(setNameRefusal(name)).not.toBeNull();
  });
  test.each(['blocked', 'f2b-sshd', 'é', 'a;$(id)', 'x'.repeat(31)])('%j is taken', (name) => {
    expect(setNameRefusal(name)).toBeNull();
  });
});
