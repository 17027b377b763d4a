import type { ChainDiff, DiffRow, RulesetDiff } from '@sluice/draft';
import type { RuleId } from '@sluice/netfilter';
import type { Selected } from './selection.ts';

/** The diff of one chain. */
export function chainDiff(diff: RulesetDiff | null, ref: Pick<Selected, 'table' | 'chain'>): ChainDiff | undefined {
  return diff?.chains.find(({ table, chain }) => table === ref.table && chain === ref.chain);
}

/** What the draft does to a rule that it still holds. */
export function changeOf(
  diff: RulesetDiff | null,
  ref: Pick<Selected, 'table' | 'chain'>,
  id: RuleId,
): DiffRow['change'] {
  return chainDiff(diff, ref)?.rows.find(({ after }) => after?.rule.id === id)?.change ?? 'same';
}

/** The change after the selected one, in the order of the map; after the last comes the first. */
export function nextChange(diff: RulesetDiff | null, selected: Selected | null): Selected | null {
  const stops = (diff?.chains ?? []).flatMap(stopsOf);
  const here = stops.findIndex((stop) => selected !== null && samePlace(stop, selected));
  return stops[(here + 1) % stops.length] ?? null;
}

/** Removed rules cannot be selected, so their chain stands for them. */
function stopsOf({ table, chain, state, rows }: ChainDiff): readonly Selected[] {
  if (state === 'removed') return [];
  const rules = rows.flatMap(({ change, after }): readonly Selected[] =>
    change === 'same' || !after ? [] : [{ kind: 'rule', table, chain, id: after.rule.id }],
  );
  return rules.length > 0 ? rules : [{ kind: 'chain', table, chain }];
}

function samePlace(a: Selected, b: Selected): boolean {
  if (a.table !== b.table || a.chain !== b.chain || a.kind !== b.kind) return false;
  return a.kind === 'chain' || (b.kind === 'rule' && a.id === b.id);
}
