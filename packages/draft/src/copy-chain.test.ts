import type { RuleId, TableName } from '@sluice/netfilter';
import { anyRuleset, rulesetOf, textsOf } from '@sluice/testkit';
import { checkDocument, parseSave, printRuleset } from '@sluice/iptables';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { applySteps } from './apply.ts';
import { copyChain } from './copy-chain.ts';

const BASE = rulesetOf(`*mangle
:PREROUTING ACCEPT [0:0]
:LAST - [0:0]
COMMIT
*filter
:INPUT DROP [0:0]
:WEB - [0:0]
:OTHER - [0:0]
-A WEB -s 192.0.2.0/24 -j ACCEPT
-A WEB -p tcp -j REJECT --reject-with tcp-reset
-A WEB -p tcp -j OTHER
-A WEB -p tcp -m tcp --dport 80 -j LOG
COMMIT
`);
const SIX = { ...rulesetOf('*filter\n:INPUT DROP [0:0]\n:OTHER - [0:0]\nCOMMIT\n'), family: 'ipv6' } as const;
const WEB = { table: 'filter', chain: 'WEB', ruleset: BASE } as const;

function ids(): () => RuleId {
  let next = 0;
  return () => `new-${next++}` as RuleId;
}

it('has all rules in the same table', () => {
  const copy = copyChain(WEB, { ruleset: BASE, table: 'filter', name: 'COPY' }, ids());
  const done = applySteps(BASE, copy.steps);
  expect(done.ok && textsOf(done.value, 'COPY')).toEqual(textsOf(BASE, 'WEB'));
  expect(copy.leftOut).toEqual([]);
});

it('leaves out in another table what may not be there, and calls of chains that are not', () => {
  const { steps, leftOut } = copyChain(WEB, { ruleset: BASE, table: 'mangle', name: 'WEB' }, ids());
  expect(leftOut.map(({ index, reason }) => [index, reason])).toEqual([
    [1, expect.stringContaining('filter')],
    [2, 'There is no chain OTHER in mangle.'],
  ]);
  expect(steps).toHaveLength(3);
});

it('leaves out in another family what only the first one has', () => {
  const { leftOut } = copyChain(WEB, { ruleset: SIX, table: 'filter', name: 'WEB' }, ids());
  expect(leftOut.map(({ index }) => index)).toEqual([0]);
});

it('is a chain without errors wherever it goes', () => {
  const table = fc.constantFrom<TableName>('raw', 'mangle', 'nat', 'filter', 'security');
  fc.assert(
    fc.property(anyRuleset({ family: 'ipv4' }), table, fc.nat(), (ruleset, to, at) => {
      const refs = ruleset.tables.flatMap(({ name, chains }) =>
        chains.map((chain) => ({ table: name, chain: chain.name })),
      );
      const ref = refs[at % refs.length];
      fc.pre(ref !== undefined && ref.table !== to);
      const copy = copyChain({ ...ref, ruleset }, { ruleset, table: to, name: 'THE-COPY' }, ids());
      const done = applySteps(ruleset, copy.steps);
      if (!done.ok) throw new Error(done.error.message);
      const document = parseSave(printRuleset(done.value, { counters: false }), { family: 'ipv4' });
      const lines = document.statements.filter(({ raw }) => raw.startsWith('-A THE-COPY ')).map(({ line }) => line);
      const errors = checkDocument(document).filter(
        ({ line, severity }) => severity === 'error' && lines.includes(line),
      );
      expect(errors).toEqual([]);
    }),
  );
});
