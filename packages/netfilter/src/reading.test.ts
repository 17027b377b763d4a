import { describe, expect, it } from 'vitest';
import { readRule, spellOut, spellOutTarget, summarize, targetClass, type Phrase, type RuleSpec } from './index.ts';
import type { MatchUse, OptionUse, TargetUse } from './rule.ts';

const option = (name: string, ...values: string[]): OptionUse => ({ name, negated: false, values });
const not = (name: string, ...values: string[]): OptionUse => ({ name, negated: true, values });
const match = (module: string, ...options: OptionUse[]): MatchUse => ({ module, options });
const to = (name: string, ...options: OptionUse[]): TargetUse => ({ how: 'jump', name, options });
const is = (value: string): { negated: boolean; value: string } => ({ negated: false, value });

const ACCEPT = to('ACCEPT');
const ssh = match('tcp', option('--dport', '22'));
const fresh = match('conntrack', option('--ctstate', 'NEW'));

/** A rule, its map row (values in brackets), and its sentence. */
const RULES: readonly (readonly [RuleSpec, string, string])[] = [
  [{ matches: [], target: to('RETURN') }, '[any]', 'Every packet goes back to the calling chain.'],
  [{ matches: [] }, '[any]', 'Every packet is only counted.'],
  [{ inInterface: is('lo'), matches: [], target: ACCEPT }, 'in [lo]', 'A packet arriving on lo is accepted.'],
  [
    { inInterface: is('wg0'), outInterface: is('eth0'), matches: [], target: ACCEPT },
    '[wg0 → eth0]',
    'A packet arriving on wg0, leaving on eth0, is accepted.',
  ],
  [
    { matches: [match('conntrack', option('--ctstate', 'RELATED,ESTABLISHED'))], target: ACCEPT },
    'ct [RELATED,ESTABLISHED]',
    'A packet in connection state RELATED or ESTABLISHED is accepted.',
  ],
  [{ protocol: is('tcp'), matches: [ssh], target: ACCEPT }, 'tcp dport [22]', 'A TCP packet to port 22 is accepted.'],
  [
    { protocol: is('tcp'), source: is('192.0.2.0/24'), matches: [ssh], target: ACCEPT },
    'tcp [:22] from [192.0.2.0/24]',
    'A TCP packet from 192.0.2.0/24, to port 22, is accepted.',
  ],
  [
    {
      protocol: is('tcp'),
      matches: [match('multiport', option('--dports', '80,443')), fresh],
      target: ACCEPT,
    },
    'tcp [:80,443] ct [NEW]',
    'A TCP packet to port 80 or 443, in connection state NEW, is accepted.',
  ],
  [{ protocol: is('udp'), matches: [], target: to('DROP') }, '[udp]', 'A UDP packet is dropped without an answer.'],
  [
    { protocol: { negated: true, value: 'tcp' }, matches: [], target: { how: 'goto', name: 'foo', options: [] } },
    'not [tcp]',
    'A packet of any protocol but tcp goes over to the chain foo and does not come back here.',
  ],
  [
    {
      protocol: is('icmp'),
      matches: [match('icmp', option('--icmp-type', '8')), match('limit', option('--limit', '10/sec'))],
      target: ACCEPT,
    },
    'icmp [echo] limit [10/s]',
    'An ICMP message (echo-request), at most 10 per second, is accepted.',
  ],
  [
    { matches: [match('limit', option('--limit', '5/min'))], target: to('LOG', option('--log-prefix', 'in: ')) },
    '[any] limit [5/min]',
    'Every packet, at most 5 per minute, is written to the kernel log, with the prefix “in: ”, and goes on to the next rule.',
  ],
  [
    {
      protocol: is('tcp'),
      source: { negated: true, value: '10.244.0.0/16' },
      destination: is('10.96.0.1/32'),
      matches: [match('comment', option('--comment', 'x')), match('tcp', option('--dport', '443'))],
      target: to('KUBE-MARK-MASQ'),
    },
    'tcp [:443] not from [10.244.0.0/16] +1',
    'A TCP packet not from 10.244.0.0/16, to 10.96.0.1, to port 443, goes through the chain KUBE-MARK-MASQ, and comes back here if nothing there decides.',
  ],
  [
    {
      protocol: is('tcp'),
      matches: [match('tcp', not('--dport', '22'))],
      target: to('REJECT', option('--reject-with', 'tcp-reset')),
    },
    'tcp not dport [22]',
    'A TCP packet not to port 22 is refused, and the sender is told: a TCP reset.',
  ],
  [
    { protocol: is('tcp'), matches: [], target: to('DNAT', option('--to-destination', '10.0.0.1:80')) },
    '[tcp]',
    'A TCP packet is sent to another destination: 10.0.0.1:80.',
  ],
  [
    { matches: [match('set', option('--match-set', 'bad', 'src'))], target: to('DROP') },
    'in [bad src]',
    'A packet in the set bad (by source) is dropped without an answer.',
  ],
  [
    {
      matches: [
        match(
          'hashlimit',
          option('--hashlimit-upto', '10/sec'),
          option('--hashlimit-mode', 'srcip,dstport'),
          option('--hashlimit-name', 'web'),
        ),
      ],
      target: to('ACCEPT'),
    },
    'limit [10/s] per [srcip,dstport]',
    'Every packet, at most 10 per second, counted for each source address and destination port, in the table web, is accepted.',
  ],
  [
    {
      matches: [match('time', option('--timestart', '08:00'), option('--weekdays', '1,2'))],
      target: to('NFQUEUE', option('--queue-balance', '0:3')),
    },
    'after [08:00] on [Mon,Tue]',
    'A packet after 08:00, on Mon or Tue, is handed to a program that decides, in one of the queues 0 to 3.',
  ],
  [
    {
      matches: [match('geoip', option('--source-country', 'NO'))],
      target: to('TARPIT', option('--tarpit')),
    },
    'geoip [source-country NO]',
    'A packet that geoip matches is handed to the target TARPIT.',
  ],
  [
    {
      matches: [match('recent', option('--update'), option('--seconds', '60'), option('--name', 'X'))],
      target: to('DROP'),
    },
    'recent update',
    'A packet whose address is noted (and noted anew), within 60 seconds, in the list X, is dropped without an answer.',
  ],
  [
    {
      matches: [match('statistic', option('--mode', 'random'), option('--probability', '0.33333333349'))],
      target: to('SEP'),
    },
    '[any] chance [1 in 3]',
    'Every packet, with a chance of 1 in 3, goes through the chain SEP, and comes back here if nothing there decides.',
  ],
  [
    { matches: [match('owner', option('--uid-owner', '1337'))], target: to('RETURN') },
    'uid [1337]',
    'A packet sent by user 1337 goes back to the calling chain.',
  ],
  [{ matches: [match('mark', option('--mark', 'odd'))] }, 'mark [odd]', 'A packet with mark odd is only counted.'],
];

