import type { ChainRef } from '@sluice/netfilter';
import type { Finding } from './finding.ts';
import { FINDING_KINDS } from './kinds.ts';
import type { Survey } from './survey.ts';

/** What there is to say about a rule, or about a chain. */
type Told = Pick<Finding, 'kind' | 'sentence' | 'witness' | 'fix' | 'owner'> & {
  readonly because?: Finding['because'];
  readonly coverage?: Finding['coverage'];
} & ({ readonly rule: NonNullable<Finding['rule']> } | { readonly chain: ChainRef });

/** A finding with what follows from its kind and place. */
export function finding({ ruleset }: Survey, told: Told): Finding {
  const rule = 'rule' in told ? told.rule : null;
  const { table, chain } = 'rule' in told ? told.rule : told.chain;
  return {
    id: [told.kind, ruleset.family, table, chain, ...(rule ? [rule.id] : [])].join(' '),
    kind: told.kind,
    severity: FINDING_KINDS[told.kind].severity,
    family: ruleset.family,
    chain: { table, chain },
    rule,
    because: told.because ?? [],
    sentence: told.sentence,
    witness: told.witness,
    coverage: told.coverage ?? null,
    fix: told.fix,
    owner: told.owner,
  };
}
