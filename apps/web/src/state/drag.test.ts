import type { RuleRef } from '@sluice/draft';
import { findChain } from '@sluice/netfilter';
import { beforeEach, expect, it } from 'vitest';
import { drop } from './drag.ts';
import type { DragSource } from './drop-verdict.ts';
import { useSelection } from './selection.ts';
import { useWorkspace } from './workspace.ts';

const TEXT = `*filter
:INPUT DROP [0:0]
:OUTPUT ACCEPT [0:0]
:ENVOY - [0:0]
:OTHER - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -p udp -j ENVOY
-A INPUT -p tcp -j ACCEPT
COMMIT
`;
const INPUT = { table: 'filter', chain: 'INPUT' } as const;

beforeEach(() => {
  const { open, receiveSnapshot, receiveDraft } = useWorkspace.getState();
  const fingerprint = String(Math.random());
  open(fingerprint, 'ipv4');
  receiveSnapshot(fingerprint, {
    family: 'ipv4',
    backend: 'nft',
    otherBackendHasRules: false,
    fingerprint,
    text: TEXT,
    takenAt: 0,
    aliens: [],
    interfaces: [],
  });
  receiveDraft(fingerprint, {
    family: 'ipv4',
    version: 0,
    base: { fingerprint, text: TEXT },
    groups: [],
    cursor: 0,
  });
});

const texts = (chain: string) => {
  const { current } = useWorkspace.getState();
  return current && findChain(current, { table: 'filter', chain })?.rules.map(({ text }) => text);
};
const refAt = (index: number): RuleRef => {
  const { current } = useWorkspace.getState();
  const id = current && findChain(current, INPUT)?.rules[index]?.id;
  if (!id) throw new Error('no such rule');
  return { ...INPUT, id };
};
const ruleAt = (...indices: readonly number[]): DragSource => ({ kind: 'rules', ...INPUT, rules: indices.map(refAt) });

it('inserts a call exactly there and asks for the port', () => {
  const envoy: DragSource = { kind: 'chain', how: 'jump', table: 'filter', chain: 'ENVOY' };
  expect(drop(envoy, { ...INPUT, index: 2 }, false)).toBe(true);
  expect(texts('INPUT')).toEqual(['-i lo -j ACCEPT', '-p udp -j ENVOY', '-j ENVOY', '-p tcp -j ACCEPT']);
  expect(useSelection.getState()).toMatchObject({ editField: 'destinationPort', selected: { kind: 'rule' } });
});

it('moves a rule up and down, and knows when nothing would change', () => {
  expect(drop(ruleAt(2), { ...INPUT, index: 0 }, false)).toBe(true);
  expect(texts('INPUT')?.[0]).toBe('-p tcp -j ACCEPT');
  expect(drop(ruleAt(0), { ...INPUT, index: 3 }, false)).toBe(true);
  expect(texts('INPUT')?.[2]).toBe('-p tcp -j ACCEPT');
  expect(drop(ruleAt(1), { ...INPUT, index: 1 }, false)).toBe(false);
  expect(drop(ruleAt(1), { ...INPUT, index: 2 }, false)).toBe(false);
});

it('moves several rules together, in their order', () => {
  expect(drop(ruleAt(2, 0), { ...INPUT, index: 1 }, false)).toBe(true);
  expect(texts('INPUT')).toEqual(['-i lo -j ACCEPT', '-p tcp -j ACCEPT', '-p udp -j ENVOY']);
  expect(useSelection.getState().others).toHaveLength(1);
  expect(useWorkspace.getState().groups.at(-1)?.label).toBe('Move 2 rules in INPUT');
});

it('moves a rule to another chain, or copies it', () => {
  expect(drop(ruleAt(2), { table: 'filter', chain: 'OTHER', index: 0 }, true)).toBe(true);
  expect(texts('INPUT')).toHaveLength(3);
  expect(drop(ruleAt(2), { table: 'filter', chain: 'OTHER', index: 1 }, false)).toBe(true);
  expect(texts('INPUT')).toHaveLength(2);
  expect(texts('OTHER')).toEqual(['-p tcp -j ACCEPT', '-p tcp -j ACCEPT']);
});

it('leads a jump to another chain', () => {
  expect(drop({ kind: 'port', ...refAt(1) }, { table: 'filter', chain: 'OTHER', index: 0 }, false)).toBe(true);
  expect(texts('INPUT')?.[1]).toBe('-p udp -j OTHER');
  expect(drop({ kind: 'port', ...refAt(1) }, { table: 'filter', chain: 'OTHER', index: 0 }, false)).toBe(false);
});

it('writes nothing into a chain that iptables cannot print whole', () => {
  const { hostId, snapshot, receiveSnapshot } = useWorkspace.getState();
  if (hostId === null || !snapshot) throw new Error('no host');
  receiveSnapshot(hostId, { ...snapshot, aliens: [{ table: 'filter', chain: 'INPUT', reason: 'Because.' }] });
  const before = texts('INPUT');
  expect(drop(ruleAt(0), { ...INPUT, index: 2 }, false)).toBe(false);
  expect(texts('INPUT')).toEqual(before);
});
