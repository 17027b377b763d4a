import type { RuleRef } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { findChain, type ChainRef, type RuleId } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { dropRefusal, spotSentence, spotTag, walkableChains, type DragSource } from './drop-verdict.ts';

const { ruleset } = parseSave(
  `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:MASK - [0:0]
-A POSTROUTING -o eth0 -j MASQUERADE
-A MASK -j MASQUERADE
COMMIT
*filter
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:A - [0:0]
:B - [0:0]
-A INPUT -i lo -j ACCEPT
-A A -j B
-A B -p tcp -j REJECT
COMMIT
`,
  { family: 'ipv4' },
);
const chain = (table: 'filter' | 'nat', name: string): DragSource => ({
  kind: 'chain',
  how: 'jump',
  table,
  chain: name,
});
const refOf = ({ table, chain: name }: ChainRef): RuleRef => ({
  table,
  chain: name,
  id: findChain(ruleset, { table, chain: name })?.rules[0]?.id as RuleId,
});
const rules = (...refs: readonly ChainRef[]): DragSource => ({
  kind: 'rules',
  table: refs[0]?.table ?? 'filter',
  chain: refs[0]?.chain ?? '',
  rules: refs.map(refOf),
});
const verdict = (source: DragSource, table: 'filter' | 'nat', name: string) =>
  dropRefusal(ruleset, source, { table, chain: name }, { backend: 'nft', aliens: [] });

describe('dropRefusal', () => {
  it('lets a chain be called from chains of its table', () => {
    expect(verdict(chain('filter', 'A'), 'filter', 'INPUT')).toBeNull();
    expect(verdict(chain('nat', 'MASK'), 'nat', 'POSTROUTING')).toBeNull();
  });

  it('refuses another table, a loop with its path, and what may not stand there', () => {
    expect(verdict(chain('filter', 'A'), 'nat', 'PREROUTING')).toMatchObject({ short: 'different table', path: [] });
    expect(verdict(chain('filter', 'A'), 'filter', 'B')).toMatchObject({ short: 'would loop', path: ['B', 'A', 'B'] });
    expect(verdict(chain('filter', 'A'), 'filter', 'A')).toMatchObject({ short: 'would loop' });
    expect(verdict(chain('nat', 'MASK'), 'nat', 'PREROUTING')).toMatchObject({ short: 'may not stand here' });
  });

  it('writes nothing into a chain that iptables cannot print whole, and may still call it', () => {
    const aliens = [{ table: 'filter', chain: 'B', reason: 'Because.' }];
    const refusalOf = (source: DragSource, name: string) =>
      dropRefusal(ruleset, source, { table: 'filter', chain: name }, { backend: 'nft', aliens });
    const into = refusalOf(rules({ table: 'filter', chain: 'A' }), 'B');
    expect(into).toMatchObject({ short: 'read-only', why: 'B is read-only. Because.' });
    expect(refusalOf(chain('filter', 'B'), 'INPUT')).toBeNull();
  });

  it('lets a rule move within its chain, and elsewhere only where it may stand', () => {
    const lo = rules({ table: 'filter', chain: 'INPUT' });
    expect(verdict(lo, 'filter', 'INPUT')).toBeNull();
    expect(verdict(lo, 'filter', 'A')).toBeNull();
    expect(verdict(lo, 'filter', 'OUTPUT')).toMatchObject({ short: 'may not stand here' });
    expect(verdict(rules({ table: 'filter', chain: 'A' }), 'filter', 'B')).toMatchObject({ short: 'would loop' });
  });

  it('lets a block move only where each of its rules may stand', () => {
    const block = rules({ table: 'filter', chain: 'A' }, { table: 'filter', chain: 'INPUT' });
    expect(verdict(block, 'filter', 'INPUT')).toBeNull();
    expect(verdict(block, 'filter', 'OUTPUT')).toMatchObject({ short: 'may not stand here' });
    expect(
      verdict(rules({ table: 'filter', chain: 'A' }, { table: 'nat', chain: 'MASK' }), 'filter', 'A'),
    ).toMatchObject({
      short: 'several tables',
    });
  });

  it('lets a port lead to a user-defined chain only', () => {
    const port = { kind: 'port', ...refOf({ table: 'filter', chain: 'INPUT' }) } satisfies DragSource;
    expect(verdict(port, 'filter', 'A')).toBeNull();
    expect(verdict(port, 'filter', 'OUTPUT')).toMatchObject({ short: 'built-in chain' });
  });
});

it('says where a drop goes', () => {
  const spot = { table: 'filter', chain: 'INPUT', index: 1 } as const;
  expect(spotTag(chain('filter', 'A'), spot, false)).toBe('Insert jump at position 2');
  expect(spotTag(rules(spot), spot, true)).toBe('Copy rule to position 2');
  expect(spotTag(rules(spot, spot), spot, false)).toBe('Move 2 rules to position 2');
  expect(spotSentence(ruleset, chain('filter', 'A'), spot)).toBe('A, insert at position 2 of 2 in filter INPUT');
});

it('walks through built-in chains first', () => {
  expect(walkableChains(ruleset, 'filter')).toEqual(['INPUT', 'OUTPUT', 'A', 'B']);
});
