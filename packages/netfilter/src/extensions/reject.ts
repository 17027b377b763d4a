import { defineTarget } from './definition.ts';
import { choice } from './kinds/words.ts';

import type { Kind } from './kind.ts';

const WORDS_V4 = [
  'icmp-net-unreachable',
  'icmp-host-unreachable',
  'icmp-proto-unreachable',
  'icmp-port-unreachable',
  'icmp-net-prohibited',
  'icmp-host-prohibited',
  'tcp-reset',
  'icmp-admin-prohibited',
];

const WORDS_V6 = [
  'icmp6-no-route',
  'icmp6-adm-prohibited',
  'icmp6-addr-unreachable',
  'icmp6-port-unreachable',
  'tcp-reset',
  'icmp6-policy-fail',
  'icmp6-reject-route',
];

const V4 = choice({
  shortens: true,
  of: WORDS_V4,
  aliases: {
    'net-unreach': 'icmp-net-unreachable',
    'host-unreach': 'icmp-host-unreachable',
    'proto-unreach': 'icmp-proto-unreachable',
    'port-unreach': 'icmp-port-unreachable',
    'net-prohib': 'icmp-net-prohibited',
    'host-prohib': 'icmp-host-prohibited',
    'tcp-rst': 'tcp-reset',
    'admin-prohib': 'icmp-admin-prohibited',
  },
});

const V6 = choice({
  shortens: true,
  of: WORDS_V6,
  aliases: {
    'no-route': 'icmp6-no-route',
    'adm-prohibited': 'icmp6-adm-prohibited',
    'addr-unreach': 'icmp6-addr-unreachable',
    'port-unreach': 'icmp6-port-unreachable',
    'policy-fail': 'icmp6-policy-fail',
    'reject-route': 'icmp6-reject-route',
  },
});

/** The answer to the sender; the words differ between the families, and their beginnings are enough. */
const answer: Kind<string> = {
  ...V4,
  asks: [{ by: 'one', of: [...new Set([...WORDS_V4, ...WORDS_V6])] }],
  like: ['tcp-reset', ...WORDS_V4, ...WORDS_V6],
  parse(words, family) {
    return (family === 'ipv4' ? V4 : V6).parse(words, family);
  },
  print: (word) => [word],
  read: (word) => (word === 'tcp-reset' ? 'a TCP reset' : word.replace(/^icmp6?-/, '').replaceAll('-', ' ')),
};

/** Both families know the same words for it. */
function isReset(words: readonly string[]): boolean {
  const meant = V4.parse(words, 'ipv4');
  return meant.ok && meant.value === 'tcp-reset';
}

/** `-j REJECT`: drops, and tells the sender. */
export const REJECT = defineTarget({
  name: 'REJECT',
  help: 'Drops the packet and tells the sender',
  outcome: 'reject',
  ends: true,
  reads: 'is refused',
  options: [
    {
      names: ['--reject-with'],
      title: 'Answer to the sender',
      kind: answer,
      protocols: (words) => (isReset(words) ? ['tcp'] : null),
      implies: (family) => (family === 'ipv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable'),
      reads: 'and the sender is told: {}',
    },
  ],
  place: () => ({ tables: ['filter'] }),
});
