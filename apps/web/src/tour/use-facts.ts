import { findChain, readFields, type Ruleset } from '@sluice/netfilter';
import { useMemo } from 'react';
import { callersOf } from '../state/callers.ts';
import { useWorkspace } from '../state/workspace.ts';
import type { Facts, SpokenRule } from './things.ts';
import { ENVOY } from './when-shown.ts';

/** What the rules of the draft are, as far as the tour speaks about them. */
export function useFacts(): Facts {
  const base = useWorkspace((state) => state.base);
  const current = useWorkspace((state) => state.current);
  return useMemo(
    () => ({
      hasEnvoy: current !== null && findChain(current, ENVOY) !== undefined,
      caller: callerIn(current),
      drafted: callerIn(base) === null,
      replies: repliesIn(current),
    }),
    [base, current],
  );
}

function callerIn(ruleset: Ruleset | null): SpokenRule | null {
  const [call] = callersOf(ruleset, ENVOY);
  return call ? { chain: call.caller, id: call.rule.id, number: call.index + 1 } : null;
}

function repliesIn(ruleset: Ruleset | null): SpokenRule | null {
  const chain = 'INPUT';
  const rules = (ruleset && findChain(ruleset, { table: 'filter', chain })?.rules) ?? [];
  const index = rules.findIndex(({ spec }) => {
    const { ctstates, target } = readFields(spec);
    return target?.name === 'ACCEPT' && ctstates?.negated === false && ctstates.value.includes('ESTABLISHED');
  });
  const rule = rules[index];
  return rule ? { chain, id: rule.id, number: index + 1 } : null;
}
