import { createRule, printSpec } from '@sluice/iptables';
import { anyRuleset, meaning, rulesetOf, rulesOf, textsOf } from '@sluice/testkit';
import { isBuiltinChain, type ChainRef, type RuleId, type Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySteps } from './apply.ts';
import { deleteChain, flushChain, renameChain } from './chain-edits.ts';
import { copyChain } from './copy-chain.ts';
import { invertGroup } from './invert.ts';
import type { Step } from './step.ts';

const BASE = rulesetOf(`*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:WEB - [0:0]
:LAST - [0:0]
[7:70] -A INPUT -p tcp -m tcp --dport 80 -m comment --comment "to WEB -j WEB" -j WEB
-A FORWARD -g WEB
-A LAST -j LOG --log-prefix "WEB "
[3:30] -A WEB -s 192.0.2.0/24 -j ACCEPT
-A WEB -j LAST
COMMIT
`);
const WEB: ChainRef = { table: 'filter', chain: 'WEB' };

function done(ruleset: Ruleset, steps: readonly Step[]): Ruleset {
  const result = applySteps(ruleset, steps);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

function counterOfIds(): () => RuleId {
  let next = 0;
  return () => `new-${next++}` as RuleId;
}

describe('renaming a chain', () => {
  const renamed = done(BASE, renameChain(BASE, WEB, 'SITES'));

  it('lets every caller follow, by jump and by goto, and touches no other word', () => {
    expect(textsOf(renamed)).toEqual(['-p tcp -m tcp --dport 80 -m comment --comment "to WEB -j WEB" -j SITES']);
    expect(textsOf(renamed, 'FORWARD')).toEqual(['-g SITES']);
    expect(textsOf(renamed, 'LAST')).toEqual(['-j LOG --log-prefix "WEB "']);
  });

  it('keeps the rules with their counters, in order', () => {
    expect(rulesOf(renamed, 'SITES')).toEqual(rulesOf(BASE, 'WEB'));
    expect(renamed.tables[0]?.chains.map(({ name }) => name)).not.toContain('WEB');
  });

  it('to a taken name is refused', () => {
    const result = applySteps(BASE, renameChain(BASE, WEB, 'LAST'));
    expect(result).toMatchObject({ ok: false, error: { code: 'chainExists' } });
  });
});

describe('a chain', () => {
  it('is flushed and keeps its callers', () => {
    const flushed = done(BASE, flushChain(BASE, WEB));
    expect(textsOf(flushed, 'WEB')).toEqual([]);
    expect(textsOf(flushed)).toEqual(textsOf(BASE));
  });

  it('is deleted with the calls to it', () => {
    const deleted = done(BASE, deleteChain(BASE, WEB));
    expect(textsOf(deleted)).toEqual([]);
    expect(textsOf(deleted, 'FORWARD')).toEqual([]);
    expect(deleted.tables[0]?.chains.map(({ name }) => name)).toEqual(['INPUT', 'FORWARD', 'OUTPUT', 'LAST']);
  });
});

const EDITS: Readonly<Record<string, (ruleset: Ruleset, ref: ChainRef) => readonly Step[]>> = {
  renaming: (ruleset, ref) => renameChain(ruleset, ref, 'RENAMED'),
  duplicating: (ruleset, ref) =>
    copyChain({ ...ref, ruleset }, { ruleset, table: ref.table, name: 'COPY' }, counterOfIds()).steps,
  flushing: flushChain,
  deleting: deleteChain,
};

describe('of any chain', () => {
  it.each(Object.entries(EDITS))('%s applies, and is taken back by its inverse', (_, edit) => {
    fc.assert(
      fc.property(anyRuleset({ family: 'ipv4', most: 5 }), (base) => {
        for (const { table, chain } of customChains(base)) {
          const steps = edit(base, { table, chain });
          const after = done(base, steps);
          expect(meaning(done(after, invertGroup(base, { label: '', steps })))).toBe(meaning(base));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('renaming there and back is as if nothing was done', () => {
    fc.assert(
      fc.property(anyRuleset({ family: 'ipv4', most: 5 }), (base) => {
        for (const { table, chain } of customChains(base)) {
          const there = done(base, renameChain(base, { table, chain }, 'RENAMED'));
          const back = done(there, renameChain(there, { table, chain: 'RENAMED' }, chain));
          expect(meaning(spelledAlike(back))).toBe(meaning(spelledAlike(base)));
        }
      }),
      { numRuns: 60 },
    );
  });
});

function customChains(ruleset: Ruleset): readonly ChainRef[] {
  return ruleset.tables.flatMap(({ name: table, chains }) =>
    chains.filter(({ name }) => !isBuiltinChain(table, name)).map(({ name: chain }) => ({ table, chain })),
  );
}

/** Every rule as iptables-save would write it: a caller that is written anew may lose quotes that it did not need. */
function spelledAlike(ruleset: Ruleset): Ruleset {
  const { family } = ruleset;
  const tables = ruleset.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({
      ...chain,
      rules: chain.rules.map(({ spec, id, counters }) => createRule(printSpec(spec, { family }), id, counters)),
    })),
  }));
  return { family, tables };
}
