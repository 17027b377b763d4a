import { expect, test } from 'vitest';
import { findAliens } from './aliens.ts';

const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const meta = (key: string) => ({ meta: { key } });
const counter = { counter: { packets: 0, bytes: 0 } };

const listing = (...expr: unknown[]) => ({
  nftables: [
    { metainfo: { version: '1.0.6' } },
    { chain: { family: 'ip', table: 'filter', name: 'INPUT' } },
    { rule: { family: 'ip', table: 'filter', chain: 'INPUT', handle: 2, expr } },
  ],
});

/** As nft 1.0.6 lists what iptables-nft-restore 1.8.9 made. */
const FAMILIAR: readonly (readonly [string, readonly unknown[]])[] = [
  ['-i lo -j ACCEPT', [match(meta('iifname'), 'lo'), counter, { accept: null }]],
  [
    '-s 10.0.0.0/8 -j DROP',
    [match(payload('ip', 'saddr'), { prefix: { addr: '10.0.0.0', len: 8 } }), counter, { drop: null }],
  ],
  ['! -d 1.2.3.4', [match(payload('ip', 'daddr'), '1.2.3.4', '!='), counter]],
  ['--dport 100:200 -j X', [match(payload('tcp', 'dport'), { range: [100, 200] }), counter, { jump: { target: 'X' } }]],
  ['--tcp-flags FIN,SYN SYN', [match({ '&': [payload('tcp', 'flags'), ['fin', 'syn']] }, 'syn'), counter]],
  ['-f', [match({ '&': [payload('ip', 'frag-off'), 8191] }, 0, '!='), counter, { drop: null }]],
  ['-m limit', [{ limit: { rate: 5, burst: 5, per: 'minute' } }, counter, { xt: { type: 'target', name: 'LOG' } }]],
  ['-m mark', [match({ '&': [meta('mark'), 255] }, 1), counter, { log: { group: 3 } }]],
  ['-m conntrack', [{ xt: { type: 'match', name: 'conntrack' } }, counter, { goto: { target: 'X' } }]],
];

test.each(FAMILIAR)('iptables prints %s as it is', (_rule, expr) => {
  expect(findAliens(listing(...expr), 'ip', [])).toEqual([]);
});

const STRANGE: readonly (readonly [string, readonly unknown[]])[] = [
  ['ip saddr @blk drop', [match(payload('ip', 'saddr'), '@blk'), { drop: null }]],
  ['ip saddr { 1.1.1.1, 2.2.2.2 }', [match(payload('ip', 'saddr'), { set: ['1.1.1.1', '2.2.2.2'] })]],
  ['ip saddr 10.0.0.0-10.0.0.9', [match(payload('ip', 'saddr'), { range: ['10.0.0.0', '10.0.0.9'] })]],
  ['tcp dport { 80, 443 }', [match(payload('tcp', 'dport'), { set: [80, 443] })]],
  ['tcp dport > 80', [match(payload('tcp', 'dport'), 80, '>')]],
  ['ct state established', [match({ ct: { key: 'state' } }, 'established', 'in')]],
  ['log prefix "abc"', [{ log: { prefix: 'abc' } }]],
  ['limit rate over 5/minute', [{ limit: { rate: 5, burst: 5, per: 'minute', inv: true } }]],
  ['reject', [{ reject: { type: 'icmp', expr: 'port-unreachable' } }]],
  ['ip ttl 5', [match(payload('ip', 'ttl'), 5)]],
  ['a map of verdicts', [{ vmap: { key: payload('ip', 'saddr'), data: { set: [] } } }]],
  ['something of the future', [{ quantum: null }]],
  ['no object at all', ['x']],
];

test.each(STRANGE)('iptables cannot print %s', (_rule, expr) => {
  const found = findAliens(listing(counter, ...expr), 'ip', []);
  expect(found).toMatchObject([{ table: 'filter', chain: 'INPUT' }]);
});

test('only this family and the tables of iptables count', () => {
  const strange = [match(payload('ip', 'ttl'), 5)];
  expect(findAliens(listing(...strange), 'ip6', [])).toEqual([]);
  const own = { nftables: [{ rule: { family: 'ip', table: 'mine', chain: 'c', expr: strange } }] };
  expect(findAliens(own, 'ip', [])).toEqual([]);
});

test('every chain of a table that was not printed is marked', () => {
  expect(findAliens(listing({ accept: null }), 'ip', ['filter'])).toMatchObject([{ table: 'filter', chain: 'INPUT' }]);
});

test.each([null, 5, {}, { nftables: 5 }, { nftables: [null, 5, { rule: 5 }, { rule: { family: 'ip' } }] }])(
  'an odd listing (%j) is no crash',
  (odd) => {
    expect(findAliens(odd, 'ip', [])).toEqual([]);
  },
);
