import { useEffect } from 'react';
import { MAX_ROWS } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { findChain } from '@sluice/netfilter';
import { shownCard } from './map-focus.ts';
import { showRule } from './show-rule.ts';

/** A selected rule that a long chain's card does not show is scrolled into it. */
export function useScrollToSelection(): void {
  const selected = useSelection((state) => state.selected);
  const current = useWorkspace((state) => state.current);
  useEffect(() => {
    if (selected?.kind !== 'rule' || !current) return;
    const id = cardId(selected);
    const card = shownCard(id);
    if (!card || card.lines <= MAX_ROWS || card.rows.some((row) => row.id === selected.id)) return;
    const index = findChain(current, selected)?.rules.findIndex((rule) => rule.id === selected.id) ?? -1;
    if (index >= 0) showRule(selected, index);
  }, [selected, current]);
}