describe('a rule in short and in a sentence', () => {
  it.each(RULES)('%#: %j', (spec, row, sentence) => {
    const { phrases, more } = summarize(spec);
    const shown = phrases.map(({ text, role }) => (role === 'value' ? `[${text}]` : text)).join(' ');
    expect(more > 0 ? `${shown} +${more}` : shown).toBe(row);
    expect(readRule(spec)).toBe(sentence);
  });
});

const said = (phrases: readonly Phrase[]) => phrases.map(({ text }) => text).join(' ');

describe('a rule spelled out', () => {
  it.each<[RuleSpec, string, string]>([
    [{ matches: [], target: to('ACCEPT') }, 'any', ''],
    [
      {
        source: is('192.0.2.0/24'),
        protocol: is('tcp'),
        matches: [
          match('tcp', option('--dport', '22')),
          match('recent', option('--update'), option('--seconds', '60'), option('--name', 'X')),
          match('comment', option('--comment', 'ssh from the office')),
        ],
        target: to('REJECT', option('--reject-with', 'tcp-reset')),
      },
      'tcp dport 22 from 192.0.2.0/24 recent update seconds 60 name X comment ssh from the office',
      'tcp-reset',
    ],
    [
      {
        matches: [match('unheard', option('--of', '1'))],
        target: to('DNAT', option('--to-destination', '10.8.0.5:443'), option('--random')),
      },
      'unheard of 1',
      'to 10.8.0.5:443 random',
    ],
    [{ matches: [], target: to('UNHEARD', option('--of', '1')) }, 'any', 'of 1'],
  ])('%#: %j', (spec, conditions, target) => {
    expect(said(spellOut(spec))).toBe(conditions);
    expect(said(spellOutTarget(spec))).toBe(target);
  });
});

const isChain = (name: string): boolean => name === 'foo';

describe('the class of a target', () => {
  it.each([
    [undefined, 'none'],
    [to('foo'), 'jump'],
    [{ how: 'goto', name: 'foo', options: [] } as const, 'goto'],
    [to('ACCEPT'), 'accept'],
    [to('DROP'), 'drop'],
    [to('REJECT'), 'reject'],
    [to('NFLOG'), 'log'],
    [to('MASQUERADE'), 'nat'],
    [to('RETURN'), 'return'],
    [to('TEE'), 'other'],
  ] as const)('%j is %s', (target, name) => {
    expect(targetClass(target, isChain)).toBe(name);
  });
});
