import { findChain, type ChainRef } from '@sluice/netfilter';
import { foldsOf, lineOf, slotOf } from '../projection/chain-folds.ts';
import { MAX_ROWS } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { chainDiff } from '../state/changes.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useMapState } from './map-state.ts';

/** Scrolls a long chain's card so that this rule (an index from 0) stands in its middle. */
export function showRule(ref: ChainRef, index: number): void {
  const { current, diff } = useWorkspace.getState();
  const chain = current && findChain(current, ref);
  const rule = chain?.rules[index];
  if (!chain || !rule) return;
  const own = chainDiff(diff, ref);
  const { selected } = useSelection.getState();
  const kept = selected?.kind === 'rule' ? selected.id : null;
  const folds = foldsOf(chain, own, { opened: useMapState.getState().unfolded, kept });
  const at = slotOf(folds, lineOf(chain, own, rule.id));
  useMapState.getState().scrollTo(cardId(ref), at - Math.floor(MAX_ROWS / 2));
}
