import { normalSpec } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpec } from './rule-node.ts';
import { printSpec } from './spec-printer.ts';

/** What a person writes, and what iptables-save 1.8.9 prints for it; the same where there is one. */
const FORMS: readonly (readonly [string, string?])[] = [
  ['-p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY'],
  ['-p tcp --dport 9090 -j X', '-p tcp -m tcp --dport 9090 -j X'],
  ['-j LOG --log-prefix x -p tcp --dport 22', '-p tcp -m tcp --dport 22 -j LOG --log-prefix x'],
  ['-s 192.0.2.1 -j DROP', '-s 192.0.2.1/32 -j DROP'],
  ['-s 10.1.2.3/8 -d 0/0 -j DROP', '-s 10.0.0.0/8 -j DROP'],
  ['-s 10.0.0.0/255.255.0.0', '-s 10.0.0.0/16'],
  ['-s ::1 -j DROP', '-s ::1/128 -j DROP'],
  ['-s 2001:DB8::/32', '-s 2001:db8::/32'],
  ['-s fe80::/ffff:ffff::', '-s fe80::/32'],
  ['-i + -j ACCEPT', '-j ACCEPT'],
  ['! -i + -j ACCEPT'],
  ['-p TCP -j ACCEPT', '-p tcp -j ACCEPT'],
  ['-p 58', '-p ipv6-icmp'],
  ['-p 123'],
  ['-p all -j ACCEPT', '-j ACCEPT'],
  ['! -f -j ACCEPT'],
  ['-d ! 192.168.122.0/24', '! -d 192.168.122.0/24'],
  ['-p tcp --dport ! 80', '-p tcp -m tcp ! --dport 80'],
  ['--proto tcp --dpor 22 --ju ACCEPT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
  ['--protocol=tcp --dport=22 --jump=ACCEPT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
  ['-ptcp -mtcp --dport 22 -jACCEPT', '-p tcp -m tcp --dport 22 -j ACCEPT'],
  ['-p tcp --dport :1023', '-p tcp -m tcp --dport 0:1023'],
  ['-p tcp --dport http', '-p tcp -m tcp --dport 80'],
  ['-p tcp --dport 0:65535', '-p tcp -m tcp'],
  ['-p tcp --syn', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN'],
  ['-p tcp -m tcp --tcp-flags ALL NONE', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE'],
  ['-p tcp -m tcp -m tcp --dport 80'],
  [
    '-p tcp -m tcp --dport 80 -m comment --comment x --sport 5',
    '-p tcp -m tcp --sport 5 --dport 80 -m comment --comment x',
  ],
  ['-p tcp -m comment --comment x -m tcp --dport 80'],
  ['-m mark ! --mark 0x1 -m mark ! --mark 0x2/0xf'],
  ['-p tcp -m multiport --destination-ports 80,https', '-p tcp -m multiport --dports 80,443'],
  ['-p icmp --icmp-type echo-request', '-p icmp -m icmp --icmp-type 8'],
  ['-p icmpv6 --icmpv6-type router-advertisement', '-p ipv6-icmp -m icmp6 --icmpv6-type 134'],
  ['-m conntrack --ctstate ESTABLISHED,RELATED', '-m conntrack --ctstate RELATED,ESTABLISHED'],
  ['-m conntrack --ctstate NEW -m comment --comment "b a" -m conntrack --ctstatus ASSURED'],
  ['-m limit', '-m limit --limit 3/hour'],
  ['-m limit --limit 60/minute --limit-burst 5', '-m limit --limit 1/sec'],
  ['-m comment --comment "plain"', '-m comment --comment plain'],
  [`-m comment --comment 'it`, String.raw`-m comment --comment "\'it"`],
  ['-m comment --comment ""'],
  ['-m comment --comment --jump'],
  ['-j REJECT', '-j REJECT --reject-with icmp-port-unreachable'],
  ['-j REJECT --reject-with host-prohib', '-j REJECT --reject-with icmp-host-prohibited'],
  ['-j LOG --log-level info', '-j LOG --log-level 6'],
  ['-j LOG --log-level warning', '-j LOG'],
  ['-j MARK --set-mark 1', '-j MARK --set-xmark 0x1/0xffffffff'],
  ['-j MARK --and-mark 0xfe', '-j MARK --set-xmark 0x0/0xffffff01'],
  ['-j MARK --or-mark 4', '-j MARK --set-xmark 0x4/0x4'],
  ['-j CONNMARK --restore-mark --mask 0xff', '-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff'],
  ['-j SNAT --persistent --to 192.0.2.4', '-j SNAT --to-source 192.0.2.4 --persistent'],
  ['-p tcp -j DNAT --to [dead::beef]:10-20/ftp', '-p tcp -j DNAT --to-destination [dead::beef]:10-20/21'],
  ['-p udp -j REDIRECT --to-ports 512-512', '-p udp -j REDIRECT --to-ports 512'],
  ['-g cali-wl-to-host'],
  ['-m nosuch --opt "a b" ! --other -5 x --flag -j TARGET --with "" y'],
  ['-m set ! --match-set weave-P.B|!ZhkAr5q=XZ?3}tMBA+0 dst -j DROP'],
  [''],
];

describe('the form that iptables-save prints', () => {
  it.each(FORMS.map(([text, printed]) => [text, printed ?? text] as const))('%s', (text, printed) => {
    expect(printSpec(readSpec(text))).toBe(printed);
  });

  it('is a fixed point: what was printed is printed alike', () => {
    for (const [text] of FORMS) {
      const printed = printSpec(readSpec(text));
      expect(printSpec(readSpec(printed))).toBe(printed);
    }
  });

  it('stays a fixed point for any words', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '-p',
        'tcp',
        '!',
        '-s',
        '10.0.0.1',
        '-m',
        'mark',
        '--mark',
        '1',
        '-j',
        '--dport',
        '80',
        'comment',
      ),
      fc.constantFrom('--comment', '-i', 'eth+', '--foo', '-x', 'udp', 'LOG', '--syn', 'conntrack', '--ctstate', 'NEW'),
      fc.string({ maxLength: 6 }).map((text) => JSON.stringify(text.replaceAll('\\', ''))),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const once = normalSpec(readSpec(words.join(' ')), 'ipv4');
        expect(normalSpec(once, 'ipv4')).toEqual(once);
      }),
      { numRuns: 400 },
    );
  });
});

describe('words that we do not know', () => {
  it('go to the module that we do not know, in order', () => {
    expect(readSpec('-p tcp -m foo --bar 1 2 --dport 3 ! --baz -j X').matches).toEqual([
      {
        module: 'foo',
        options: [
          { name: '--bar', negated: false, values: ['1', '2'] },
          { name: '--baz', negated: true, values: [] },
        ],
      },
      { module: 'tcp', options: [{ name: '--dport', negated: false, values: ['3'] }] },
    ]);
  });

  it('are kept where no module could have them', () => {
    const spec = readSpec('stray --nonsense 1 -j DROP more');
    expect(printSpec(spec)).toBe('stray --nonsense 1 -j DROP more');
  });

  it('never abbreviate options of the command once a foreign module stands there', () => {
    expect(printSpec(readSpec('-m policy --dir in --pol ipsec --proto esp'))).toBe(
      '-m policy --dir in --pol ipsec --proto esp',
    );
  });
});
