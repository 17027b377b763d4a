import { useEffect } from 'react';
import { registerCommands } from '../commands/registry.ts';
import type { OrderRow } from '../projection/order-model.ts';
import { useView } from '../state/view.ts';
import { useOrder } from './order-state.ts';
import { rowElementId } from './order-keys.ts';

/** So long after the last letter the next one is a command again. */
const PAUSE = 1500;

/** The row behind `from` that the typed words name: by its number (`5.1`), else by its chain's name; -1 when none does. */
export function rowNamed(rows: readonly OrderRow[], typed: string, from: number): number {
  const words = typed.toLowerCase();
  const numbered = rows.findIndex((row) => 'number' in row && row.number === words);
  if (numbered >= 0 || /^[\d.·]/.test(words)) return numbered;
  const begins = (row: OrderRow | undefined): boolean => nameOf(row).toLowerCase().startsWith(words);
  const ahead = rows.findIndex((row, at) => at > from && begins(row));
  return ahead >= 0 ? ahead : rows.findIndex(begins);
}

/** The chain at whose beginning a row stands; the rows behind it are reached by arrows. */
function nameOf(row: OrderRow | undefined): string {
  switch (row?.kind) {
    case 'section':
      return row.hook;
    case 'uncalled':
    case 'alien':
      return row.chain;
    case 'rule':
      return row.number !== null && row.line.index === 0 ? row.chain : '';
    case 'more':
    case 'policy':
    case 'aside':
    case 'routing':
    case 'loopback':
    case 'rest':
    case undefined:
      return '';
  }
}

/**
 * Letters are commands here, so going to a chain or a number begins with G; what is typed next belongs to it. Answers
 * whether the key was part of it.
 */
export function typeAhead(event: KeyboardEvent, go: (typed: string) => void): boolean {
  const { typed, type } = useOrder.getState();
  if (typed === null || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Escape' || event.key === 'Enter') {
    type(null);
    return true;
  }
  const next = event.key === 'Backspace' ? typed.slice(0, -1) : event.key.length === 1 ? typed + event.key : null;
  if (next === null) return false;
  type(next);
  if (next !== '') go(next);
  return true;
}

/** G begins to type where to go; it ends by itself. */
export function useTypeAhead(tabStop: OrderRow | undefined): void {
  const typed = useOrder((state) => state.typed);
  const key = tabStop?.key;
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => useOrder.getState().type(null), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(
    () =>
      registerCommands([
        {
          id: 'order.go',
          title: 'Go to a chain or a number in the reading order',
          group: 'View',
          keys: ['G'],
          when: () => useView.getState().view === 'order' && key !== undefined,
          run: () => {
            useOrder.getState().type('');
            if (key !== undefined) document.getElementById(rowElementId(key))?.focus({ preventScroll: true });
          },
        },
      ]),
    [key],
  );
}
