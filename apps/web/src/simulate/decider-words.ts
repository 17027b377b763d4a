import type { Decider } from '@sluice/analysis';
import { useSelection } from '../state/selection.ts';

/** `filter/INPUT #4`, `filter/OUTPUT policy ACCEPT`. */
export function deciderWords(by: Decider): string {
  switch (by.kind) {
    case 'rule':
      return `${by.table}/${by.chain} #${by.index + 1}`;
    case 'policy':
      return `${by.table}/${by.chain} policy ${by.policy}`;
    case 'end':
      return 'no rule';
  }
}

/** Selects who decides, and brings it into sight. */
export function showDecider(by: Exclude<Decider, { readonly kind: 'end' }>): void {
  const { table, chain } = by;
  const { select } = useSelection.getState();
  if (by.kind === 'rule') select({ kind: 'rule', table, chain, id: by.id }, { reveal: true });
  else select({ kind: 'chain', table, chain }, { reveal: true });
}
