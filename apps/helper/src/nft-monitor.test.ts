import type { Family } from '@sluice/netfilter';
import type { RuleAuthor } from '@sluice/protocol/helper';
import { expect, test } from 'vitest';
import { createMonitorReader } from './nft-monitor.ts';

/** As nft 1.0.6 prints it. */
const PRINTED = `add rule ip filter INPUT counter packets 0 bytes 0 accept
# new generation 5 by process 101 (iptables-nft)
create chain ip6 filter f2b-sshd
delete rule ip filter INPUT handle 4
# new generation 6 by process 102 (iptables-nft-re)
add table inet fw4
# new generation 7 by process 103 (nft)
`;

test.each([1, 7, 10_000])('each generation is told with its writer and families, in pieces of %i letters', (size) => {
  const told: (readonly [readonly Family[], RuleAuthor])[] = [];
  const read = createMonitorReader((families, author) => told.push([families, author]));
  for (let at = 0; at < PRINTED.length; at += size) read(PRINTED.slice(at, at + size));
  expect(told).toEqual([
    [['ipv4'], { pid: 101, process: 'iptables-nft' }],
    [['ipv6', 'ipv4'], { pid: 102, process: 'iptables-nft-re' }],
    [[], { pid: 103, process: 'nft' }],
  ]);
});
